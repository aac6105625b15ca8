"""The calendar by which the district's terms are counted: its state, its time zone, and its own closed days."""

from hashlib import sha256

from district.models import Closure, District
from district.selectors import district_current
from rulebook.calendars import Calendar


def calendar_current() -> Calendar:
    """The calendar as it stands. Raises DistrictMissing before the first set-up."""
    return calendar_of(district_current())


def calendar_of(district: District) -> Calendar:
    """The calendar of a district's row, saved or not: two queries at most."""
    closures = dict(Closure.objects.values_list("day", "name"))
    return Calendar(state=district.state, timezone=district.time_zone, closures=closures)


def calendar_fingerprint(calendar: Calendar) -> str:
    """Sixteen hexadecimal digits that change when a date reckoned by the calendar could change.

    Names of closures do not count: a winter break that is called otherwise moves no clock.
    """
    days = ",".join(day.isoformat() for day in sorted(calendar.closures))
    return sha256(f"{calendar.state}|{calendar.timezone}|{days}".encode()).hexdigest()[:16]
