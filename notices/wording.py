"""What a clock's alarm says, in one line. Called once per line of a sweep, so it is kept cheap."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final

from django.utils import translation

from deadlines.firing import Firing
from deadlines.presenters import late_in_words
from district.clock import local_day
from district.templatetags.words import closed, day_in_words, moment_in_words

URGENCY: Final = {"late": 50, "due": 40, "hold_check": 30, "reminder": 20, "moved": 15, "opened": 10}
TOLD_LATE: Final = " (told late: the clocks stood still when this was due to be told)"


@lru_cache(maxsize=1024)
def _day(day: date) -> str:
    """Always English: what is kept here must not be what a family's page said last."""
    with translation.override("en"):
        return day_in_words(day)


def line_of(firing: Firing, *, zone: str, now: datetime, exact: bool) -> str:
    """Such as "Reminder: Post the agreement. Maple Reader. Due by the end of Friday 27 November 2026."""
    late = TOLD_LATE if firing.outcome == "told_late" else ""
    return f"{_headline(firing, zone, now)}: {firing.title}. {firing.subject_name}. {_when(firing, zone, exact)}{late}"


def subject_of(firing: Firing, *, zone: str, now: datetime) -> str:
    """Subject of a message that is told at once."""
    return f"{_headline(firing, zone, now)}: {firing.title}, {firing.subject_name}"[:300].replace("\n", " ")


def _headline(firing: Firing, zone: str, now: datetime) -> str:
    if firing.kind in ("due", "late"):
        words = late_in_words(firing.due_at, now)
        return words[0].upper() + words[1:] if firing.kind == "late" or "for" in words else "Due now"
    if firing.kind == "reminder":
        return "Due today" if firing.last_day == local_day(now, zone) else "Reminder"
    return {"opened": "New clock", "moved": "Date changed", "hold_check": "Is the hold still in force?"}[firing.kind]


def _when(firing: Firing, zone: str, exact: bool) -> str:
    if exact:
        return f"Due by {closed(moment_in_words(firing.due_at, zone))}"
    return f"Due by the end of {_day(firing.last_day)}."


def digest_subject(day: date) -> str:
    return f"Clocks that need you, {day_in_words(day)}"
