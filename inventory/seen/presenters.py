"""Words of the list of apps seen in use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse

from inventory.models import SeenApp, SeenState
from inventory.seen.selectors import APPROVED, DECIDED, ENDED, NOT_APPROVED, NOT_IN_USE, UNKNOWN

WORDS: Final = {
    UNKNOWN: "not in the inventory",
    ENDED: "its use has ended",
    NOT_APPROVED: "in use, not approved",
    NOT_IN_USE: "known, not recorded as in use",
    APPROVED: "approved",
    DECIDED: "decided",
}
TONES: Final = {
    UNKNOWN: "failed",
    ENDED: "failed",
    NOT_APPROVED: "soon",
    NOT_IN_USE: "soon",
    APPROVED: "done",
    DECIDED: "off",
}
# Address part, title, the standings behind it.
VIEWS: Final = (
    ("to-decide", "To decide", (UNKNOWN, ENDED, NOT_APPROVED, NOT_IN_USE)),
    ("approved", "Approved", (APPROVED,)),
    ("decided", "Decided", (DECIDED,)),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab, as `components/tabs.html` shows it."""

    title: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class SeenLine:
    """An app as the list shows it."""

    pk: int
    written: str
    website: str
    product: str
    operator: str
    standing: str
    tone: str
    users: int | None
    last_seen_on: date
    note: str
    url: str


def seen_lines(apps: Iterable[Any]) -> list[SeenLine]:
    return [
        SeenLine(
            app.pk,
            app.written,
            app.website,
            app.product.name if app.product else "",
            app.product.operator.name if app.product else "",
            standing_words(app),
            TONES[app.standing],
            app.users,
            app.last_seen_on,
            note_of(app),
            reverse("seen:app", args=[app.pk]),
        )
        for app in apps
    ]


def standing_words(app: Any) -> str:
    if app.standing != DECIDED:
        return WORDS[app.standing]
    return "made for everyone" if app.state == SeenState.OPEN else SeenState(app.state).label


def note_of(app: SeenApp) -> str:
    """Its reason where one was given, else what it may be."""
    if app.reason:
        return app.reason
    return f"Perhaps {app.near[0]['name']}" if app.near and app.product_id is None else ""
