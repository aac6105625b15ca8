"""The kinds of record that leave history, found from the models themselves: a new tracked model needs nothing here."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models


@dataclass(frozen=True, slots=True)
class Kind:
    """A tracked model: its label (`contracts.agreement`), its name on screens, and its table of events."""

    label: str
    name: str
    table: str
    model: type[models.Model]
    has_object: bool
    # Columns by which a row belongs to another: {"contracts.agreement": "agreement_id"}
    parents: dict[str, str]
    # (type column, id column) where it belongs to any kind of record, as a clock does
    any_parent: tuple[str, str] | None


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its label."""
    events = (model for model in apps.get_models() if hasattr(model, "pgh_tracked_model"))
    found = (_kind(event) for event in events)
    return {kind.label: kind for kind in sorted(found, key=lambda kind: kind.name)}


def _kind(event: Any) -> Kind:
    model: type[models.Model] = event.pgh_tracked_model
    return Kind(
        label=model._meta.label_lower,
        name=str(model._meta.verbose_name),
        table=event._meta.db_table,
        model=model,
        has_object=any(field.name == "pgh_obj" for field in event._meta.get_fields()),
        parents=_parents(model),
        any_parent=_any_parent(model),
    )


def _parents(model: type[models.Model]) -> dict[str, str]:
    """A row belongs to what it would be deleted with."""
    return {
        field.related_model._meta.label_lower: field.column
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    }


def _any_parent(model: type[models.Model]) -> tuple[str, str] | None:
    for field in model._meta.private_fields:
        if isinstance(field, GenericForeignKey):
            return f"{field.ct_field}_id", field.fk_field
    return None
