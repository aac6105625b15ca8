"""Invented families as a OneRoster 1.1 package, of any size and always the same: for the demonstration and the bench.

Nobody in it exists. Names say so, telephone numbers are of the block kept for fiction, addresses in Prairie Lantern.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count, cycle
from pathlib import Path
from typing import Final

GRADES: Final = ("PK", "KG", *(f"{number:02}" for number in range(1, 13)))
AGES: Final = {grade: 4 + place for place, grade in enumerate(GRADES)}  # on the first of September
ENGLISH_FIRST: Final = (
    *("Ada", "Ben", "Cleo", "Dora", "Eli", "Fay", "Gus", "Hana", "Ivo", "June", "Kit", "Lena", "Milo", "Nell"),
    *("Otto", "Pia", "Quinn", "Rosa", "Sam", "Tess", "Una", "Vic", "Wren", "Yara", "Zeke"),
)
SPANISH_FIRST: Final = (
    *("Álvaro", "Beatriz", "Camila", "Diego", "Elena", "Fernando", "Gabriela", "Hugo", "Inés", "Joaquín", "Lucía"),
    *("Mateo", "Núria", "Óscar", "Pilar", "Rafael", "Sofía", "Tomás", "Valeria", "Ximena"),
)
ENGLISH_LAST: Final = (
    *("Fable", "Storybook", "Makebelieve", "Imagined", "Pretend", "Invented", "Tale", "Legend", "Fairytale", "Myth"),
    *("Fiction", "Daydream", "Nowhere", "Madeup", "Rhyme", "Riddle", "Proverb", "Saga"),
)
SPANISH_LAST: Final = (
    *("Cuento", "Fábula", "Leyenda", "Inventado", "Ficticio", "Imaginario", "Ensueño", "Quimera", "Romance"),
    *("Refrán", "Adivinanza", "Novela"),
)
STREETS: Final = ("Lantern Way", "Prairie Road", "Fable Street", "Meadowlark Lane", "Acorn Court", "Cottonwood Avenue")
USERS: Final = (
    *("sourcedId", "status", "dateLastModified", "enabledUser", "orgSourcedIds", "role", "username", "userIds"),
    *("givenName", "familyName", "middleName", "identifier", "email", "sms", "phone", "agentSourcedIds", "grades"),
    *("password", "metadata.homeLanguage", "metadata.relationship", "metadata.street", "metadata.city"),
    *("metadata.state", "metadata.zip", "metadata.doNotContact"),
)
BIRTHS: Final = ("sourcedId", "status", "dateLastModified", "birthDate", "sex")
PLACES: Final = (
    *("sourcedId", "status", "dateLastModified", "classSourcedId", "schoolSourcedId", "userSourcedId", "role"),
    *("primary", "beginDate", "endDate"),
)
HOME: Final = ("metadata.street", "metadata.city", "metadata.state", "metadata.zip")
NO_HOME: Final = ("", "", "", "")


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of family: the number of children, and the guardians of each home."""

    children: int
    homes: tuple[tuple[str, ...], ...]
    addressed: bool = True


TWO: Final = Shape(1, (("mother", "father"),))
# Four pupils and six guardians, three homes and a second one: what the bench repeats.
EVEN: Final = (Shape(2, (("mother", "father"),)), Shape(1, (("mother",), ("father",))), TWO)
VARIED: Final = (
    *(TWO, Shape(2, (("mother", "father"),)), Shape(1, (("mother",),)), Shape(1, (("mother",), ("father",)))),
    *(Shape(2, (("grandmother",),)), TWO, Shape(3, (("mother", "stepfather"), ("father",)))),
    *(Shape(1, (("father",),)), TWO, Shape(1, (("guardian",),), addressed=False)),
)


@dataclass
class Invention:
    """So many pupils in families of the given shapes, in these schools (code, name, lowest and highest grade)."""

    students: int
    schools: Sequence[tuple[str, str, str, str]]
    year: int
    shapes: Iterable[Shape] = VARIED
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def write(self, folder: Path) -> None:
        """manifest, orgs, users, demographics and enrollments as CSV files in an empty folder."""
        _table(folder / "manifest.csv", ("propertyName", "value"), self._manifest())
        head = ("sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId")
        _table(folder / "orgs.csv", head, self._orgs())
        births = (folder / "demographics.csv").open("w", encoding="utf-8", newline="")
        places = (folder / "enrollments.csv").open("w", encoding="utf-8", newline="")
        with births, places:
            self.births, self.places = csv.writer(births), csv.writer(places)
            self.births.writerow(BIRTHS)
            self.places.writerow(PLACES)
            _table(folder / "users.csv", USERS, self._users())

    @staticmethod
    def _manifest() -> Iterator[tuple[str, str]]:
        yield from (("manifest.version", "1.0"), ("oneroster.version", "1.1"), ("source.systemName", "Invented SIS"))
        for name in ("orgs", "users", "demographics", "enrollments"):
            yield f"file.{name}", "bulk"

    def _orgs(self) -> Iterator[tuple[str, ...]]:
        yield ("org-district", "", "", "Prairie Lantern District 900", "district", "PL900", "")
        for code, name, _, _ in self.schools:
            yield (f"org-{code}", "", "", name, "school", code, "org-district")

    def _users(self) -> Iterator[Sequence[str]]:
        made = 0
        for number, shape in enumerate(cycle(self.shapes)):
            if made >= self.students:
                return
            yield from self._family(number, shape, min(shape.children, self.students - made))
            made += shape.children

    def _family(self, number: int, shape: Shape, children: int) -> Iterator[Sequence[str]]:
        spanish = number % 4 == 1
        first, last = (SPANISH_FIRST, SPANISH_LAST) if spanish else (ENGLISH_FIRST, ENGLISH_LAST)
        family = last[number % len(last)]
        if number >= len(last):
            family += f"{' ' if spanish else '-'}{last[(number // len(last)) % len(last)]}"
        shared = {"familyName": family, "metadata.homeLanguage": "spa" if spanish else "eng"}
        agents = []
        for place, people in enumerate(shape.homes):
            home = _home(number, place) if shape.addressed else NO_HOME
            for who, relationship in enumerate(people):
                source = f"g{number}-{place}{who}"
                agents.append(source)
                given = first[(number * 3 + place * 5 + who * 7) % len(first)]
                yield _adult(number, place, source, relationship, givenName=given, **shared, **_at(home))
        home = _home(number, 0) if shape.addressed else NO_HOME
        for child in range(children):
            yield self._child(number, child, first, agentSourcedIds=",".join(agents), **shared, **_at(home))

    def _child(self, number: int, child: int, first: Sequence[str], **shared: str) -> Sequence[str]:
        serial = next(self.numbers)
        source, grade = f"s{serial}", GRADES[(number * 5 + child * 3) % len(GRADES)]
        code = self._school(serial, grade)
        born = date(self.year - AGES[grade], 1 + (serial * 7) % 12, 1 + (serial * 11) % 28)
        self.births.writerow((source, "", "", born.isoformat(), ""))
        course, begun = f"c-{code}-{grade}", f"{self.year}-08-17"
        self.places.writerow((f"e{serial}", "", "", course, f"org-{code}", source, "student", "true", begun, ""))
        return _user(
            sourcedId=source,
            orgSourcedIds=f"org-{code}",
            role="student",
            givenName=first[(serial * 2 + child) % len(first)],
            identifier=f"{100000 + serial}",
            email=f"pupil{serial}@pupils.prairie-lantern.example" if AGES[grade] >= 11 else "",
            grades=grade,
            **shared,
        )

    def _school(self, serial: int, grade: str) -> str:
        place = GRADES.index(grade)
        fitting = [code for code, _, low, high in self.schools if GRADES.index(low) <= place <= GRADES.index(high)]
        fitting = fitting or [code for code, *_ in self.schools]
        return fitting[serial % len(fitting)]


def _home(number: int, place: int) -> tuple[str, str, str, str]:
    return (f"{10 + number} {STREETS[(number + place) % len(STREETS)]}", "Prairie Lantern", "IL", "60000")


def _at(home: tuple[str, str, str, str]) -> dict[str, str]:
    return dict(zip(HOME, home, strict=True))


def _adult(number: int, place: int, source: str, relationship: str, **shared: str) -> Sequence[str]:
    """Every ninth family has no e-mail; a few guardians of second homes are not to be contacted."""
    silent = "true" if place and number % 40 == 13 else ""
    role = "guardian" if relationship == "guardian" else "relative" if "grand" in relationship else "parent"
    return _user(
        sourcedId=source,
        orgSourcedIds="org-district",
        role=role,
        email=f"{source}@families.example" if number % 9 else "",
        phone=f"(555) 010-{sum(map(ord, source)) * 7 % 10000:04}",
        **{
            "metadata.relationship": relationship,
            "metadata.doNotContact": silent,
        },
        **shared,
    )


def _user(**values: str) -> Sequence[str]:
    return [values.get(name, "true" if name == "enabledUser" else "") for name in USERS]


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)
