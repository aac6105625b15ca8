"""Grades from pre-kindergarten to 12, their order and their names."""

from collections.abc import Iterable

GRADES: tuple[str, ...] = ("PK", "K", *(str(number) for number in range(1, 13)))
CHOICES = [
    ("PK", "Pre-kindergarten"),
    ("K", "Kindergarten"),
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
    """Grades 3 to 5; Kindergarten to grade 2; Grade 8; All grades."""
    if (lowest, highest) == (GRADES[0], GRADES[-1]):
        return "All grades"
    if lowest == highest:
        return dict(CHOICES).get(lowest, lowest)
    if lowest.isdigit():
        return f"Grades {lowest} to {highest}"
    return f"{dict(CHOICES).get(lowest, lowest)} to {_inside(highest)}"


def _inside(grade: str) -> str:
    return f"grade {grade}" if grade.isdigit() else dict(CHOICES).get(grade, grade).lower()


def grades_sorted(grades: Iterable[str]) -> list[str]:
    """Known grades in school order; unknown ones last, by name."""
    return sorted(grades, key=lambda grade: (GRADES.index(grade) if grade in GRADES else len(GRADES), grade))
