"""What the reports count: each rule with a few requests whose answer can be checked by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from hypothesis import given
from hypothesis import strategies as st

from deadlines.models import Deadline, DeadlineState
from district.models import District, User
from requests_portal.models import Outcome, PrivacyRequest, RequestState, RequestTask, TaskState
from requests_portal.reports.periods import Period, PeriodForm, period_usual
from requests_portal.reports.presenters import (
    board_sentences,
    board_table,
    days_words,
    kind_table,
    month_chart,
    share_words,
)
from requests_portal.reports.selectors import Figures, RequestFigures, operator_figures, request_figures
from requests_portal.reports.withholding import LEAST, total_withheld, withheld
from tests.factories.requests import RequestFactory, requests_past
from tests.factories.vendors import OperatorFactory
from vendors.models import Operator

ZONE = "America/Chicago"
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31), ZONE)
NOW = datetime(2026, 4, 20, 15, 0, tzinfo=UTC)


def at(day: int, hour: int = 15, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=UTC)


def answered(asked: datetime, days: float, **values: object) -> PrivacyRequest:
    return RequestFactory(
        asked_at=asked,
        confirmed_at=asked,
        state=RequestState.ANSWERED,
        outcome=Outcome.GRANTED,
        answered_at=asked + timedelta(days=days),
        **values,
    )


def clock(request: PrivacyRequest, due: datetime, *, met: datetime | None = None, **values: object) -> Deadline:
    """A clock as it lies in the table, open or met."""
    given: dict[str, object] = {
        "subject_type": ContentType.objects.get_for_model(PrivacyRequest),
        "state": DeadlineState.MET if met else DeadlineState.OPEN,
        "closed_at": met,
        **values,
    }
    return Deadline.objects.create(
        rule=f"test.{due.isoformat()}",
        source="statute",
        title="Answer",
        subject_id=request.pk,
        subject_name=str(request),
        event="copy_requested",
        started_at=request.asked_at,
        due_at=due,
        last_day=due.date(),
        role="records_custodian",
        **given,
    )


def figures(user: User, period: Period = MARCH) -> RequestFigures:
    return request_figures(user, period, now=NOW)


def test_a_request_counts_by_the_district_day_on_which_it_was_asked(dana: User, district: District) -> None:
    answered(datetime(2026, 4, 1, 4, 59, tzinfo=UTC), 2)  # the last minute of March in Chicago (CDT)
    answered(datetime(2026, 4, 1, 5, 0, tzinfo=UTC), 2)
    answered(datetime(2026, 3, 1, 5, 59, tzinfo=UTC), 2)  # still February (CST)
    counted = figures(dana)
    assert (counted.all.asked, [line.month for line in counted.months]) == (1, [date(2026, 3, 1)])


@pytest.mark.parametrize("state", ["unconfirmed", "expired", "joined"])
def test_what_was_never_confirmed_or_was_joined_to_another_does_not_count(
    dana: User, district: District, state: str
) -> None:
    RequestFactory(state=state, asked_at=at(3), closed_at=at(4))
    assert figures(dana).all.asked == 0


def test_the_median_and_the_time_of_nine_in_ten_are_of_answered_requests_alone(dana: User, district: District) -> None:
    for days in range(1, 11):
        answered(at(2), days)
    RequestFactory(asked_at=at(2))
    counted = figures(dana).all
    assert (counted.asked, counted.answered, counted.open) == (11, 10, 1)
    assert counted.median == pytest.approx(5.5)
    assert counted.slowest_tenth == pytest.approx(9.1)


def test_in_time_means_that_each_clock_was_met_before_it_was_due(dana: User, district: District) -> None:
    early, late, both = (answered(at(2), 5) for _ in range(3))
    clock(early, at(9), met=at(7))
    clock(late, at(6), met=at(7))
    clock(both, at(9), met=at(7))
    clock(both, at(7), met=at(7))  # met at the very instant at which it became late
    counted = figures(dana).all
    assert (counted.in_time, counted.late, counted.share_in_time) == (1, 2, pytest.approx(1 / 3))


def test_an_open_request_is_late_once_its_day_is_over_and_undecided_before(dana: User, district: District) -> None:
    overdue, running = (RequestFactory(asked_at=at(2)) for _ in range(2))
    clock(overdue, at(9))
    clock(running, NOW + timedelta(days=1))
    counted = figures(dana).all
    assert (counted.open, counted.in_time, counted.late) == (2, 0, 1)


def test_requests_without_clocks_or_with_withdrawn_ones_are_neither_in_time_nor_late(
    dana: User, district: District
) -> None:
    answered(at(2), 400)
    withdrawn = RequestFactory(asked_at=at(2), state=RequestState.WITHDRAWN, closed_at=at(3))
    clock(withdrawn, at(1), met=at(3), state=DeadlineState.WITHDRAWN)
    drilled = answered(at(2), 1)
    clock(drilled, at(1), met=at(3), drill=True)
    counted = figures(dana).all
    assert (counted.judged, counted.share_in_time) == (0, None)


def test_clocks_of_other_things_with_the_same_number_are_not_taken_for_a_requests(
    dana: User, district: District
) -> None:
    request = answered(at(2), 5)
    clock(request, at(3), met=at(7), subject_type=ContentType.objects.get_for_model(User))
    assert figures(dana).all.judged == 0


def test_kinds_and_months_add_up_to_all(dana: User, district: District) -> None:
    requests_past(60, until=at(31))
    counted = figures(dana, Period(date(2026, 1, 1), date(2026, 3, 31), ZONE))
    assert counted.all.asked == 60
    assert sum(line.asked for line in counted.kinds) == sum(line.asked for line in counted.months) == 60


@pytest.mark.parametrize("number", [1, 400])
def test_the_figures_are_one_query_whatever_the_number(
    dana: User, district: District, django_assert_num_queries, number: int
) -> None:
    requests_past(number, until=at(31))
    figures(dana)  # content types and rights are read once
    with django_assert_num_queries(1):
        figures(dana)
    with django_assert_num_queries(1):
        operator_figures(dana, MARCH, now=NOW)


def test_an_account_without_the_right_reads_nothing(olga: User, district: District) -> None:
    answered(at(2), 3)
    assert figures(olga).all.asked == 0
    assert operator_figures(olga, MARCH, now=NOW) == ()


def task(operator: Operator, state: str, **values: object) -> RequestTask:
    return RequestTask.objects.create(
        request=RequestFactory(), holder="operator", operator=operator, state=state, made_at=at(1), **values
    )


def test_operators_are_judged_by_the_day_that_they_were_given(dana: User, district: District) -> None:
    reader, inkwell = OperatorFactory(name="Maple Reader Fictional, Inc."), OperatorFactory(name="Inkwell Fictional")
    day = date(2026, 3, 10)
    in_time, too_late = datetime(2026, 3, 11, 4, 0, tzinfo=UTC), datetime(2026, 3, 11, 6, 0, tzinfo=UTC)
    task(reader, TaskState.DONE, asked_at=at(2), answered_at=in_time, settled_at=at(12), last_day=day)
    task(reader, TaskState.CONFIRMED, asked_at=at(2), answered_at=too_late, last_day=day)
    task(reader, TaskState.SILENT, asked_at=at(2), last_day=day)
    task(inkwell, TaskState.ASKED, asked_at=at(2))
    task(inkwell, TaskState.OPEN)
    first, second = operator_figures(dana, MARCH, now=NOW)
    assert (first.name, first.asked, first.answered, first.open) == ("Maple Reader Fictional, Inc.", 3, 2, 1)
    assert (first.in_time, first.late) == (1, 2)  # 10 p.m. in Chicago is in time, one o'clock the next morning is not
    assert (second.asked, second.open, second.judged) == (1, 1, 0)


def test_an_operator_that_was_asked_counts_also_where_it_was_not_needed_in_the_end(
    dana: User, district: District
) -> None:
    reader = OperatorFactory(name="Maple Reader Fictional, Inc.")
    task(reader, TaskState.NOT_NEEDED, asked_at=at(2), answered_at=at(4), settled_at=at(5), last_day=date(2026, 3, 10))
    task(reader, TaskState.NOT_NEEDED, settled_at=at(5))
    (only,) = operator_figures(dana, MARCH, now=NOW)
    assert (only.asked, only.answered, only.open) == (1, 1, 0)


def test_the_usual_period_is_this_month_and_eleven_before() -> None:
    assert period_usual(date(2026, 3, 15), ZONE) == Period(date(2025, 4, 1), date(2026, 3, 15), ZONE)
    assert period_usual(date(2026, 12, 31), ZONE).first == date(2026, 1, 1)


def test_the_period_before_has_the_same_number_of_days() -> None:
    assert MARCH.before() == Period(date(2026, 1, 29), date(2026, 2, 28), ZONE)


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("2026-03-31", "2026-03-01", "The last day lies before the first."),
        ("2015-01-01", "2026-03-01", "A report covers at most five years."),
        ("0001-01-01", "2026-03-01", "These days are too far away."),
        ("2026-01-01", "9999-12-31", "These days are too far away."),
        ("yesterday", "2026-03-01", "Enter a valid date."),
    ],
)
def test_a_period_that_makes_no_sense_is_said_and_the_usual_one_shown(first: str, last: str, says: str) -> None:
    usual = period_usual(date(2026, 3, 15), ZONE)
    form = PeriodForm({"from": first, "to": last}, usual=usual)
    assert form.period() == usual
    assert says in str(form.errors)


@given(st.text(), st.text())
def test_no_words_in_the_address_break_the_period(first: str, last: str) -> None:
    usual = period_usual(date(2026, 3, 15), ZONE)
    period = PeriodForm({"from": first, "to": last}, usual=usual).period()
    assert period.begins < period.ends


def test_shares_are_rounded_down_and_short_times_said_as_such() -> None:
    assert [share_words(share) for share in (None, 1.0, 0.9999, 2 / 3, 0.29)] == ["–", "100 %", "99 %", "66 %", "29 %"]
    assert [days_words(days) for days in (None, 0.2, 3.0, 3.14)] == ["–", "under 1", "3", "3.1"]


def line(name: str, asked: int, answered_: int = 0, in_time: int = 0, late: int = 0) -> Figures:
    return Figures(name, asked, answered_, asked - answered_, in_time, late, 3.0 if answered_ else None, 9.0)


def some(**kinds: int) -> RequestFigures:
    lines = tuple(line(kind, number, number, number) for kind, number in kinds.items())
    total = sum(kinds.values())
    return RequestFigures(line("", total, total, total), lines, ())


def test_kinds_that_nobody_asked_for_are_shown_too() -> None:
    table = kind_table(some(copy=7))
    assert [row.name for row in table.lines][:2] == ["Inspection", "Copy"]
    assert table.lines[0].cells[0] == "0"
    assert table.lines[-1].total


def test_the_boards_page_withholds_small_numbers_and_what_would_give_them_away() -> None:
    lines = {row.name: row.cells for row in board_table(some(inspect=2, copy=30, correct=8, delete=0)).lines}
    assert lines["Inspection"] == ("fewer than 5", "–", "–")
    assert lines["Correction"] == ("withheld", "–", "–")  # else 40 - 30 - 8 would say the two
    assert lines["Copy"] == ("30", "3", "100 %")
    assert lines["Deletion"][0] == "0"
    assert lines["All requests"][0] == "40"


def test_the_boards_page_hides_a_small_total() -> None:
    lines = {row.name: row.cells for row in board_table(some(copy=3)).lines}
    assert lines["All requests"][0] == "fewer than 5"
    said = "Fewer than 5 requests were asked; none in the same number of days before."
    assert board_sentences(some(copy=3), some(), ()) == [said]


@given(st.lists(st.integers(min_value=0, max_value=12), min_size=1, max_size=8))
def test_nobody_can_work_out_a_small_number_from_the_total(numbers: list[int]) -> None:
    hidden = withheld(numbers)
    shown = [number for place, number in enumerate(numbers) if place not in hidden]
    assert all(number == 0 or number >= LEAST for number in shown)
    if hidden and not total_withheld(numbers):
        left = sum(numbers) - sum(shown)
        assert len(hidden) >= 2
        assert left >= LEAST


def test_the_chart_has_a_bar_for_each_month_with_requests_and_none_for_nothing() -> None:
    counted = RequestFigures(line("", 9), (), (Figures("", 9, 6, 3, 4, 2, 1.0, 2.0, date(2026, 2, 1)),))
    chart = month_chart(counted, date(2026, 1, 1), date(2026, 3, 31))
    assert chart is not None
    assert [bar.part for bar in chart.bars] == ["in-time", "late", "other"]
    assert [mark.text for mark in chart.months] == ["Jan 26", "Feb", "Mar"]
    assert min(bar.y for bar in chart.bars) >= 0
    assert month_chart(some(), date(2026, 1, 1), date(2026, 3, 31)) is None


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=60))
def test_no_bar_leaves_the_chart(numbers: list[int]) -> None:
    months = [date(2021 + n // 12, n % 12 + 1, 1) for n in range(len(numbers))]
    lines = tuple(
        Figures("", n, n, 0, n // 2, n // 3, 1.0, 2.0, month) for n, month in zip(numbers, months, strict=True)
    )
    chart = month_chart(RequestFigures(line("", sum(numbers)), (), lines), months[0], months[-1])
    if chart is None:
        assert not any(numbers)
        return
    for bar in chart.bars:
        assert bar.x >= chart.left
        assert bar.x + bar.width <= chart.width
        assert bar.y >= 0
        assert bar.y + bar.height <= chart.height
