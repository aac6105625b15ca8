"""A school calendar from an .ics file (RFC 5545): which of its whole days might be closed ones.

A school calendar also holds first days, concerts and days without pupils on which the office works. So nothing is
closed here: each whole-day event is offered, and those whose name says so are suggested.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from icalendar import Calendar

MOST_BYTES = 2 * 1024 * 1024
MOST_EVENTS = 5_000
LONGEST_EVENT = 120
YEARS_AHEAD = 3  # how far a yearly event without an end is followed
CLOSED = re.compile(r"no school|closed|closure|holiday|break|recess|vacation|snow day|day off", re.IGNORECASE)
NOT_CLOSED = re.compile(r"first day|last day|resume|begins|pupil.free|early (release|dismissal)|parade", re.IGNORECASE)


class CalendarUnreadable(ValueError):
    """The file is no calendar that could be used; says why in words for the person who chose it."""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One whole-day event. `suggested`: its name says that the offices are closed."""

    name: str
    days: tuple[date, ...]
    suggested: bool


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What a file offers, and what it holds that is no whole day."""

    events: tuple[CalendarEvent, ...]
    left_out: tuple[str, ...]


def calendar_read(content: bytes, today: date) -> CalendarFile:
    """The events of a file, in order of their first day. Raises CalendarUnreadable for what is no usable calendar."""
    if not content.strip():
        raise CalendarUnreadable("The file is empty.")
    if len(content) > MOST_BYTES:
        raise CalendarUnreadable(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB: export one school year.")
    parts = list(_parsed(content).walk("VEVENT"))
    if len(parts) > MOST_EVENTS:
        raise CalendarUnreadable(f"The file holds more than {MOST_EVENTS:,} events: export one school year.")
    read = [_event(part, today) for part in parts]
    events = tuple(sorted((item for item in read if isinstance(item, CalendarEvent)), key=lambda event: event.days))
    if not events:
        raise CalendarUnreadable("The file holds no whole-day event, so no closed day can be read from it.")
    return CalendarFile(events=events, left_out=tuple(item for item in read if isinstance(item, str)))


def _parsed(content: bytes) -> Any:
    try:
        return Calendar.from_ical(content)
    except (ValueError, IndexError, KeyError) as problem:
        raise CalendarUnreadable(
            "This is not a calendar file. Export it again from the calendar as .ics (iCalendar)."
        ) from problem


def _event(part: Any, today: date) -> CalendarEvent | str:
    """The event, or why it is left out."""
    name = " ".join(str(part.get("SUMMARY", "")).split())[:200] or "Closed"
    try:
        first, end = part.start, part.end
    except (ValueError, KeyError, AttributeError):
        return f"{name}: its dates cannot be read"
    if isinstance(first, datetime):
        return f"{name}: has hours, so it is no whole day"
    length = max((end - first).days, 1)
    if length > LONGEST_EVENT:
        return f"{name}: lasts more than {LONGEST_EVENT} days"
    try:
        starts = list(_starts(part, first, today))
    except (ValueError, TypeError):
        return f"{name}: its repetition cannot be read"
    days = {start + timedelta(days=number) for start in starts for number in range(length)}
    weekdays = tuple(sorted(day for day in days if day.weekday() < 5))
    if not weekdays:
        return f"{name}: falls on a weekend"
    return CalendarEvent(name, weekdays, bool(CLOSED.search(name)) and not NOT_CLOSED.search(name))


def _starts(part: Any, first: date, today: date) -> Iterator[date]:
    """The first days of an event and its repetitions, up to a few years ahead."""
    if "RRULE" not in part:
        yield first
        return
    rule = part["RRULE"].to_ical().decode()
    # Whole days have no time zone, and neither have the moments that dateutil makes of them.
    horizon = datetime.combine(date(today.year + YEARS_AHEAD, 12, 31), time.min)
    for number, moment in enumerate(rrulestr(rule, dtstart=datetime.combine(first, time.min))):
        if moment > horizon or number >= LONGEST_EVENT:
            return
        yield moment.date()
