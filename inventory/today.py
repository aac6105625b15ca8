"""The district's present day, for pages and for readers whose callers ask without a day."""

from datetime import date

from district import clock
from district.clock import local_day
from district.selectors import district_current_or_none


def today() -> date:
    """The day that it is in the district's own time zone; in UTC before the district is entered."""
    district = district_current_or_none()
    return local_day(clock.now(), district.time_zone if district else "UTC")
