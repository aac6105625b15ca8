"""Sealing everything anew with the first key of FIELD_KEYS, table by table, in batches.

Nothing remembers how far it came: what is still sealed by another key is what is left to do. So a run that was killed,
or two at once, lose nothing, and a row that somebody saved meanwhile is not touched again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from psycopg2 import sql
from psycopg2.extras import execute_values

from district.encryption import HEAD, SealBroken, key_ring, seal, unseal
from district.sealedfield import SealedField, sealed_fields
from district.sealedfiles import sealed_file_head, sealed_files

BATCH = 2000
FIRST = """SELECT {pk}, {column} FROM {table} WHERE substr({column}, 1, %s) <> %s
           ORDER BY {pk} LIMIT %s FOR UPDATE"""
NEXT = """SELECT {pk}, {column} FROM {table} WHERE substr({column}, 1, %s) <> %s AND {pk} > %s
          ORDER BY {pk} LIMIT %s FOR UPDATE"""
UPDATE = "UPDATE {table} AS t SET {column} = v.sealed FROM (VALUES %s) AS v(pk, sealed) WHERE t.{pk} = v.pk"


@dataclass(frozen=True, slots=True)
class Column:
    """One sealed column of one table."""

    table: str
    column: str
    pk: str

    @property
    def title(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, slots=True)
class Step:
    """How far one column is after a batch. `broken` rows do not open with any key."""

    title: str
    sealed: int
    broken: int
    total: int


def columns() -> list[Column]:
    return [_column(model, field) for model, field in sealed_fields()]


def _column(model: type[models.Model], field: SealedField) -> Column:
    return Column(model._meta.db_table, str(field.column), str(model._meta.pk.column))


def rows_left(column: Column) -> int:
    """How many values another key than the first sealed."""
    with connection.cursor() as cursor:
        cursor.execute(_sql("SELECT count(*) FROM {table} WHERE substr({column}, 1, %s) <> %s", column), _old())
        return int(cursor.fetchone()[0])


def files_left() -> int:
    """How many files wait for a worker under another key than the first. They go by themselves once they are read."""
    first = key_ring().head
    return sum(1 for name, _ in sealed_files() if sealed_file_head(name) not in {first, b""})


def rotate(column: Column, *, batch: int = BATCH) -> Iterator[Step]:
    """Seal a column anew; one step after each batch, which is a transaction of its own."""
    total, done, broken, last = rows_left(column), 0, 0, None
    while True:
        with transaction.atomic():
            rows = _next(column, last, batch)
            anew = [(pk, resealed) for pk, value in rows if (resealed := _resealed(value)) is not None]
            _write(column, anew)
        if not rows:
            return
        last = rows[-1][0]
        done, broken = done + len(anew), broken + len(rows) - len(anew)
        yield Step(column.title, done, broken, total)


def _old() -> tuple[int, bytes]:
    return HEAD, key_ring().head


def _sql(text: str, column: Column) -> sql.Composed:
    names = {name: sql.Identifier(getattr(column, name)) for name in ("table", "column", "pk")}
    return sql.SQL(text).format(**names)


def _next(column: Column, last: Any, batch: int) -> list[tuple[object, memoryview]]:
    """Locked until they are written: somebody's change waits, and is not overwritten."""
    values: tuple[Any, ...] = (*_old(), batch) if last is None else (*_old(), last, batch)
    with connection.cursor() as cursor:
        cursor.execute(_sql(FIRST if last is None else NEXT, column), values)
        return list(cursor.fetchall())


def _resealed(value: memoryview) -> bytes | None:
    """None where no key opens it: that row stays as it is, and is counted."""
    try:
        return seal(unseal(value))
    except SealBroken:
        return None


def _write(column: Column, rows: list[tuple[object, bytes]]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        execute_values(cursor.cursor, _sql(UPDATE, column), rows, template="(%s, %s::bytea)", page_size=len(rows))
