"""Who is written to about a set of pupils: one letter a household, one e-mail a guardian who has an address.

Guardians at one address who answer for the same pupils share a letter. Where the pupils differ (a stepfather answers
for the youngest only), each gets a letter about their own pupils: nobody reads of a child not theirs. Two households of
a pupil get a letter each. From the eighteenth birthday on the rights are the pupil's own (20 U.S.C. 1232g(d); 34 CFR
99.5), so that the pupil is written to and the guardians are not.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from roster.familyrows import Adult, Families, Home, Pupil, families_read

COURT_ORDER = "court order"
DO_NOT_CONTACT = "do not contact"
ENGLISH = "en"
OF_AGE = 18
NOBODY = Home(0, (), b"", "")
# Who a letter is for where the roster names no guardian; {name} is the pupil's.
UNNAMED = {"es": "A los padres o tutores de {name}", ENGLISH: "Parent or guardian of {name}"}
AND = {"es": "y", ENGLISH: "and"}


@dataclass(frozen=True, slots=True)
class Recipient:
    """One message: a letter where `lines` stand, an e-mail where `email` stands, never both.

    Neither: nothing is known to reach this person by, or `excluded` says why nothing is sent ("court order", "do not
    contact"). A letter to several guardians names them all; `guardian_id` is the first one. `lines` are the address
    without the name, the last one city, state and ZIP code. `students` are pairs of id and name.
    """

    kind: Literal["guardian", "student"]
    guardian_id: int | None
    student_ids: tuple[int, ...]
    household_id: int | None
    name: str
    email: str
    lines: tuple[str, ...]
    language: str
    students: tuple[tuple[int, str], ...]
    excluded: str = ""
    guardian_ids: tuple[int, ...] = ()

    @property
    def channel(self) -> Literal["letter", "email", ""]:
        """Empty: nothing can or may be sent."""
        return "email" if self.email else "letter" if self.lines else ""


def families_of(student_ids: Collection[int], *, on: date) -> list[Recipient]:
    """Everybody to write to about these pupils, in a steady order, in four queries whatever their number.

    `on` is the day by which a pupil is of age. Nobody is dropped: flagged guardians come with `excluded`, people
    without any address with neither lines nor e-mail, pupils without guardians as "Parent or guardian of …".
    """
    rows = families_read(student_ids)
    minors: list[Pupil] = []
    found: list[Recipient] = []
    for pupil in rows.pupils.values():
        if of_age(pupil.born, on):
            found += _to_pupil(pupil, rows)
        else:
            minors.append(pupil)
    return [*_to_guardians(minors, rows), *found]


def of_age(born: date | None, on: date) -> bool:
    """Whether the eighteenth birthday is reached; a birthday on 29 February is reached on 1 March."""
    return born is not None and (born.year + OF_AGE, born.month, born.day) <= (on.year, on.month, on.day)


def _to_pupil(pupil: Pupil, rows: Families) -> Iterator[Recipient]:
    home = _home_of(pupil, rows)
    language = pupil.language or home.language or ENGLISH
    who = (None, (pupil.pk,), home.pk or None, pupil.name)
    if home.lines:
        yield Recipient("student", *who, "", home.lines, language, _named([pupil]))
    if pupil.email or not home.lines:
        yield Recipient("student", *who, pupil.email, (), language, _named([pupil]))


def _home_of(pupil: Pupil, rows: Families) -> Home:
    """Where the pupil lives: as the roster says, else with the guardians where they share one household."""
    if pupil.household is not None:
        return rows.homes[pupil.household]
    found = {
        rows.adults[guardian].household
        for guardian, court_order in rows.ties.get(pupil.pk, [])
        if not court_order and not rows.adults[guardian].do_not_contact
    }
    only = found.pop() if len(found) == 1 else None
    return rows.homes[only] if only is not None else NOBODY


def _to_guardians(pupils: Iterable[Pupil], rows: Families) -> Iterator[Recipient]:
    """By guardian first, what each may read of and what not; then the ones at one address together."""
    may: dict[int, list[Pupil]] = {}
    barred: dict[tuple[int, str], list[Pupil]] = {}
    for pupil in pupils:
        ties = rows.ties.get(pupil.pk, [])
        for guardian, court_order in ties:
            why = COURT_ORDER if court_order else DO_NOT_CONTACT if rows.adults[guardian].do_not_contact else ""
            if why:
                barred.setdefault((guardian, why), []).append(pupil)
            else:
                may.setdefault(guardian, []).append(pupil)
        if not ties:
            yield _to_nobody_named(pupil, rows)
    for group in _shared(may, rows):
        yield from _to_group([rows.adults[guardian] for guardian in group], may[group[0]], rows)
    for (guardian, why), theirs in barred.items():
        yield _to_adults([rows.adults[guardian]], theirs, rows, excluded=why)


def _to_nobody_named(pupil: Pupil, rows: Families) -> Recipient:
    home = rows.homes[pupil.household] if pupil.household is not None else NOBODY
    language = home.language or pupil.language or ENGLISH
    name = UNNAMED.get(language, UNNAMED[ENGLISH]).format(name=pupil.name)
    return Recipient("guardian", None, (pupil.pk,), home.pk or None, name, "", home.lines, language, _named([pupil]))


def _shared(may: dict[int, list[Pupil]], rows: Families) -> Iterable[list[int]]:
    """Guardians in groups: one address and the same pupils. Who has no postal address stands alone."""
    groups: dict[object, list[int]] = {}
    for guardian, pupils in may.items():
        home = _home(rows.adults[guardian], rows)
        place: object = (home.address or home.pk) if home.lines else (guardian, "alone")
        groups.setdefault((place, tuple(pupil.pk for pupil in pupils)), []).append(guardian)
    return groups.values()


def _to_group(adults: list[Adult], pupils: list[Pupil], rows: Families) -> Iterator[Recipient]:
    """One letter, an e-mail for each mailbox; one without either where nothing is known."""
    home, mailboxes = _home(adults[0], rows), set()
    if home.lines:
        yield _to_adults(adults, pupils, rows, lines=home.lines)
    for adult in adults:
        if (mailbox := adult.email.casefold()) and mailbox not in mailboxes:
            mailboxes.add(mailbox)
            yield _to_adults([adult], pupils, rows, email=adult.email)
    if not home.lines and not mailboxes:
        yield _to_adults(adults, pupils, rows)


def _to_adults(
    adults: list[Adult],
    pupils: list[Pupil],
    rows: Families,
    *,
    email: str = "",
    lines: tuple[str, ...] = (),
    excluded: str = "",
) -> Recipient:
    """A letter speaks the household's language, an e-mail the guardian's own; the pupil's where neither is known."""
    first, home = adults[0], _home(adults[0], rows)
    spoken = (home.language or first.language) if lines else (first.language or home.language)
    language = spoken or pupils[0].language or ENGLISH
    return Recipient(
        "guardian",
        first.pk,
        tuple([pupil.pk for pupil in pupils]),
        first.household,
        _joined(list(dict.fromkeys(adult.name for adult in adults)), language) if len(adults) > 1 else first.name,
        email,
        lines,
        language,
        _named(pupils),
        excluded,
        tuple([adult.pk for adult in adults]),
    )


def _home(adult: Adult, rows: Families) -> Home:
    return rows.homes[adult.household] if adult.household is not None else NOBODY


def _named(pupils: Iterable[Pupil]) -> tuple[tuple[int, str], ...]:
    return tuple([(pupil.pk, pupil.name) for pupil in pupils])


def _joined(names: list[str], language: str) -> str:
    """Ana Lopez; Ana Lopez and Luis Lopez; Ana Lopez, Eva Lopez and Luis Lopez."""
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} {AND.get(language, AND[ENGLISH])} {names[-1]}"
