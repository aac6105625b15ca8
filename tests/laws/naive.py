"""A second, slow way to count that shares nothing with the product's: with holidays of its own, day by day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def last_weekday(year: int, month: int, weekday: int) -> date:
    day = date(year + month // 12, month % 12 + 1, 1) - DAY
    while day.weekday() != weekday:
        day -= DAY
    return day


def observed(day: date) -> set[date]:
    """A holiday on a Saturday closes the Friday before as well, one on a Sunday the Monday after."""
    shift = {5: -1, 6: 1}.get(day.weekday(), 0)
    return {day, day + timedelta(days=shift)}


def good_friday(year: int) -> date:
    """Two days before Easter by the rule of Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    w = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + w - 7 * ((a + 11 * h + 22 * w) // 451) + 114, 31)
    return date(year, month, day + 1) - 2 * DAY


def federal(year: int) -> set[date]:
    days = {
        nth_weekday(year, 1, 0, 3),  # Martin Luther King Jr.
        nth_weekday(year, 2, 0, 3),  # Washington
        last_weekday(year, 5, 0),  # Memorial Day
        nth_weekday(year, 9, 0, 1),  # Labor Day
        nth_weekday(year, 10, 0, 2),  # Columbus
        nth_weekday(year, 11, 3, 4),  # Thanksgiving
    }
    fixed = [date(year, 1, 1), date(year + 1, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= 2021:
        fixed.append(date(year, 6, 19))
    return days.union(*(observed(day) for day in fixed))


def election_day(year: int) -> set[date]:
    return {nth_weekday(year, 11, 0, 1) + DAY} if year % 2 == 0 else set()


def of_state(state: str, year: int) -> set[date]:
    """Illinois, Connecticut, Montana and Nebraska from 2017 on."""
    days = federal(year)
    if state in ("IL", "CT"):
        days |= observed(date(year, 2, 12))  # Lincoln
    if state == "IL":
        days |= {nth_weekday(year, 3, 0, 1)} | election_day(year)  # Pulaski
    if state == "CT":
        days |= {good_friday(year)}
    if state == "MT":
        days |= election_day(year)
    if state == "NE":
        days |= {last_weekday(year, 4, 4)}  # Arbor Day
    return days


def is_open(day: date, state: str, closed: frozenset[date] = frozenset()) -> bool:
    return day.weekday() < 5 and day not in of_state(state, day.year) and day not in closed


def last_day(count: int, unit: str, start: date, state: str, closed: frozenset[date] = frozenset()) -> date:
    """The last day of a term of calendar or business days."""
    open_days, day = 0, start
    while open_days < count:
        day += DAY
        if unit == "calendar days" or is_open(day, state, closed):
            open_days += 1
    return day


def late_from(count: int, unit: str, started: datetime, state: str, zone: str, closed: frozenset[date]) -> datetime:
    if unit == "hours":
        return datetime.fromtimestamp(started.timestamp() + count * 3600, UTC)
    day = last_day(count, unit, started.astimezone(ZoneInfo(zone)).date(), state, closed) + DAY
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
