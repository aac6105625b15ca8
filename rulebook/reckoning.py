"""From an event and a term to the instant at which a duty is late, with every step in words."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from rulebook.calendars import Calendar, year_checked
from rulebook.errors import ReckoningError
from rulebook.spans import AnnualDates, SameDay, Span, Term

__all__ = ["Calendar", "Reckoning", "ReckoningError", "last_day_before", "reckon", "words_for_day", "words_for_moment"]

_DAY: Final = timedelta(days=1)
_INSTANT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`due_at` (UTC) is the first instant at which it is late; `last_day` (local) is the last that is in time."""

    due_at: datetime
    last_day: date
    steps: tuple[str, ...]


def reckon(span: Term, started: datetime, calendar: Calendar, extension: Span | None = None) -> Reckoning:
    """When a duty is late that began at `started` and gives `span`, with `extension` counted on from its end.

    Raises ReckoningError for a time without an offset from UTC, for a term that is none, for an extension in another
    unit than the term, and for days beyond the calendar.
    """
    if started.tzinfo is None or started.utcoffset() is None:
        raise ReckoningError("the start has no time zone: write its offset from UTC, as in 2026-11-20T15:00-06:00")
    year_checked(_in_utc(started).year)
    began = f"It began on {words_for_moment(started, calendar)}."
    if isinstance(span, Span):
        result = _count(_extended(span, extension), started, calendar)
        more = (f"To the {span} come {extension} more by the extension.",) if extension else ()
        return Reckoning(result.due_at, result.last_day, (began, *more, *result.steps))
    if extension is not None:
        raise ReckoningError("only a term of hours or days can be extended")
    if isinstance(span, AnnualDates):
        return _annual(span, began, calendar.local_day(started), calendar)
    if isinstance(span, SameDay):
        return _same_day(began, calendar.local_day(started), calendar)
    raise ReckoningError(f"unknown term {span!r}")


def _extended(span: Span, extension: Span | None) -> Span:
    if extension is None:
        return span
    if extension.unit != span.unit:
        raise ReckoningError(f"an extension of {extension} cannot be counted on from a term of {span}")
    return Span(span.count + extension.count, span.unit)


def _count(span: Span, started: datetime, calendar: Calendar) -> Reckoning:
    if span.unit == "hours":
        return _hours(span, started, calendar)
    if span.unit == "calendar days":
        return _calendar_days(span, calendar.local_day(started), calendar)
    return _business_days(span, calendar.local_day(started), calendar)


def _hours(span: Span, started: datetime, calendar: Calendar) -> Reckoning:
    """Real hours, counted in UTC: on a wall clock 48 hours look like 47 in autumn and like 49 in spring."""
    due_at = _in_utc(started) + timedelta(hours=span.count)
    year_checked(due_at.year)
    last_day = calendar.local_day(due_at - _INSTANT)
    steps = [f"{span} are counted as real hours, through nights, weekends and holidays."]
    steps += _clock_change(started, due_at, calendar)
    steps.append(f"They end on {words_for_moment(due_at, calendar)}: from that instant it is late.")
    return Reckoning(due_at, last_day, tuple(steps))


def _clock_change(started: datetime, due_at: datetime, calendar: Calendar) -> list[str]:
    before, after = started.astimezone(calendar.zone).utcoffset(), due_at.astimezone(calendar.zone).utcoffset()
    if before is None or after is None or before == after:
        return []
    if after < before:
        return ["The clocks go back an hour within this term, so it ends an hour earlier by the clock on the wall."]
    return ["The clocks go forward an hour within this term, so it ends an hour later by the clock on the wall."]


def _calendar_days(span: Span, start: date, calendar: Calendar) -> Reckoning:
    last_day = start + timedelta(days=span.count)
    year_checked(last_day.year)
    steps = [
        f"{words_for_day(start)} itself is not counted; day 1 is {words_for_day(start + _DAY)}.",
        f"Every day counts, weekends and holidays too: day {span.count} is {words_for_day(last_day)}.",
    ]
    return _ends_with(last_day, steps, calendar)


def _business_days(span: Span, start: date, calendar: Calendar) -> Reckoning:
    steps = [f"{words_for_day(start)} itself is not counted."]
    day, left = start, span.count
    while left:
        day += _DAY
        closed = calendar.closed_because(day)
        if closed is None:
            left -= 1
        elif closed == day.strftime("%A"):
            steps.append(f"{words_for_day(day)} is not a business day.")
        else:
            steps.append(f"{words_for_day(day)} is not a business day: {closed}.")
    steps.append(f"Business day {span.count} is {words_for_day(day)}.")
    return Reckoning(calendar.end_of(day), day, (*steps, _end_in_words(day, calendar)))


def _annual(dates: AnnualDates, began: str, start: date, calendar: Calendar) -> Reckoning:
    """The next of the dates, the day of the event included: a fixed date does not move for what happened on it."""
    last_day = dates.next_from(start)
    year_checked(last_day.year)
    steps = [
        began,
        f"The term is not a number of days but fixed dates, {dates}: the next is {words_for_day(last_day)}.",
    ]
    return _ends_with(last_day, steps, calendar)


def _same_day(began: str, start: date, calendar: Calendar) -> Reckoning:
    steps = [
        began,
        f"The source names the moment and no number of days, so {words_for_day(start)} itself is the last day.",
    ]
    return _ends_with(start, steps, calendar)


def _ends_with(last_day: date, steps: list[str], calendar: Calendar) -> Reckoning:
    steps.append(_end_in_words(last_day, calendar))
    closed = calendar.closed_because(last_day)
    if closed is not None:
        reason = "" if closed == last_day.strftime("%A") else f" ({closed})"
        steps.append(
            f"{words_for_day(last_day)} is not a business day{reason}. The term is not rolled on over it: "
            "the law may allow more, which is for counsel to say."
        )
    return Reckoning(calendar.end_of(last_day), last_day, tuple(steps))


def _end_in_words(last_day: date, calendar: Calendar) -> str:
    return f"The term ends with that day, at midnight in {calendar.timezone}; from then on it is late."


def last_day_before(ends_on: date, days: int) -> tuple[date, str]:
    """The last day on which word is in time that must come `days` before the last day of a term, and why in words.

    Raises ReckoningError for a day beyond the calendar.
    """
    if days < 0:
        raise ReckoningError("days of notice are a number from 0 on")
    try:
        last_day = ends_on - timedelta(days=days)
        year_checked(last_day.year)
    except OverflowError as problem:
        raise ReckoningError(f"{days} days before {ends_on} lie beyond the calendar") from problem
    asked = f"{days} {'day' if days == 1 else 'days'}"
    return last_day, (
        f"The term ends with {words_for_day(ends_on)}; word must come {asked} before, every day counted: "
        f"by {words_for_day(last_day)}."
    )


def _in_utc(moment: datetime) -> datetime:
    """Refuses the years at the very ends of time, where no other time zone can hold the moment."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as problem:
        raise ReckoningError(f"the year {moment.year} is beyond the calendar") from problem


def words_for_day(day: date) -> str:
    """Such as "Friday 27 November 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def words_for_moment(moment: datetime, calendar: Calendar) -> str:
    """Such as "Friday 27 November 2026 at 15:00 CST", in the calendar's time zone."""
    local = moment.astimezone(calendar.zone)
    return f"{words_for_day(local.date())} at {local:%H:%M %Z}"
