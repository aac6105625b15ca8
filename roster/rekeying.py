"""Keyed hashes made anew from what is sealed, after SEARCH_KEY was changed or the way of writing names was."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model

from district.rotation import BATCH, Step
from roster.keys import guardian_keys, household_keys, student_keys
from roster.models import Guardian, Household, Student

MAKERS: tuple[tuple[type[Model], Callable[[Mapping[str, Any]], dict[str, bytes]]], ...] = (
    (Guardian, guardian_keys),
    (Household, household_keys),
    (Student, student_keys),
)


def rekey(*, batch: int = BATCH) -> Iterator[Step]:
    """Table by table, one transaction a batch; rows whose hashes are right already are only read."""
    for model, make in MAKERS:
        rows: Any = model._default_manager.order_by("pk")
        total, done, last = rows.count(), 0, 0
        while True:
            with transaction.atomic():
                found = list(rows.filter(pk__gt=last).select_for_update(of=("self",))[:batch])
                _rekeyed(model, found, make)
            if not found:
                break
            done, last = done + len(found), found[-1].pk
            yield Step(f"{model._meta.db_table}, search", done, 0, total)


def _rekeyed(model: type[Model], rows: list[Any], make: Callable[[Mapping[str, Any]], dict[str, bytes]]) -> None:
    stale = []
    for row in rows:
        keys = make(row.sealed)
        if any(bytes(getattr(row, column)) != key for column, key in keys.items()):
            for column, key in keys.items():
                setattr(row, column, key)
            stale.append(row)
    if stale:
        model._default_manager.bulk_update(stale, list(keys), batch_size=500)
