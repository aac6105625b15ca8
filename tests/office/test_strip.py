"""The strip of days: its drawing and its table say the same."""

from datetime import date, timedelta

from districtprivacy.changes import last_working_day
from districtprivacy.strip import BASE, MOST_MARKS, DueDay, strip_of

MONDAY = date(2026, 3, 2)


def test_every_clock_is_one_mark_above_its_day() -> None:
    strip = strip_of([DueDay(MONDAY + timedelta(days=10), clocks=3, held=1)], first=MONDAY)
    assert [mark.kind for mark in strip.marks] == ["open", "open", "held"]
    assert len({mark.x for mark in strip.marks}) == 1
    assert all(0 <= mark.y < mark.y + mark.height <= BASE for mark in strip.marks)


def test_the_next_three_days_are_marked_as_soon() -> None:
    strip = strip_of([DueDay(MONDAY + timedelta(days=day), clocks=1) for day in (0, 2, 3)], first=MONDAY)
    assert [mark.kind for mark in strip.marks] == ["soon", "soon", "open"]


def test_a_day_with_more_than_fit_is_one_bar_with_its_number_in_the_table() -> None:
    strip = strip_of([DueDay(MONDAY, clocks=MOST_MARKS + 992)], first=MONDAY)
    assert len(strip.marks) == 1
    assert strip.rows[0].clocks == 1000


def test_days_outside_of_the_sixty_are_left_out_of_both() -> None:
    days = [DueDay(MONDAY - timedelta(days=1), 1), DueDay(MONDAY + timedelta(days=60), 1)]
    strip = strip_of(days, first=MONDAY)
    assert (strip.marks, strip.rows) == ((), ())
    assert strip.words == "No clock ends in the next 60 days."


def test_the_sentence_names_the_busiest_day_where_there_is_one() -> None:
    days = [DueDay(date(2026, 3, 4), 1), DueDay(date(2026, 3, 6), 2)]
    assert strip_of(days, first=MONDAY).words == (
        "3 clocks end in the next 60 days. Most on one day: 2, on Friday 6 March 2026."
    )
    assert strip_of(days[:1], first=MONDAY).words == "1 clock ends in the next 60 days."


def test_weeks_begin_on_mondays() -> None:
    strip = strip_of([], first=date(2026, 2, 28))
    assert strip.ticks[0].words == "2 Mar"
    assert strip.weekends[:2] == (0, strip.column)


def test_the_last_working_day_before_a_monday_is_a_friday() -> None:
    assert last_working_day(MONDAY) == date(2026, 2, 27)
    assert last_working_day(date(2026, 3, 3)) == MONDAY
    assert last_working_day(date(2026, 3, 1)) == date(2026, 2, 27)
