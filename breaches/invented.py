"""Families for drills: plainly fictional, and the same each time for the same drill and place. No database.

They show what real ones do: two languages, brothers and sisters, two households, guardians who may not be written to,
families without any address, pupils of age. Ids are below zero, so that nothing of a drill is taken for a real person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from roster.families import AND, COURT_ORDER, DO_NOT_CONTACT, Recipient

ENGLISH: Final = "en"
SPANISH: Final = "es"
GIVEN: Final = {
    ENGLISH: ("Avery", "Blake", "Casey", "Dana", "Ellis", "Finley", "Gray", "Harper", "Indigo", "Jules", "Kit"),
    SPANISH: ("Alma", "Bruno", "Celia", "Dario", "Elena", "Fabio", "Gloria", "Hugo", "Inés", "Jacinto", "Lucía"),
}
ADULTS: Final = {
    ENGLISH: ("Morgan", "Noel", "Oakley", "Parker", "Quinn", "Robin", "Sawyer"),
    SPANISH: ("Marisol", "Nicolás", "Olga", "Pilar", "Ramón", "Sofía", "Tomás"),
}
FAMILY: Final = {
    ENGLISH: ("Examplewood", "Pretendham", "Madeupson", "Sampleton", "Rehearsal", "Fictionby", "Drillworth"),
    SPANISH: ("Ejemplo", "Inventado", "Ficticia", "Simulacro", "Supuesto", "Ensayo", "Ñoexiste"),
}
STREETS: Final = ("Drill Street", "Rehearsal Road", "Pretend Place", "Made-up Avenue", "Nowhere Lane")
TOWN: Final = "Nowhere, ZZ 00000"
PUPILS_IN_FOUR: Final = (0, 1, 2, 2)  # of each four pupils in a row, the last two are brother and sister
FAMILIES_IN_FOUR: Final = 3
MOST_FAMILIES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class InventedPupil:
    """A pupil of a drill: `place` counts from 0 within the drill."""

    place: int
    number: str
    given_name: str
    family_name: str
    language: str
    of_age: bool

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class PupilHere:
    """A pupil of a drill as it stands in the room: its place, and the number under which messages know it."""

    place: int
    number: int


def family_of(place: int) -> int:
    """Which family, from 0, the pupil at a place belongs to."""
    return place // 4 * FAMILIES_IN_FOUR + PUPILS_IN_FOUR[place % 4]


def language_of(family: int) -> str:
    """Three families in ten read Spanish."""
    return SPANISH if family % 10 in {2, 5, 8} else ENGLISH


def invented_pupil(drill: int, place: int) -> InventedPupil:
    """The pupil at a place of a drill, by the drill's number."""
    family = family_of(place)
    language = language_of(family)
    return InventedPupil(
        place,
        f"DRILL-{drill}-{place + 1:05d}",
        _pick(GIVEN[language], drill + place * 3),
        family_name(drill, family),
        language,
        of_age=place % 19 == 7,
    )


def family_name(drill: int, family: int) -> str:
    """A surname, numbered from the second time on, so that families can be told apart."""
    names = FAMILY[language_of(family)]
    again = family // 10 // len(names)
    return _pick(names, drill + family) + (f" {again + 1}" if again else "")


def invented_families(drill: int, pupils: Iterable[PupilHere]) -> list[Recipient]:
    """Everybody to write to about these pupils of a drill, in their order, as roster.families does it for real ones."""
    families: dict[int, list[PupilHere]] = {}
    found: list[Recipient] = []
    for pupil in pupils:
        if invented_pupil(drill, pupil.place).of_age:
            found += _to_pupil(drill, pupil)
        else:
            families.setdefault(family_of(pupil.place), []).append(pupil)
    return [line for family, theirs in families.items() for line in _to_family(drill, family, theirs)] + found


def _to_pupil(drill: int, pupil: PupilHere) -> list[Recipient]:
    person = invented_pupil(drill, pupil.place)
    family = family_of(pupil.place)
    base = _recipient(drill, family, 0, "student", person.name, [pupil])
    return [_letter(base, drill, family, 0), _mail(base, f"pupil{pupil.place + 1}")]


def _to_family(drill: int, family: int, pupils: list[PupilHere]) -> list[Recipient]:
    """One of six kinds of families, told by its number."""
    names = [_adult_name(drill, family, which) for which in (0, 1)]
    first = _recipient(drill, family, 0, "guardian", names[0], pupils)
    second = _recipient(drill, family, 1, "guardian", names[1], pupils)
    if family % 17 == 8:  # nobody knows where they live
        return [first]
    if family % 7 == 3:  # two households
        return [
            _letter(first, drill, family, 0),
            _letter(second, drill, family, 1),
            _mail(second, f"family{family + 1}b"),
        ]
    if family % 11 == 5:
        return [_letter(first, drill, family, 0), _barred(second, COURT_ORDER)]
    if family % 13 == 6:
        return [_letter(first, drill, family, 0), _barred(second, DO_NOT_CONTACT)]
    both = _renamed(first, f"{names[0]} {AND[language_of(family)]} {names[1]}", (first, second))
    letter = _letter(both, drill, family, 0)
    return [letter, _mail(first, f"family{family + 1}")] if family % 2 else [letter]


def _adult_name(drill: int, family: int, which: int) -> str:
    return f"{_pick(ADULTS[language_of(family)], drill + family + which)} {family_name(drill, family)}"


def _recipient(drill: int, family: int, which: int, kind: str, name: str, pupils: list[PupilHere]) -> Recipient:
    number = -((drill * MOST_FAMILIES + family) * 2 + which + 1)
    return Recipient(
        kind="student" if kind == "student" else "guardian",
        guardian_id=None if kind == "student" else number,
        student_ids=tuple(pupil.number for pupil in pupils),
        household_id=number,
        name=name,
        email="",
        lines=(),
        language=language_of(family),
        students=tuple((pupil.number, invented_pupil(drill, pupil.place).name) for pupil in pupils),
        guardian_ids=() if kind == "student" else (number,),
    )


def _letter(recipient: Recipient, drill: int, family: int, which: int) -> Recipient:
    street = _pick(STREETS, drill + family + which)
    return replace(recipient, lines=(f"{family + 1} {street}", *(("Apartment B",) if which else ()), TOWN))


def _mail(recipient: Recipient, name: str) -> Recipient:
    return replace(recipient, email=f"{name}@drill.example")


def _barred(recipient: Recipient, why: str) -> Recipient:
    return replace(recipient, excluded=why)


def _renamed(recipient: Recipient, name: str, people: tuple[Recipient, ...]) -> Recipient:
    ids = tuple(person.guardian_id for person in people if person.guardian_id is not None)
    return replace(recipient, name=name, guardian_ids=ids)


def _pick(names: tuple[str, ...], number: int) -> str:
    return names[number % len(names)]
