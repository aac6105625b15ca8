"""Row history by database triggers: every insert, update and delete, bulk writes and plain SQL included."""

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
from django.db import models

ModelClass = TypeVar("ModelClass", bound=type[models.Model])


def tracked(*, exclude: list[str] | None = None) -> Callable[[ModelClass], ModelClass]:
    """Class decorator: changes of the model's rows leave append-only rows of history.

    `exclude` names fields whose values must not be copied there (secrets, encrypted pupils' data).
    """

    def wrap(model: ModelClass) -> ModelClass:
        decorate: Any = pghistory.track(
            pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=exclude
        )
        return decorate(model)  # type: ignore[no-any-return]

    return wrap
