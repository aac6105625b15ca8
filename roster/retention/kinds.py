"""The kinds of records that are removed after a time. Rooms above the roster bring theirs in `AppConfig.ready`:

kind_register(Kind("breach_lists", "Lists of affected pupils", "after the breach was closed", lists_remove))
students_keep("breaches")(students_of_open_breaches)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import QuerySet

from district.audit import Actor


class Remover(Protocol):
    """Removes what ended before a day; how many of what, by plain words: {"pupils": 12}. Never names."""

    def __call__(self, *, before: date, actor: Actor, now: datetime) -> dict[str, int]: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """`what` is its id (at most 40 characters), `title` its name on screens, `counted` from when its days run."""

    what: str
    title: str
    counted: str
    remove: Remover


# Ids of pupils that must stay for now, as a queryset of one column.
Keeper = Callable[[], QuerySet[Any, Any]]

KINDS: dict[str, Kind] = {}
KEEPERS: dict[str, Keeper] = {}


def kind_register(kind: Kind) -> None:
    """Registering the same id again replaces it, so that joining twice is harmless."""
    KINDS[kind.what] = kind


def kinds() -> list[Kind]:
    return sorted(KINDS.values(), key=lambda kind: kind.title)


def students_keep(name: str) -> Callable[[Keeper], Keeper]:
    """Register who must stay although the time is over: pupils of a breach whose letters are not all out."""

    def register(keeper: Keeper) -> Keeper:
        KEEPERS[name] = keeper
        return keeper

    return register
