"""What was read of one file, until it is taken over or dropped: unlogged tables of its own, filled by COPY.

They are not models: each import makes its own and drops them again, so that dropping a plan removes its pupils from the
disk at once, and no backup ever holds them. Names and contacts lie in them sealed, as in the roster itself. A crash of
the database empties unlogged tables; `staged` notices that.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection

PREFIX: Final = "roster_staged"
STUDENT: Final = (
    ("line", "integer"),
    ("source_id", "text"),
    ("verdict", "char"),  # a: added, c: changed, u: unchanged
    ("changes", "text"),
    ("school_id", "bigint"),
    ("grade", "text"),
    ("language", "text"),
    ("household", "text"),
    ("entered_on", "date"),
    ("number_key", "bytea"),
    ("name_key", "bytea"),
    ("family_key", "bytea"),
    ("birth_key", "bytea"),
    ("name_birth_key", "bytea"),
    ("sealed", "bytea"),
)
GUARDIAN: Final = (
    ("line", "integer"),
    ("source_id", "text"),
    ("verdict", "char"),
    ("changes", "text"),
    ("language", "text"),
    ("household", "text"),
    ("relationship", "text"),
    ("do_not_contact", "boolean"),
    ("only_if_named", "boolean"),
    ("name_key", "bytea"),
    ("family_key", "bytea"),
    ("email_key", "bytea"),
    ("phone_key", "bytea"),
    ("sealed", "bytea"),
)
HOUSEHOLD: Final = (("source_key", "text"), ("language", "text"), ("address_key", "bytea"), ("sealed", "bytea"))
LINK: Final = (
    ("line", "integer"),
    ("student", "text"),
    ("guardian", "text"),
    ("relationship", "text"),
    ("court_order", "boolean"),
)
PROBLEM: Final = (
    ("kind", "text"),
    ("file", "text"),
    ("line", "integer"),
    ("field", "text"),
    ("reason", "text"),
    ("source_id", "text"),
    ("school", "text"),
    ("sealed", "bytea"),
)
IDS: Final = (("source_id", "text"),)
TABLES: Final = {
    "student": STUDENT,
    "guardian": GUARDIAN,
    "household": HOUSEHOLD,
    "link": LINK,
    "problem": PROBLEM,
    "gone": IDS,  # pupils to be marked gone
    "keep": IDS,  # people of rows that come back: not gone
    "left": IDS,  # guardians whom no active pupil has
    "lost": (("guardian", "text"),),  # guardians of pupils that come back
    "header": (("file", "text"), ("place", "integer"), ("name", "text")),  # of the files that rows come back from
    "ended": (("id", "bigint"),),  # guardianships that the file does not have any more
}
ANYTHING: Final = "SELECT EXISTS (SELECT FROM {student}) OR EXISTS (SELECT FROM {problem})"
ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": " "})


def table(import_id: int, kind: str) -> str:
    """Name of one staging table; safe in SQL."""
    return f"{PREFIX}_{int(import_id)}_{kind}"


def tables_of(import_id: int) -> dict[str, str]:
    """Names of all, by kind, to be formatted into SQL."""
    return {kind: table(import_id, kind) for kind in TABLES}


def stage_make(import_id: int) -> None:
    """Empty tables for one import, whatever stood there before."""
    stage_drop(import_id)
    with connection.cursor() as cursor:
        for kind, columns in TABLES.items():
            listed = ", ".join(f"{name} {type_}" for name, type_ in columns)
            number = ", number integer GENERATED ALWAYS AS IDENTITY" if kind == "problem" else ""
            cursor.execute(f"CREATE UNLOGGED TABLE {table(import_id, kind)} ({listed}{number})")


def stage_drop(import_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS " + ", ".join(tables_of(import_id).values()))


def staged(import_id: int) -> bool:
    """Whether what was read is still there: not after a drop, nor after a crash of the database."""
    names = tables_of(import_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [names["student"]])
        if cursor.fetchone()[0] is None:
            return False
        cursor.execute(ANYTHING.format(**names))
        return bool(cursor.fetchone()[0])


def headers_kept(import_id: int) -> dict[str, tuple[str, ...]]:
    """The columns of each file, as they stood."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT file, name FROM {table(import_id, 'header')} ORDER BY file, place")  # noqa: S608
        for file, name in cursor:
            found.setdefault(file, []).append(name)
    return {file: tuple(names) for file, names in found.items()}


def copy_in(import_id: int, kind: str, lines: Sequence[str]) -> None:
    """Lines in COPY's text format, each ending in a newline."""
    if not lines:
        return
    columns = ", ".join(name for name, _ in TABLES[kind])
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table(import_id, kind)} ({columns}) FROM STDIN", io.StringIO("".join(lines)))


def text(value: str) -> str:
    """A text in COPY's format."""
    return value.translate(ESCAPES) if not value.isalnum() else value


def bytea(value: bytes) -> str:
    return "\\\\x" + value.hex()


def line_of(values: Iterable[Any]) -> str:
    """A row of COPY's text format from texts, numbers, bytes and None; for rows that are few."""
    return "\t".join(_cell(value) for value in values) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    return bytea(value) if isinstance(value, bytes) else text(str(value))
