"""Keyed hashes made anew from what is sealed, after SEARCH_KEY was changed or the way of writing names was.

Rooms above the roster bring their tables in `AppConfig.ready`: maker_register(Message, message_keys)
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model

from district.rotation import BATCH, Step
from roster.keys import guardian_keys, household_keys, student_keys
from roster.models import Guardian, Household, Student

# From what is sealed in a row: its columns of hashes, one hash or a list of them each.
Keys = Mapping[str, bytes | list[bytes]]
Maker = Callable[[Mapping[str, Any]], Keys]
RowMaker = Callable[[Any], Keys]
MAKERS: dict[type[Model], Maker] = {Guardian: guardian_keys, Household: household_keys, Student: student_keys}
ROW_MAKERS: dict[type[Model], RowMaker] = {}


def maker_register(model: type[Model], make: Maker) -> None:
    """`model` has a field `sealed`; rows where it is empty are left alone. Registering again replaces."""
    MAKERS[model] = make


def row_maker_register(model: type[Model], make: RowMaker) -> None:
    """As `maker_register`, for a model whose hashes come of several sealed columns: `make` takes the whole row."""
    ROW_MAKERS[model] = make


def rekey(*, batch: int = BATCH) -> Iterator[Step]:
    """Table by table, one transaction a batch; rows whose hashes are right already are only read."""
    for model, rows, make in _tables():
        total, done, last = rows.count(), 0, 0
        while True:
            with transaction.atomic():
                found = list(rows.filter(pk__gt=last).select_for_update(of=("self",))[:batch])
                _rekeyed(model, found, make)
            if not found:
                break
            done, last = done + len(found), found[-1].pk
            yield Step(f"{model._meta.db_table}, search", done, 0, total)


def _tables() -> Iterator[tuple[type[Model], Any, RowMaker]]:
    for model, make in MAKERS.items():
        yield model, model._default_manager.filter(sealed__isnull=False).order_by("pk"), partial(_of_sealed, make)
    for model, make_row in ROW_MAKERS.items():
        yield model, model._default_manager.order_by("pk"), make_row


def _of_sealed(make: Maker, row: Any) -> Keys:
    return make(row.sealed)


def _rekeyed(model: type[Model], rows: list[Any], make: RowMaker) -> None:
    stale = []
    for row in rows:
        keys = make(row)
        if any(_plain(getattr(row, column)) != key for column, key in keys.items()):
            for column, key in keys.items():
                setattr(row, column, key)
            stale.append(row)
    if stale:
        model._default_manager.bulk_update(stale, list(keys), batch_size=500)


def _plain(stored: Any) -> bytes | list[bytes]:
    return [bytes(one) for one in stored] if isinstance(stored, list) else bytes(stored or b"")
