"""Grades from pre-kindergarten to 12, their order and their names."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

GRADES: tuple[str, ...] = ("PK", "K", *(str(number) for number in range(1, 13)))
CHOICES = [
    ("PK", gettext_noop("Pre-kindergarten")),
    ("K", gettext_noop("Kindergarten")),
    *((str(number), f"Grade {number}") for number in range(1, 13)),
]


class GradeUnknown(ValueError):
    """A grade that is not one of PK, K and 1 to 12, or a range that runs backwards."""


def grades_between(lowest: str, highest: str) -> list[str]:
    """Every grade from one to the other: ("K", "2") is K, 1, 2."""
    try:
        first, last = GRADES.index(lowest), GRADES.index(highest)
    except ValueError as error:
        raise GradeUnknown(f"{lowest} to {highest}: a grade is PK, K or a number from 1 to 12.") from error
    if first > last:
        raise GradeUnknown(f"The lowest grade ({lowest}) comes after the highest ({highest}).")
    return list(GRADES[first : last + 1])


def grades_in_words(lowest: str, highest: str) -> str:
    """Grades 3 to 5; Kindergarten to grade 2; Grade 8; All grades. In the language that is active."""
    if (lowest, highest) == (GRADES[0], GRADES[-1]):
        return _("All grades")
    if lowest == highest:
        return grade_name(lowest)
    if lowest.isdigit():
        return _("Grades %(lowest)s to %(highest)s") % {"lowest": lowest, "highest": highest}
    return _("%(lowest)s to %(highest)s") % {"lowest": grade_name(lowest), "highest": _inside(highest)}


def grade_name(grade: str) -> str:
    """Grade 8; Kindergarten. A grade that is not known stands as it is."""
    if grade.isdigit() and grade in GRADES:
        return _("Grade %(number)s") % {"number": grade}
    return _(dict(CHOICES).get(grade, grade)) if grade else ""


def _inside(grade: str) -> str:
    """A grade in the middle of a sentence: grade 8; kindergarten."""
    name = grade_name(grade)
    return name.lower() if grade in GRADES else name


def grades_sorted(grades: Iterable[str]) -> list[str]:
    """Known grades in school order; unknown ones last, by name."""
    return sorted(grades, key=lambda grade: (GRADES.index(grade) if grade in GRADES else len(GRADES), grade))
