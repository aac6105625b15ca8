"""Reads of the history tables: newest first, a page at a time, in two queries however many kinds there are.

Each kind is asked for at most a page through its index on time; PostgreSQL merges them. A second query fetches, for the
rows of that page alone, what each record held before.
"""

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from psycopg2 import sql

from district.trail.kinds import Kind, kinds

PAGE = 50
NOBODY = "unknown"  # asks for changes made outside the application


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for. `record` needs `kind`, and then what belongs to that record is found too."""

    kind: str = ""
    record: int | None = None
    person: int | None = None
    outside: bool = False
    since: datetime | None = None
    until: datetime | None = None
    before: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change. `values` and `earlier` are the row as JSON after and before it."""

    kind: Kind
    event: int
    at: datetime
    action: str
    actor: str
    person: int | None
    reason: str
    record: int | None
    values: dict[str, Any]
    earlier: dict[str, Any]

    @property
    def place(self) -> str:
        """Where this row stands in the trail, for the link to what is older."""
        text = json.dumps([self.at.isoformat(), self.kind.label, self.event])
        return base64.urlsafe_b64encode(text.encode()).decode()


def trail_page(question: Question, size: int = PAGE) -> tuple[list[Entry], str]:
    """The newest `size` changes that answer the question, and where older ones begin ("" where there are none)."""
    arms = _arms(question, size + 1)
    if not arms:
        return [], ""
    union = sql.SQL(" UNION ALL ").join(arms)
    newest = sql.SQL("SELECT * FROM ({}) AS every ORDER BY 3 DESC, 1 DESC, 2 DESC LIMIT {}").format(
        union, sql.Literal(size + 1)
    )
    entries = [_entry(row) for row in _rows(newest)]
    page = entries[:size]
    return _with_earlier(page), page[-1].place if len(entries) > size else ""


def trail_all(question: Question, size: int = 500) -> Iterator[Entry]:
    """Every change that answers the question, read a page at a time: for the spreadsheet."""
    while True:
        page, older = trail_page(question, size)
        yield from page
        if not older:
            return
        question = replace(question, before=older)


def _rows(query: sql.Composable) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _arms(question: Question, most: int) -> list[sql.Composable]:
    shared = _conditions(question)
    arms = []
    for kind in kinds().values():
        subject = _subject(question, kind)
        if subject is not None:
            where = sql.SQL(" AND ").join([*subject, *shared, *_older(question.before, kind)] or [sql.SQL("true")])
            arms.append(_arm(kind, where, most))
    return arms


def _arm(kind: Kind, where: sql.Composable, most: int) -> sql.Composable:
    return sql.SQL(
        "(SELECT {label} AS kind, pgh_id, pgh_created_at, pgh_label, pgh_context::text, to_jsonb(e)::text"
        " FROM {table} AS e WHERE {where} ORDER BY pgh_created_at DESC, pgh_id DESC LIMIT {most})"
    ).format(label=sql.Literal(kind.label), table=sql.Identifier(kind.table), where=where, most=sql.Literal(most))


def _conditions(question: Question) -> list[sql.Composable]:
    conditions: list[sql.Composable] = []
    if question.person is not None:
        conditions.append(sql.SQL("pgh_context->>'user' = {}").format(sql.Literal(str(question.person))))
    if question.outside:
        conditions.append(sql.SQL("pgh_context IS NULL"))
    if question.since is not None:
        conditions.append(sql.SQL("pgh_created_at >= {}").format(sql.Literal(question.since)))
    if question.until is not None:
        conditions.append(sql.SQL("pgh_created_at < {}").format(sql.Literal(question.until)))
    return conditions


def _subject(question: Question, kind: Kind) -> list[sql.Composable] | None:
    """Conditions that tie a kind to the record asked for; None where it has nothing to do with it."""
    if not question.kind:
        return []
    if question.record is None:
        return [] if kind.label == question.kind else None
    record = sql.Literal(question.record)
    if kind.label == question.kind:
        return [sql.SQL("{} = {}").format(sql.Identifier("pgh_obj_id" if kind.has_object else "id"), record)]
    if question.kind in kind.parents:
        return [sql.SQL("{} = {}").format(sql.Identifier(kind.parents[question.kind]), record)]
    if kind.any_parent and question.kind in kinds():
        type_column, id_column = (sql.Identifier(column) for column in kind.any_parent)
        content_type = ContentType.objects.get_for_model(kinds()[question.kind].model).pk
        return [sql.SQL("{} = {} AND {} = {}").format(type_column, sql.Literal(content_type), id_column, record)]
    return None


def _older(place: str, kind: Kind) -> list[sql.Composable]:
    """Rows after a place in the order of the trail. A place that is none asks for the newest."""
    try:
        at, label, event = json.loads(base64.urlsafe_b64decode(place.encode())) if place else (None, "", 0)
        at = datetime.fromisoformat(at) if at else None
        event = int(event)
    except (binascii.Error, ValueError, TypeError):
        return []
    if at is None:
        return []
    return [
        sql.SQL("pgh_created_at <= {at} AND (pgh_created_at, {own}, pgh_id) < ({at}, {label}, {event})").format(
            at=sql.Literal(at), own=sql.Literal(kind.label), label=sql.Literal(str(label)), event=sql.Literal(event)
        )
    ]


def _entry(row: tuple[Any, ...]) -> Entry:
    label, event, at, action, context_text, values_text = row
    context = json.loads(context_text) if context_text else {}
    values = json.loads(values_text)
    kind = kinds()[label]
    return Entry(
        kind=kind,
        event=event,
        at=at,
        action=action,
        actor=context.get("actor", ""),
        person=context.get("user"),
        reason=context.get("reason", ""),
        record=values.get("pgh_obj_id" if kind.has_object else "id"),
        values=values,
        earlier={},
    )


def _with_earlier(entries: list[Entry]) -> list[Entry]:
    """The entries with what each changed record held in the event before."""
    changed = [entry for entry in entries if entry.action == "update" and entry.kind.has_object]
    if not changed:
        return entries
    arms = sql.SQL(" UNION ALL ").join(_before(entry) for entry in changed)
    earlier = {(label, event): json.loads(values) for label, event, values in _rows(arms) if values}
    return [replace(entry, earlier=earlier.get((entry.kind.label, entry.event), {})) for entry in entries]


def _before(entry: Entry) -> sql.Composable:
    return sql.SQL(
        "SELECT {label}, {event}, (SELECT to_jsonb(e)::text FROM {table} AS e WHERE pgh_obj_id = {record}"
        " AND pgh_id < {event} ORDER BY pgh_id DESC LIMIT 1)"
    ).format(
        label=sql.Literal(entry.kind.label),
        event=sql.Literal(entry.event),
        table=sql.Identifier(entry.kind.table),
        record=sql.Literal(entry.record),
    )
