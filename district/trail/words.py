"""A page of the trail in words: who, what, which record, before and after. Names are fetched in bulk."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group
from django.db import models
from django.urls import NoReverseMatch, reverse

from district.roles import ROLE_NAMES
from district.templatetags.words import day_in_words, moment_in_words
from district.trail.selectors import Entry

ACTIONS = {"insert": "added", "update": "changed", "delete": "removed"}
OUTSIDE = "unknown: outside the application"
LABEL_FIELDS = ("name", "title", "subject_name", "email", "label", "subject", "day", "provision", "rule", "pack", "key")
LONGEST = 400
HIDDEN = "(kept with the record, not shown here)"
if TYPE_CHECKING:
    Field = models.Field[Any, Any]
else:
    Field = models.Field
Names = dict[tuple[type[models.Model], Any], str]


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its name in words, and its value before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a screen or a spreadsheet shows it."""

    at: datetime
    actor: str
    person: int | None
    action: str
    kind: str
    record: str
    record_id: int | None
    kind_label: str
    address: str
    reason: str
    changes: tuple[Change, ...]


def lines(entries: list[Entry], zone: str) -> list[Line]:
    """The entries in words, times in the district's zone. One query for each kind of record that the rows point to."""
    names = _names(entries)
    return [_line(entry, names, zone) for entry in entries]


def _line(entry: Entry, names: Names, zone: str) -> Line:
    return Line(
        at=entry.at,
        actor=entry.actor or OUTSIDE,
        person=entry.person,
        action=ACTIONS.get(entry.action, entry.action),
        kind=entry.kind.name,
        record=_record(entry, names),
        record_id=entry.record,
        kind_label=entry.kind.label,
        address=_address(entry),
        reason=entry.reason,
        changes=tuple(_changes(entry, names, zone)),
    )


def _fields(entry: Entry) -> Iterable[Field]:
    return (field for field in entry.kind.model._meta.concrete_fields if field.column in entry.values)


def _record(entry: Entry, names: Names) -> str:
    """What the row called itself at the time; links are named by both their ends."""
    if not entry.kind.has_object:
        ends = [field for field in _fields(entry) if isinstance(field, models.ForeignKey)]
        return ", ".join(_name_of(field, entry.values[field.column], names) for field in ends)
    called = next((str(entry.values[name]) for name in LABEL_FIELDS if entry.values.get(name)), "")
    return _short(called) or f"number {entry.record}"


def _address(entry: Entry) -> str:
    """Where the record stands in the office, if it still may be opened there."""
    if not entry.kind.has_object or entry.action == "delete":
        return ""
    meta = entry.kind.model._meta
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[entry.record])
    except NoReverseMatch:
        return ""


def _changes(entry: Entry, names: Names, zone: str) -> Iterable[Change]:
    if not entry.kind.has_object:
        return
    hides = getattr(entry.kind.model, "TRAIL_HIDES", ())  # fields that fewer people may read than the trail
    for field in _fields(entry):
        column = str(field.column)
        after, before = entry.values[column], entry.earlier.get(column)
        if field.primary_key or (entry.action == "update" and after == before):
            continue
        now_words, then_words = _value(field, after, names, zone), _value(field, before, names, zone)
        if field.name in hides:
            now_words, then_words = HIDDEN if now_words else "", HIDDEN if then_words else ""
        if entry.action == "update":
            yield Change(_field_name(field), then_words, now_words)
        elif now_words:
            yield Change(_field_name(field), *(("", now_words) if entry.action == "insert" else (now_words, "")))


def _field_name(field: Field) -> str:
    return str(field.verbose_name)


def _value(field: Field, value: Any, names: Names, zone: str) -> str:
    """A value from JSON as a person reads it; "" for nothing."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(field, models.ForeignKey):
        return _name_of(field, value, names)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return moment_in_words(field.to_python(value), zone)
    if isinstance(field, models.DateField):
        return day_in_words(field.to_python(value))
    return _short(str(value))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _name_of(field: Any, value: Any, names: Names) -> str:
    return names.get((field.related_model, value)) or f"{field.related_model._meta.verbose_name} {value}"


def _names(entries: list[Entry]) -> Names:
    """Names of the records that the rows point to, one query for each of their tables."""
    wanted: defaultdict[type[models.Model], set[Any]] = defaultdict(set)
    for entry in entries:
        for field in _fields(entry):
            if isinstance(field, models.ForeignKey):
                seen = {entry.values.get(field.column), entry.earlier.get(field.column)} - {None}
                wanted[field.related_model] |= seen
    return {key: name for model, ids in wanted.items() if ids for key, name in _names_in(model, ids).items()}


def _names_in(model: type[models.Model], ids: set[Any]) -> Names:
    columns = {field.name for field in model._meta.concrete_fields}
    label = next((name for name in LABEL_FIELDS if name in columns), None)
    if label is None:
        return {}
    rows = model._default_manager.filter(pk__in=ids).values_list("pk", label)
    roles = ROLE_NAMES if model is Group else {}
    return {(model, pk): roles.get(name) or _short(str(name)) for pk, name in rows}
