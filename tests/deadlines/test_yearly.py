"""The year itself starts duties: the posting period, and the notice at the beginning of the school year."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from deadlines.models import Deadline
from deadlines.services import deadline_meet, deadline_meet_for, deadline_withdraw, deadlines_recompute, yearly_open
from deadlines.ticking import tick_run
from district.models import AdoptedPack, District, User

CHICAGO = ZoneInfo("America/Chicago")
REFRESH = "il-soppa.posting.refresh"
NOTICE = "il-soppa.notice.school-year"
SPRING = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def local(year: int, month: int, day: int, hour: int = 13) -> datetime:
    return datetime(year, month, day, hour, tzinfo=CHICAGO)


def refreshes() -> list[tuple[date, date, str]]:
    rows = Deadline.objects.filter(rule=REFRESH).order_by("started_at")
    return [(row.started_at.astimezone(CHICAGO).date(), row.last_day, row.state) for row in rows]


def test_the_running_posting_period_opens_with_the_district_as_its_subject(adopted: District) -> None:
    (clock,) = yearly_open(now=SPRING)
    assert clock.subject == adopted
    assert refreshes() == [(date(2026, 2, 1), date(2026, 7, 31), "open")]


def test_again_opens_nothing(adopted: District) -> None:
    yearly_open(now=SPRING)
    for day in range(0, 150, 10):
        assert yearly_open(now=SPRING + timedelta(days=day)) == []
    assert len(refreshes()) == 1


@pytest.mark.parametrize(
    ("now", "last_day"),
    [
        (local(2026, 1, 31), date(2026, 1, 31)),
        (local(2026, 1, 31, 23), date(2026, 1, 31)),
        (local(2026, 2, 1), date(2026, 7, 31)),
        (local(2026, 7, 31), date(2026, 7, 31)),
        (local(2026, 8, 1), date(2027, 1, 31)),
        (local(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_a_due_day_belongs_to_the_period_that_it_ends(adopted: District, now: datetime, last_day: date) -> None:
    (clock,) = yearly_open(now=now)
    assert clock.last_day == last_day


def test_the_next_period_opens_when_the_met_one_is_over(adopted: District, dana: User) -> None:
    yearly_open(now=SPRING)
    deadline_meet_for(subject=adopted, rule=REFRESH, at=local(2026, 7, 1), actor=dana, now=local(2026, 7, 1))
    assert yearly_open(now=local(2026, 7, 31, 23)) == []
    yearly_open(now=local(2026, 8, 1))
    assert refreshes() == [
        (date(2026, 2, 1), date(2026, 7, 31), "met"),
        (date(2026, 8, 1), date(2027, 1, 31), "open"),
    ]


def test_each_period_has_its_clock_also_while_an_earlier_one_is_late(adopted: District, dana: User) -> None:
    (late,) = yearly_open(now=SPRING)
    yearly_open(now=local(2026, 9, 10))
    assert yearly_open(now=local(2026, 9, 11)) == []
    deadline_meet(deadline=late, at=local(2026, 9, 12), actor=dana, now=local(2026, 9, 12))
    assert yearly_open(now=local(2026, 9, 13)) == []
    assert refreshes() == [
        (date(2026, 2, 1), date(2026, 7, 31), "met"),
        (date(2026, 8, 1), date(2027, 1, 31), "open"),
    ]


def test_a_withdrawn_period_stays_withdrawn(adopted: District, dana: User) -> None:
    (clock,) = yearly_open(now=SPRING)
    deadline_withdraw(deadline=clock, reason="Not ours.", actor=dana, now=SPRING)
    assert yearly_open(now=SPRING + timedelta(days=1)) == []


def test_a_time_zone_put_right_keeps_the_period(adopted: District, dana: User) -> None:
    yearly_open(now=SPRING)
    District.objects.update(time_zone="America/Los_Angeles")
    deadlines_recompute(because="The time zone was put right.", actor=dana, now=SPRING)
    assert yearly_open(now=SPRING) == []
    assert [last_day for _, last_day, _ in refreshes()] == [date(2026, 7, 31)]


def test_without_a_district_nothing_opens(db: None) -> None:
    assert yearly_open(now=SPRING) == []


def test_without_a_pack_nothing_opens(district: District) -> None:
    assert yearly_open(now=SPRING) == []


def test_a_pack_that_is_no_longer_adopted_opens_nothing(adopted: District) -> None:
    AdoptedPack.objects.update(ended_on=date(2026, 1, 1))
    assert yearly_open(now=SPRING) == []


@pytest.fixture
def august(adopted: District) -> District:
    adopted.school_year_starts_on = date(2026, 8, 17)
    adopted.save()
    return adopted


def notices() -> list[Deadline]:
    return list(Deadline.objects.filter(rule=NOTICE).order_by("started_at"))


def test_the_school_year_starts_its_notice_on_its_first_day(august: District) -> None:
    yearly_open(now=local(2026, 8, 16, 23))
    assert notices() == []
    yearly_open(now=local(2026, 8, 17, 0))
    (notice,) = notices()
    assert (notice.started_at, notice.last_day) == (local(2026, 8, 17, 0), date(2026, 8, 17))


def test_a_first_day_put_right_afterwards_opens_no_second_notice(august: District) -> None:
    yearly_open(now=local(2026, 8, 18))
    District.objects.update(school_year_starts_on=date(2026, 8, 19))
    yearly_open(now=local(2026, 8, 20))
    assert len(notices()) == 1
    District.objects.update(school_year_starts_on=date(2027, 8, 16))
    yearly_open(now=local(2027, 8, 16))
    assert len(notices()) == 2


def test_a_school_year_that_began_long_ago_is_not_called_late(august: District) -> None:
    yearly_open(now=local(2026, 11, 20))
    assert notices() == []


def test_the_tick_opens_and_tells(august: District, dana: User) -> None:
    assert tick_run(now=local(2026, 8, 17, 8)).told == 2
    assert {clock.rule for clock in Deadline.objects.all()} == {REFRESH, NOTICE}
