"""Row history by database triggers: every insert, update and delete, bulk writes and plain SQL included.

Each tracked table has a table of events beside it that PostgreSQL lets nobody change (ADR on the audit trail).
"""

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
from django.db import models

ModelClass = TypeVar("ModelClass", bound=type[models.Model])


def _event_meta() -> dict[str, Any]:
    """Events are read newest first, by the trail alone: so one index on time, and no permissions of their own."""
    return {"indexes": [models.Index(fields=["pgh_created_at"])], "default_permissions": ()}


def tracked(*, exclude: list[str] | None = None) -> Callable[[ModelClass], ModelClass]:
    """Class decorator: changes of the model's rows leave append-only rows of history.

    `exclude` names fields whose values must not be copied there (secrets, encrypted pupils' data).
    """

    def wrap(model: ModelClass) -> ModelClass:
        decorate: Any = pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=exclude,
            meta=_event_meta(),
        )
        return decorate(model)

    return wrap


def tracked_links(model: ModelClass) -> ModelClass:
    """Class decorator for a proxy of a many-to-many table: who linked and unlinked what, and when.

    @tracked_links
    class AgreementProduct(Agreement.products.through):
        class Meta:
            proxy = True
    """
    decorate: Any = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.DeleteEvent(),
        obj_field=None,
        meta=_event_meta(),
        app_label=model._meta.app_label,
    )
    return decorate(model)
