"""Moments at which rooms above the district have work to do. Imports go down only, so they come here to listen.

A room joins in its `AppConfig.ready`; the district calls it inside the transaction that made the change, so that a
listener that fails undoes it:

    calendar_listen("deadlines")(deadlines_recompute)
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from district.audit import Actor
from district.selectors import district_current_or_none


class CalendarListener(Protocol):
    """Told that closed days, the time zone or the adopted packs changed."""

    def __call__(self, *, because: str, actor: Actor, now: datetime) -> object: ...


class PacksListener(Protocol):
    """Told that a pack came into force on `since`, which may lie in the past: events since then start its clocks."""

    def __call__(self, *, pack: str, since: date, actor: Actor, now: datetime) -> object: ...


CALENDAR_CHANGED: dict[str, CalendarListener] = {}
PACK_IN_FORCE: dict[str, PacksListener] = {}


def calendar_listen(name: str) -> Callable[[CalendarListener], CalendarListener]:
    """Register a listener under a name; the same name replaces it, so that joining twice is harmless."""

    def register(listener: CalendarListener) -> CalendarListener:
        CALENDAR_CHANGED[name] = listener
        return listener

    return register


def calendar_changed(*, because: str, actor: Actor, now: datetime) -> None:
    """Tell every listener why running clocks may have moved. Before the district is entered, nothing runs."""
    if district_current_or_none() is None:
        return
    for listener in CALENDAR_CHANGED.values():
        listener(because=because, actor=actor, now=now)


def packs_listen(name: str) -> Callable[[PacksListener], PacksListener]:
    """Register a listener under a name, as `calendar_listen` does."""

    def register(listener: PacksListener) -> PacksListener:
        PACK_IN_FORCE[name] = listener
        return listener

    return register


def pack_in_force(*, pack: str, since: date, actor: Actor, now: datetime) -> None:
    """Tell every listener that what happened since a day falls under a pack. Before the district, nothing runs."""
    if district_current_or_none() is None:
        return
    for listener in PACK_IN_FORCE.values():
        listener(pack=pack, since=since, actor=actor, now=now)
