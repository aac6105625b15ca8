"""What holds of every reckoning, whatever the day; and what is refused."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.calendars import STATES, ZONE_OF_STATE, Calendar, calendar_for
from rulebook.errors import ReckoningError
from rulebook.holds import reckon_lifted
from rulebook.reckoning import last_day_before, reckon
from rulebook.spans import AnnualDates, SameDay, Span, Term, span_parse
from tests.laws import naive

ILLINOIS = calendar_for("IL")
UNHURRIED = settings(deadline=None, max_examples=60)  # a busy machine is no failure
MOMENTS = st.datetimes(datetime(2017, 1, 1), datetime(2090, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis wants naive bounds
OUR_STATES = st.sampled_from(sorted(ZONE_OF_STATE))
COUNTS = st.integers(1, 120)
CLOSURES = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40)
NOON = datetime(2026, 2, 9, 18, tzinfo=UTC)


@UNHURRIED
@given(started=MOMENTS, count=COUNTS, state=OUR_STATES)
def test_a_business_day_term_ends_on_an_open_day(started: datetime, count: int, state: str) -> None:
    calendar = calendar_for(state)
    result = reckon(Span(count, "business days"), started, calendar)
    assert calendar.is_open(result.last_day)
    assert result.last_day > calendar.local_day(started)


@UNHURRIED
@given(day=st.dates(date(2026, 1, 1), date(2026, 12, 31)), count=st.integers(1, 15), closed=CLOSURES)
def test_the_district_s_closures_never_count(day: date, count: int, closed: frozenset[date]) -> None:
    started = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("America/Chicago"))
    result = reckon(Span(count, "business days"), started, calendar_for("IL", closures=closed))
    assert result.last_day not in closed
    assert result.last_day == naive.last_day(count, "business days", day, "IL", closed)


@UNHURRIED
@given(started=MOMENTS, count=COUNTS, state=OUR_STATES)
def test_a_naive_count_agrees_on_any_day(started: datetime, count: int, state: str) -> None:
    calendar = calendar_for(state)
    for unit in ("hours", "calendar days", "business days"):
        result = reckon(Span(count, unit), started, calendar)
        late = naive.late_from(count, unit, started, state, calendar.timezone, frozenset())
        assert abs(result.due_at - late) < timedelta(milliseconds=1)


@UNHURRIED
@given(started=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=40)), count=COUNTS, state=OUR_STATES)
def test_what_begins_later_is_never_due_earlier(started: datetime, later: timedelta, count: int, state: str) -> None:
    calendar = calendar_for(state)
    counted: list[Term] = [Span(count, "hours"), Span(count, "calendar days"), Span(count, "business days")]
    for term in [*counted, AnnualDates(((1, 31), (7, 31))), SameDay()]:
        assert reckon(term, started, calendar).due_at <= reckon(term, started + later, calendar).due_at


@UNHURRIED
@given(started=MOMENTS, count=COUNTS, state=OUR_STATES)
def test_hours_are_exact(started: datetime, count: int, state: str) -> None:
    assert reckon(Span(count, "hours"), started, calendar_for(state)).due_at - started == timedelta(hours=count)


@UNHURRIED
@given(started=MOMENTS, count=COUNTS, state=OUR_STATES)
def test_the_last_day_is_the_day_before_the_term_is_late(started: datetime, count: int, state: str) -> None:
    calendar = calendar_for(state)
    for unit in ("hours", "calendar days", "business days"):
        result = reckon(Span(count, unit), started, calendar)
        assert result.due_at.tzinfo is UTC
        assert calendar.local_day(result.due_at - timedelta(microseconds=1)) == result.last_day
        assert started < result.due_at
        assert len(result.steps) >= 3


@UNHURRIED
@given(started=MOMENTS, count=st.integers(1, 60), more=st.integers(1, 20), state=OUR_STATES)
def test_an_extension_counts_on_from_the_end(started: datetime, count: int, more: int, state: str) -> None:
    calendar = calendar_for(state)
    extended = reckon(Span(count, "business days"), started, calendar, Span(more, "business days"))
    first = reckon(Span(count, "business days"), started, calendar)
    from_the_end = datetime(*first.last_day.timetuple()[:3], 12, tzinfo=calendar.zone)
    assert extended.last_day == reckon(Span(more, "business days"), from_the_end, calendar).last_day


@UNHURRIED
@given(started=MOMENTS, state=OUR_STATES)
def test_fixed_dates_are_the_next_of_them(started: datetime, state: str) -> None:
    calendar = calendar_for(state)
    last_day = reckon(AnnualDates(((1, 31), (7, 31))), started, calendar).last_day
    assert (last_day.month, last_day.day) in {(1, 31), (7, 31)}
    assert timedelta(0) <= last_day - calendar.local_day(started) < timedelta(days=184)


@UNHURRIED
@given(
    started=MOMENTS,
    placed=st.timedeltas(timedelta(0), timedelta(days=60)),
    held=st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_a_hold_never_shortens_and_never_adds_more_than_itself(
    started: datetime, placed: timedelta, held: timedelta
) -> None:
    original = reckon(Span(30, "calendar days"), started, ILLINOIS)
    lifted = started + placed + held
    result = reckon_lifted(original, started + placed, lifted, ILLINOIS)
    if started + placed >= original.due_at:
        assert result.due_at == original.due_at
    else:
        assert result.due_at == max(original.due_at, lifted)


def test_every_skipped_day_is_named_with_its_reason() -> None:
    calendar = Calendar("IL", "America/Chicago", {date(2026, 2, 10): "snow day", date(2026, 2, 11): ""})
    steps = "\n".join(reckon(Span(5, "business days"), NOON, calendar).steps)
    assert "It began on Monday 9 February 2026 at 12:00 CST." in steps
    assert "Monday 9 February 2026 itself is not counted." in steps
    assert "Tuesday 10 February 2026 is not a business day: snow day." in steps
    assert "Wednesday 11 February 2026 is not a business day: closed by the district." in steps
    assert "Thursday 12 February 2026 is not a business day: Lincoln's Birthday." in steps
    assert "Saturday 14 February 2026 is not a business day." in steps
    assert "Monday 16 February 2026 is not a business day: Washington's Birthday." in steps
    assert "Business day 5 is Friday 20 February 2026." in steps


def test_a_last_day_on_a_closed_day_says_that_the_law_may_allow_more() -> None:
    saturday = reckon(Span(5, "calendar days"), NOON, ILLINOIS)
    monday = reckon(Span(7, "calendar days"), NOON, ILLINOIS)
    tuesday = reckon(Span(8, "calendar days"), NOON, ILLINOIS)
    assert "Saturday 14 February 2026 is not a business day. The term is not rolled on" in saturday.steps[-1]
    assert "(Washington's Birthday). The term is not rolled on" in monday.steps[-1]
    assert "the law may allow more" in monday.steps[-1]
    assert not any("rolled on" in step for step in tuesday.steps)


@pytest.mark.parametrize(
    ("start", "says"),
    [
        (datetime(2026, 10, 31, 17, tzinfo=UTC), "go back an hour"),
        (datetime(2026, 3, 7, 18, tzinfo=UTC), "go forward an hour"),
    ],
)
def test_a_change_of_the_clocks_is_told(start: datetime, says: str) -> None:
    assert any(says in step for step in reckon(Span(48, "hours"), start, ILLINOIS).steps)


@pytest.mark.parametrize(
    "start",
    [datetime(2026, 2, 9, 12), datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)],  # noqa: DTZ001
)
def test_a_start_without_zone_or_beyond_the_calendar_is_refused(start: datetime) -> None:
    for term in (Span(48, "hours"), Span(30, "calendar days"), Span(10, "business days"), SameDay()):
        with pytest.raises(ReckoningError):
            reckon(term, start, ILLINOIS)


@pytest.mark.parametrize("year", [1970, 2101])
def test_the_calendar_has_ends(year: int) -> None:
    with pytest.raises(ReckoningError, match="beyond the calendar, which runs from 1971 to 2100"):
        ILLINOIS.is_open(date(year, 6, 2))


@pytest.mark.parametrize(
    ("count", "unit"),
    [
        (0, "hours"),
        (-1, "hours"),
        (10_001, "hours"),
        (True, "hours"),
        (1.5, "hours"),
        (30, "days"),
        (10, "working days"),
    ],
)
def test_a_term_that_is_none_is_refused(count: int, unit: str) -> None:
    with pytest.raises(ReckoningError):
        Span(count, unit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written", ["", "30", "days", "30 days", "30 Calendar Days", "030 hours", "thirty calendar days"]
)
def test_a_term_is_read_only_in_its_own_form(written: str) -> None:
    with pytest.raises(ReckoningError):
        span_parse(written)


@pytest.mark.parametrize("written", ["48 hours", "1 hour", "30 calendar days", "1 business day", "the same day"])
def test_a_term_reads_back_as_it_was_written(written: str) -> None:
    assert str(span_parse(written)) == written


def test_fixed_dates_read_as_words() -> None:
    assert str(span_parse("each year by 01-31 and 07-31")) == "each year by Jan. 31 and July 31"
    with pytest.raises(ReckoningError, match="at least one date"):
        AnnualDates(())


def test_an_extension_in_another_unit_is_refused() -> None:
    with pytest.raises(ReckoningError, match="cannot be counted on"):
        reckon(Span(10, "business days"), NOON, ILLINOIS, Span(48, "hours"))
    with pytest.raises(ReckoningError, match="only a term of hours or days"):
        reckon(SameDay(), NOON, ILLINOIS, Span(48, "hours"))


def test_what_is_no_term_is_refused() -> None:
    with pytest.raises(ReckoningError, match="unknown term"):
        reckon("30 calendar days", NOON, ILLINOIS)  # type: ignore[arg-type]


def test_a_hold_s_times_are_checked() -> None:
    original = reckon(Span(30, "calendar days"), NOON, ILLINOIS)
    with pytest.raises(ReckoningError, match="lifted before it was placed"):
        reckon_lifted(original, NOON, NOON - timedelta(hours=1), ILLINOIS)
    with pytest.raises(ReckoningError, match="need a time zone"):
        reckon_lifted(original, NOON, datetime(2026, 3, 1), ILLINOIS)  # noqa: DTZ001


def test_the_states_are_those_that_the_holidays_know() -> None:
    from holidays import country_holidays

    assert set(country_holidays("US").subdivisions) == STATES


def test_a_calendar_of_no_state_keeps_the_federal_holidays() -> None:
    calendar = calendar_for(None, "America/New_York")
    assert calendar.closed_because(date(2026, 11, 26)) == "Thanksgiving Day"
    assert calendar.is_open(date(2026, 2, 12))


@pytest.mark.parametrize("zone", ["", "America/Springfield", "/etc/passwd", "../../etc", "America"])
def test_a_time_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(ReckoningError, match="is not a time zone"):
        Calendar("IL", zone)


def test_calendars_with_the_same_days_are_equal() -> None:
    days = [date(2026, 11, 27)]
    assert Calendar("IL", "America/Chicago", days) == Calendar("IL", "America/Chicago", {days[0]: "Recess"})
    assert len({Calendar("IL", "America/Chicago", days), Calendar("IL", "America/Chicago", days)}) == 1


@pytest.mark.parametrize(
    ("ends_on", "days", "last_day"),
    [
        (date(2027, 6, 30), 60, date(2027, 5, 1)),
        (date(2027, 6, 30), 0, date(2027, 6, 30)),
        (date(2028, 3, 1), 1, date(2028, 2, 29)),
    ],
)
def test_word_before_the_end_of_a_term_counts_back_every_day(ends_on: date, days: int, last_day: date) -> None:
    assert last_day_before(ends_on, days)[0] == last_day


def test_word_before_the_end_says_how_it_was_counted() -> None:
    assert last_day_before(date(2027, 6, 30), 1)[1] == (
        "The term ends with Wednesday 30 June 2027; word must come 1 day before, every day counted: "
        "by Tuesday 29 June 2027."
    )


@pytest.mark.parametrize("days", [-1, 10**7, 10**20])
def test_days_of_notice_beyond_the_calendar_are_refused(days: int) -> None:
    with pytest.raises(ReckoningError):
        last_day_before(date(2027, 6, 30), days)


def test_dates_of_the_year_are_made_in_one_place() -> None:
    twice = AnnualDates(((7, 31), (1, 31)))
    january, july, after = date(2026, 1, 31), date(2026, 7, 31), date(2027, 1, 31)
    assert twice.between(january, after) == [january, july, after]
    assert twice.between(date(2026, 2, 1), date(2026, 7, 30)) == []
    assert (twice.next_from(july), twice.next_from(date(2026, 8, 1))) == (july, after)
    assert (twice.last_before(july), twice.last_before(date(2026, 8, 1))) == (january, july)
