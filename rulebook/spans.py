"""How long a rule gives: a count of hours or days, dates of the year, or the day itself."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, cast, get_args

from rulebook.errors import ReckoningError

Unit = Literal["hours", "calendar days", "business days"]
UNITS: Final = get_args(Unit)
LONGEST_COUNT: Final = 10_000

_WRITTEN = re.compile(r"(?P<count>[1-9][0-9]*) (?P<unit>[a-z]+(?: [a-z]+)?)")
_SINGULAR: Final = {"hour": "hours", "calendar day": "calendar days", "business day": "business days"}
_MONTHS: Final = ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]
_LONGEST_MONTH: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Span:
    """A count of one of the three units. A bare "days" is refused: it does not say which days."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ReckoningError(f"unknown unit {self.unit!r}: say one of {', '.join(UNITS)}")
        if isinstance(self.count, bool) or not isinstance(self.count, int) or not 0 < self.count <= LONGEST_COUNT:
            raise ReckoningError(f"a term must be a whole number from 1 to {LONGEST_COUNT}, not {self.count!r}")

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count > 1 else self.unit.removesuffix('s')}"


@dataclass(frozen=True, slots=True)
class AnnualDates:
    """Fixed dates of every year, as (month, day). February 29 is refused, since most years lack it."""

    dates: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        if not self.dates:
            raise ReckoningError("a yearly term needs at least one date")
        for month, day in self.dates:
            if not (1 <= month <= 12 and 1 <= day <= _LONGEST_MONTH[month - 1]):
                raise ReckoningError(f"{month:02}-{day:02} is not a date of every year")

    def between(self, first: date, last: date) -> list[date]:
        """The days from `first` to `last`, both included, the earliest first: the one place that makes days of them."""
        years = range(first.year, last.year + 1)
        days = {date(year, month, day) for year in years for month, day in self.dates}
        return sorted(day for day in days if first <= day <= last)

    def next_from(self, day: date) -> date:
        """The next of them, `day` itself included."""
        return self.between(day, date(day.year + 1, 12, 31))[0]

    def last_before(self, day: date) -> date:
        """The last of them that has passed on a day: a due day itself has not."""
        return self.between(date(day.year - 1, 1, 1), day - timedelta(days=1))[-1]

    def __str__(self) -> str:
        return "each year by " + " and ".join(f"{_MONTHS[month - 1]} {day}" for month, day in self.dates)


@dataclass(frozen=True, slots=True)
class SameDay:
    """The day of the event itself: the source names a moment and no number of days."""

    def __str__(self) -> str:
        return "the same day"


Term = Span | AnnualDates | SameDay


def span_parse(written: str) -> Term:
    """Read "30 calendar days", "each year by 01-31 and 07-31" or "the same day". Refuses everything else."""
    if written == "the same day":
        return SameDay()
    if written.startswith("each year by "):
        return AnnualDates(tuple(_annual_date(part) for part in written.removeprefix("each year by ").split(" and ")))
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise ReckoningError(
            f"{written!r} is not a term: write for example '30 calendar days', '10 business days', '48 hours'"
        )
    unit = _SINGULAR.get(found["unit"], found["unit"])
    return Span(int(found["count"]), cast("Unit", unit))


def _annual_date(written: str) -> tuple[int, int]:
    if not re.fullmatch(r"[0-9]{2}-[0-9]{2}", written):
        raise ReckoningError(f"{written!r} is not a date of the year: write month and day, for example 01-31")
    return int(written[:2]), int(written[3:])
