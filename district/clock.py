"""The only place that reads the clock. Views, tasks and commands ask once and pass the answer on as `now=`."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return timezone.now()


def local_day(instant: datetime, zone: str) -> date:
    """The calendar day of an instant in a district's time zone."""
    return instant.astimezone(ZoneInfo(zone)).date()
