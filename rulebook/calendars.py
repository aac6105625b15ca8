"""Which days are business days: weekends, the state's holidays, and the district's own closures are not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from rulebook.errors import ReckoningError

# Before 1971 the Monday holidays fell on other days; after 2100 the list ends and every day would look open.
FIRST_YEAR: Final = 1971
LAST_YEAR: Final = 2100

ZONE_OF_STATE: Final[Mapping[str, str]] = {
    "CT": "America/New_York",
    "IL": "America/Chicago",
    "MT": "America/Denver",
    "NE": "America/Chicago",
}

# The subdivisions that the holidays library knows, kept here because it is slow to import and hours need no holidays.
_CODES: Final = (
    "AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS MT NC ND NE NH NJ NM NV NY "
    "OH OK OR PA PR RI SC SD TN TX UM UT VA VI VT WA WI WV WY"
)
STATES: Final = frozenset(_CODES.split())

_WEEKEND: Final = {5: "Saturday", 6: "Sunday"}
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A state's holidays, a time zone, and a district's closed days.

    `state` is a two-letter code, or None for federal holidays alone. `timezone` is a name such as "America/Chicago".
    `closures` may be given as days, or as a mapping from each day to the name that the steps show.
    Raises ReckoningError for a state or a time zone that is not known.
    """

    state: str | None
    timezone: str
    closures: Iterable[date] = ()
    closure_names: Mapping[date, str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _zone(self.timezone)
        _state_checked(self.state)
        names = dict(self.closures) if isinstance(self.closures, Mapping) else {}
        object.__setattr__(self, "closure_names", names)
        object.__setattr__(self, "closures", frozenset(self.closures))

    @property
    def zone(self) -> ZoneInfo:
        return _zone(self.timezone)

    def local_day(self, moment: datetime) -> date:
        """The day of an aware moment in the district's time zone."""
        return moment.astimezone(self.zone).date()

    def closed_because(self, day: date) -> str | None:
        """Why a day is not a business day, or None for a business day."""
        if day.weekday() in _WEEKEND:
            return _WEEKEND[day.weekday()]
        holiday = _holidays_in(self.state, year_checked(day.year)).get(day)
        if holiday is not None:
            return holiday
        if day in frozenset(self.closures):
            return self.closure_names.get(day) or "closed by the district"
        return None

    def is_open(self, day: date) -> bool:
        return self.closed_because(day) is None

    def end_of(self, day: date) -> datetime:
        """The instant at which a day is over in the district's time zone, in UTC."""
        return datetime.combine(day + _DAY, time.min, self.zone).astimezone(UTC)


def calendar_for(state: str | None, timezone: str | None = None, closures: Iterable[date] = ()) -> Calendar:
    """A calendar with the state's own time zone where none is named. Refuses a state for which none is set."""
    _state_checked(state)
    if timezone is None:
        timezone = ZONE_OF_STATE.get(state or "")
        if timezone is None:
            raise ReckoningError(
                f"no time zone is set for {state or 'a rule of no one state'}: name one, such as America/Chicago"
            )
    return Calendar(state, timezone, closures)


def year_checked(year: int) -> int:
    """The year, if the calendar knows it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ReckoningError(f"the year {year} is beyond the calendar, which runs from {FIRST_YEAR} to {LAST_YEAR}")
    return year


def _state_checked(state: str | None) -> None:
    if state is not None and state not in STATES:
        raise ReckoningError(f"{state!r} is not a state: name one by two letters, such as IL")


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise ReckoningError(f"{name!r} is not a time zone: name one such as America/Chicago") from problem


@cache
def _holidays_in(state: str | None, year: int) -> dict[date, str]:
    """Public holidays and the days on which they are observed, by the library's default for the state."""
    from holidays import country_holidays

    return dict(country_holidays("US", subdiv=state, years=year).items())
