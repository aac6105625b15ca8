"""The day that an agreement names for a part of its end."""

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from contracts.models import Agreement
from contracts.standing import standing_of
from district.calendars import calendar_current
from district.selectors import district_current
from inventory.leaving.grounds import DayNamed, Ground, day_named
from inventory.models import Leaving


def ended_on(agreement: Agreement, today: date) -> date:
    """The day on which it stopped binding: the end of its term where that passed, else today."""
    over = standing_of(agreement, today)
    return agreement.ends_on if over.code == "expired" and agreement.ends_on is not None else today


def day_from_end(leaving: Leaving, grounds: Iterable[Ground], kind: str, now: datetime) -> DayNamed | None:
    """The day that the agreement counts from its end, for a part; None where it names none that counts so."""
    at_end = [ground for ground in grounds if ground.from_end]
    return day_named(at_end, kind, ended_at=_noon(leaving.ended_on), told_at=now, calendar=calendar_current())


def day_proposed(leaving: Leaving, grounds: Iterable[Ground], kind: str, now: datetime) -> DayNamed | None:
    """The day that the agreement names for a part if the operator is told now; it may be over."""
    ended_at = _noon(leaving.ended_on)
    return day_named(list(grounds), kind, ended_at=ended_at, told_at=now, calendar=calendar_current())


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(district_current().time_zone))
