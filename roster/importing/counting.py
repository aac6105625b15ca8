"""What a plan would do, in numbers and row by row, from the staging tables; sealed values open a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from district.encryption import unseal
from district.models import School
from roster.familyrows import whole_name
from roster.importing.staging import tables_of

COUNTS: Final = """
SELECT (SELECT count(*) FROM {student} WHERE verdict = 'a'), (SELECT count(*) FROM {student} WHERE verdict = 'c'),
       (SELECT count(*) FROM {student} WHERE verdict = 'u'), (SELECT count(*) FROM {gone}),
       (SELECT count(*) FROM {guardian} WHERE verdict = 'a'), (SELECT count(*) FROM {guardian} WHERE verdict = 'c'),
       (SELECT count(*) FROM {guardian} WHERE verdict = 'u'), (SELECT count(*) FROM {left}),
       (SELECT count(*) FROM {link}), (SELECT count(*) FROM {ended}), (SELECT count(*) FROM {household}),
       (SELECT count(*) FROM {problem} WHERE kind = 'conflict'), (SELECT count(*) FROM {problem} WHERE kind = 'notice'),
       (SELECT count(*) FROM {problem} WHERE kind = 'left_out'),
       (SELECT count(*) FROM roster_student WHERE active)
"""
NAMES: Final = (
    *("students_added", "students_changed", "students_unchanged", "students_gone"),
    *("guardians_added", "guardians_changed", "guardians_unchanged", "guardians_gone"),
    *("links", "links_ended", "households_added", "conflicts", "notices", "left_out", "students_before"),
)
SCHOOLS: Final = """
SELECT school, count(*) FROM {problem} WHERE kind = 'conflict' AND school <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50
"""
LISTS: Final = {
    "added": ("{student}", "a"),
    "changed": ("{student}", "c"),
    "guardians-added": ("{guardian}", "a"),
    "guardians-changed": ("{guardian}", "c"),
}
GONE_LISTS: Final = {"gone": ("{gone}", "roster_student"), "guardians-gone": ("{left}", "roster_guardian")}
KINDS: Final = {"conflicts": "conflict", "notices": "notice", "left-out": "left_out"}


@dataclass(frozen=True, slots=True)
class Person:
    """A line of a list: the row in the file (0: not in it), a name, where, and what changes."""

    line: int
    name: str
    number: str
    school: str
    grade: str
    changes: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row that comes back, or was taken in part."""

    file: str
    line: int
    field: str
    reason: str
    cells: tuple[str, ...]


def counts_of(import_id: int) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(**tables_of(import_id)))
        return dict(zip(NAMES, cursor.fetchone(), strict=True))


def schools_unknown(import_id: int) -> list[tuple[str, int]]:
    """Schools as the file writes them that the district does not know, with the number of their pupils."""
    with connection.cursor() as cursor:
        cursor.execute(SCHOOLS.format(**tables_of(import_id)))
        return list(cursor.fetchall())


def people_listed(import_id: int, which: str, *, offset: int, limit: int) -> list[Person]:
    """A page of one of LISTS or GONE_LISTS."""
    schools = dict(School.objects.values_list("pk", "name"))
    if which in GONE_LISTS:
        staged, table = GONE_LISTS[which]
        place = "one.school_id, one.grade" if table == "roster_student" else "NULL, ''"
        query = f"SELECT 0, one.sealed, {place}, '' FROM {staged} JOIN {table} one USING (source_id) ORDER BY one.id"  # noqa: S608
    else:
        staged, verdict = LISTS[which]
        place = "school_id, grade" if staged == "{student}" else "NULL, ''"
        query = f"SELECT line, sealed, {place}, changes FROM {staged} WHERE verdict = '{verdict}' ORDER BY line"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query.format(**tables_of(import_id)) + " LIMIT %s OFFSET %s", [limit, offset])
        return [_person(row, schools) for row in cursor]


def troubles_listed(import_id: int, which: str, *, offset: int, limit: int) -> list[Trouble]:
    """A page of one of KINDS, in the order of the file."""
    query = "SELECT file, line, field, reason, NULL FROM {problem} WHERE kind = %s ORDER BY file, line, number"
    with connection.cursor() as cursor:
        cursor.execute(
            query.format(**tables_of(import_id)) + " LIMIT %s OFFSET %s",
            [KINDS[which], limit, offset],
        )
        return [_trouble(row) for row in cursor]


def troubles_all(import_id: int, which: str = "conflicts") -> Iterator[Trouble]:
    """All of one kind with their cells, read in pieces."""
    query = "SELECT file, line, field, reason, sealed FROM {problem} WHERE kind = %s ORDER BY file, line, number"
    at, piece = 0, 1000
    while True:
        with connection.cursor() as cursor:
            cursor.execute(query.format(**tables_of(import_id)) + " LIMIT %s OFFSET %s", [KINDS[which], piece, at])
            rows = cursor.fetchall()
        yield from map(_trouble, rows)
        at += piece
        if len(rows) < piece:
            return


def _person(row: tuple[Any, ...], schools: dict[int, str]) -> Person:
    line, sealed, school, grade, changes = row
    known: Any = unseal(sealed)
    return Person(line, whole_name(known), known.get("number", ""), schools.get(school, ""), grade, changes)


def _trouble(row: tuple[Any, ...]) -> Trouble:
    file, line, field, reason, sealed = row
    opened: Any = unseal(sealed) if sealed is not None else {"row": []}
    return Trouble(file, line, field, reason, tuple(opened["row"]))
