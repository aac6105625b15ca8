"""When clocks ring: shares for hours, mornings for days."""

from datetime import UTC, datetime, timedelta

import pytest

from deadlines.alarmplan import alarm_plan, days_late, next_late, told_at_once
from deadlines.escalation import CHAIN, roles_above, roles_told
from district.roles import ROLE_NAMES

MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
CHICAGO = "America/Chicago"


def days_of(plan: list[tuple[str, int, datetime]]) -> list[tuple[str, str]]:
    return [(kind, f"{at:%m-%d %H:%M}") for kind, _, at in plan]


def test_a_48_hour_clock_rings_with_24_12_and_4_hours_left() -> None:
    plan = alarm_plan(MONDAY, MONDAY + timedelta(hours=48), CHICAGO)
    assert [(kind, (at - MONDAY) / timedelta(hours=1)) for kind, _, at in plan] == [
        ("opened", 0),
        ("reminder", 24),
        ("reminder", 36),
        ("reminder", 44),
        ("due", 48),
        ("late", 72),
    ]


def test_ten_business_days_ring_half_way_the_day_before_and_on_the_last_day() -> None:
    due_at = datetime(2026, 3, 17, 5, 0, tzinfo=UTC)  # the end of 16 March in Chicago
    assert days_of(alarm_plan(MONDAY, due_at, CHICAGO)) == [
        ("opened", "03-02 15:00"),
        ("reminder", "03-09 05:00"),
        ("reminder", "03-15 05:00"),
        ("reminder", "03-16 05:00"),
        ("due", "03-17 05:00"),
        ("late", "03-18 05:00"),
    ]


def test_ninety_days_ring_half_way_a_week_and_a_day_before_and_on_the_last_day() -> None:
    plan = alarm_plan(MONDAY, datetime(2026, 6, 1, 5, 0, tzinfo=UTC), CHICAGO)
    assert days_of(plan)[1:-2] == [
        ("reminder", "04-16 05:00"),
        ("reminder", "05-24 05:00"),
        ("reminder", "05-30 05:00"),
        ("reminder", "05-31 05:00"),
    ]


def test_a_year_rings_in_its_last_ninety_days() -> None:
    plan = alarm_plan(MONDAY, datetime(2027, 3, 3, 6, 0, tzinfo=UTC), CHICAGO)
    assert [kind for kind, _, _ in plan] == ["opened", *["reminder"] * 6, "due", "late"]
    assert plan[1][2] == datetime(2026, 12, 2, 6, 0, tzinfo=UTC)


def test_mornings_are_local_on_both_sides_of_a_clock_change() -> None:
    plan = alarm_plan(datetime(2026, 3, 3, 15, tzinfo=UTC), datetime(2026, 3, 12, 5, tzinfo=UTC), CHICAGO)
    assert days_of(plan)[1:-2] == [
        ("reminder", "03-07 06:00"),
        ("reminder", "03-10 05:00"),
        ("reminder", "03-11 05:00"),
    ]


@pytest.mark.parametrize("hours", [1, 5, 48, 71, 72, 100, 240, 720, 2160, 9000])
def test_reminders_lie_between_start_and_due_and_never_twice(hours: int) -> None:
    due_at = MONDAY + timedelta(hours=hours)
    moments = [at for _, _, at in alarm_plan(MONDAY, due_at, CHICAGO)]
    assert moments == sorted(set(moments))
    assert (moments[0], moments[-2]) == (MONDAY, due_at)


def test_clocks_under_72_hours_are_told_at_once() -> None:
    assert told_at_once(MONDAY, MONDAY + timedelta(hours=71, minutes=59))
    assert not told_at_once(MONDAY, MONDAY + timedelta(hours=72))


def test_after_days_of_standstill_lateness_goes_on_from_today() -> None:
    assert days_late(MONDAY, MONDAY + timedelta(days=3, hours=5)) == 3
    assert next_late(MONDAY, MONDAY + timedelta(days=3, hours=5)) == (4, MONDAY + timedelta(days=4))


def test_each_day_of_being_late_tells_the_next_role_up_as_well() -> None:
    assert roles_told("records_custodian", 0) == ("records_custodian",)
    assert roles_told("records_custodian", 1) == ("records_custodian", "privacy_officer")
    assert roles_told("records_custodian", 9) == ("records_custodian", "privacy_officer", "superintendent")


def test_every_role_that_can_answer_has_a_chain_that_ends_at_the_top() -> None:
    assert set(CHAIN) == set(ROLE_NAMES) - {"auditor"}
    assert all({"privacy_officer", "superintendent"} <= set(roles_above(role)) for role in CHAIN)
