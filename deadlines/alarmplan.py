"""When a clock rings. Pure: instants in, instants out."""

from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

Planned = tuple[str, int, datetime]

AT_ONCE_UNDER: Final = timedelta(hours=72)
LATE_EVERY: Final = timedelta(days=1)

# A clock in hours rings at shares of its term: for 48 hours, with 24, 12 and 4 hours left.
SHARES_OF_A_SHORT_TERM: Final = (Fraction(1, 2), Fraction(3, 4), Fraction(11, 12))
# Longer ones ring on mornings: half-way, and so many days before the last day. Terms up to the days named on the left.
DAYS_BEFORE: Final[tuple[tuple[int, bool, tuple[int, ...]], ...]] = (
    (20, True, (1, 0)),
    (120, True, (7, 1, 0)),
    (36_500, False, (90, 60, 30, 7, 1, 0)),
)


def told_at_once(started_at: datetime, due_at: datetime) -> bool:
    """Whether the clock is too short to wait for the daily digest."""
    return due_at - started_at < AT_ONCE_UNDER


def alarm_plan(started_at: datetime, due_at: datetime, zone: str) -> list[Planned]:
    """(kind, step, fires_at) of every alarm from opening to the first day of being late, in order of time.

    Reminders lie strictly between start and due. The first late alarm is laid from the beginning, so that it rings even
    if the one at due could not; it lays the next, a day at a time.
    """
    moments = _shares(started_at, due_at) if told_at_once(started_at, due_at) else _mornings(started_at, due_at, zone)
    between = sorted({moment for moment in moments if started_at < moment < due_at})
    reminders = [("reminder", step, moment) for step, moment in enumerate(between, start=1)]
    return [("opened", 0, started_at), *reminders, ("due", 0, due_at), ("late", *next_late(due_at, due_at))]


def days_late(due_at: datetime, now: datetime) -> int:
    """Whole days since the due instant; 0 on the first day of being late."""
    return max(0, (now - due_at) // LATE_EVERY)


def next_late(due_at: datetime, now: datetime) -> tuple[int, datetime]:
    """The next day of being late to ring on: which one, and when. Days missed while stopped are not rung."""
    step = days_late(due_at, now) + 1
    return step, due_at + step * LATE_EVERY


def _shares(started_at: datetime, due_at: datetime) -> list[datetime]:
    term = due_at - started_at
    return [started_at + term * share.numerator // share.denominator for share in SHARES_OF_A_SHORT_TERM]


def _mornings(started_at: datetime, due_at: datetime, zone: str) -> list[datetime]:
    """First instants of local days; the digest of that morning tells them."""
    local = ZoneInfo(zone)
    last_day = (due_at - timedelta(microseconds=1)).astimezone(local).date()
    first_day = started_at.astimezone(local).date()
    length = (last_day - first_day).days
    half_way, before = next((half, days) for longest, half, days in DAYS_BEFORE if length <= longest)
    days = [last_day - timedelta(days=number) for number in before]
    if half_way:
        days.append(first_day + timedelta(days=length // 2))
    return [datetime.combine(day, time.min, local).astimezone(due_at.tzinfo) for day in days]
