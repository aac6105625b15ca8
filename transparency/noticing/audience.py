"""Whom a notice concerns: until there is a roster, the schools where the products are in use, and their principals."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from contracts.models import Agreement
from district.csvwriting import csv_pieces
from district.grades import GRADES, GradeUnknown, grades_between, grades_in_words
from district.models import School
from inventory.models import ProductUse
from inventory.selectors import used_on, uses_with_elements

HEADER: Final = ("school", "code", "grades", "students_enrolled", "principal_address")


@dataclass(frozen=True, slots=True)
class SchoolTold:
    """One school: the grades that the notice concerns in words, all its students, and its principal's address."""

    code: str
    name: str
    grades: str
    enrolment: int
    address: str


def schools_affected(agreement: Agreement, day: date) -> list[SchoolTold]:
    """The schools at which a product of the agreement is in use on a day, by name, in five queries.

    A product in use at no named school is in use at all of them that teach one of its grades. A product whose use is
    not entered concerns nobody yet.
    """
    uses = [
        use for use in uses_with_elements(agreement.products.values_list("pk", flat=True)).values() if used_on(use, day)
    ]
    schools = list(School.objects.order_by("name"))
    found = []
    for school in schools:
        grades = sorted({grade for use in uses for grade in _grades(use, school)}, key=GRADES.index)
        if grades:
            words = grades_in_words(grades[0], grades[-1])
            found.append(SchoolTold(school.code, school.name, words, school.enrolment, school.principal_email))
    return found


def _grades(use: ProductUse, school: School) -> set[str]:
    """The grades of the school in which the product is used. Where its grades are unknown, all of the product's."""
    named = {chosen.pk for chosen in use.schools.all()}
    if named and school.pk not in named:
        return set()
    wanted = set(grades_between(use.lowest_grade, use.highest_grade))
    try:
        taught = set(grades_between(school.lowest_grade, school.highest_grade))
    except GradeUnknown:
        return wanted
    return wanted & taught or (wanted if named else set())


def students_of(schools: Iterable[SchoolTold]) -> int:
    return sum(school.enrolment for school in schools)


def without_address(schools: Iterable[SchoolTold]) -> list[SchoolTold]:
    return [school for school in schools if not school.address]


def schools_csv(schools: Iterable[SchoolTold]) -> Iterator[str]:
    """The list as a file for spreadsheets."""
    return csv_pieces(HEADER, ((row.name, row.code, row.grades, row.enrolment, row.address) for row in schools))


def schools_json(schools: Iterable[SchoolTold]) -> list[dict[str, object]]:
    return [asdict(school) for school in schools]


def sending_mark(text: str, schools: Sequence[SchoolTold]) -> str:
    """What a person confirms before sending: the text, and who gets it. Another one as soon as either changes."""
    told = "\n".join("|".join((row.code, row.grades, str(row.enrolment), row.address)) for row in schools)
    return hashlib.sha256(f"{text}\n{told}".encode()).hexdigest()
