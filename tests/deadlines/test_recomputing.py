"""When the calendar changes, open clocks are counted anew, with the old reasons kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deadlines.models import Deadline
from deadlines.selectors import deadline_reasons
from deadlines.services import deadline_meet, deadline_open_until, deadlines_recompute, hold_lift, hold_place
from district.hooks import CALENDAR_CHANGED
from district.models import Closure, District, User
from tests.factories.deadlines import DeadlineFactory

SIGNED = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LATER = SIGNED + timedelta(days=2)
SNOW = "Snow day on 10 March."


@pytest.fixture
def snow(posting: Deadline) -> Deadline:
    Closure.objects.create(day=date(2026, 3, 10), name="Snow day")
    return posting


def test_a_closure_moves_the_clock_and_adds_its_reason(snow: Deadline, dana: User) -> None:
    result = deadlines_recompute(because=SNOW, actor=dana, now=LATER)
    snow.refresh_from_db()
    assert (result.moved, snow.last_day, snow.due_at) == (
        [snow.pk],
        date(2026, 3, 17),
        datetime(2026, 3, 18, 5, tzinfo=UTC),
    )
    newest, first = deadline_reasons(snow)
    assert (newest.because, first.last_day) == (SNOW, date(2026, 3, 16))
    assert any("Snow day" in step for step in newest.steps)


def test_its_people_are_told_and_its_alarms_laid_anew(snow: Deadline, dana: User) -> None:
    deadlines_recompute(because=SNOW, actor=dana, now=LATER)
    alarms = snow.alarms.filter(state="pending")
    assert alarms.filter(kind="moved", fires_at=LATER).count() == 1
    assert alarms.get(kind="due").fires_at == datetime(2026, 3, 18, 5, tzinfo=UTC)
    assert snow.alarms.get(kind="due", state="dropped").outcome == "relaid"


def test_moving_back_arms_the_old_alarms_again(snow: Deadline, dana: User) -> None:
    deadlines_recompute(because=SNOW, actor=dana, now=LATER)
    Closure.objects.all().delete()
    deadlines_recompute(because="No snow after all.", actor=dana, now=LATER + timedelta(hours=1))
    (due,) = snow.alarms.filter(kind="due", state="pending")
    assert due.fires_at == datetime(2026, 3, 17, 5, tzinfo=UTC)
    assert len(deadline_reasons(snow)) == 3


def test_a_clock_whose_date_stays_gets_no_new_row(letters: Deadline, dana: User) -> None:
    Closure.objects.create(day=date(2026, 3, 10), name="Snow day")
    assert deadlines_recompute(because=SNOW, actor=dana, now=LATER).stayed > 0
    assert len(deadline_reasons(letters)) == 1


def test_closed_clocks_stay_as_they_are(snow: Deadline, dana: User) -> None:
    deadline_meet(deadline=snow, at=LATER, actor=dana, now=LATER)
    assert deadlines_recompute(because=SNOW, actor=dana, now=LATER).moved == []


def test_a_lifted_hold_is_not_forgotten_when_counting_anew(letters: Deadline, dana: User) -> None:
    hold = hold_place(
        deadline=letters,
        document=b"wait",
        document_name="request.pdf",
        requested_by="Lantern County Sheriff",
        actor=dana,
        now=SIGNED,
    )
    when = letters.due_at + timedelta(days=3)
    hold_lift(hold=hold, actor=dana, now=when)
    deadlines_recompute(because="Nothing changed.", actor=dana, now=when + timedelta(hours=1))
    letters.refresh_from_db()
    assert letters.due_at == when


def test_a_rule_that_left_the_packs_keeps_its_date_and_is_named(district: District, dana: User) -> None:
    gone = DeadlineFactory(rule="il-soppa.no-such-duty")
    (refused,) = deadlines_recompute(because=SNOW, actor=dana, now=LATER).refused
    assert refused[0] == gone.pk
    assert "no duty" in refused[1]


def queries_for(clocks: int, dana: User) -> int:
    kind = ContentType.objects.get_for_model(District)
    DeadlineFactory.create_batch(clocks, subject_type=kind)
    Closure.objects.create(day=date(2026, 3, 10) + timedelta(days=Closure.objects.count() % 4), name="Closed")
    with CaptureQueriesContext(connection) as queries:
        assert len(deadlines_recompute(because=SNOW, actor=dana, now=LATER).moved) >= clocks
    return len(queries)


def test_many_clocks_cost_no_more_queries_than_few(district: District, dana: User) -> None:
    assert queries_for(2, dana) == queries_for(40, dana)


def test_the_clocks_listen_to_the_calendar() -> None:
    assert CALENDAR_CHANGED["deadlines"] is deadlines_recompute


def test_a_day_that_an_agreement_names_ends_in_todays_time_zone(district: District, dana: User) -> None:
    expiry = deadline_open_until(
        subject=district,
        rule="agreement.expiry",
        title="Renew or end the agreement",
        event="agreement_ends",
        last_day=date(2026, 6, 30),
        started_at=SIGNED,
        role="privacy_officer",
        because="The agreement's term ends on 2026-06-30.",
        citation="The agreement itself",
        actor=dana,
        now=SIGNED,
    )
    assert deadlines_recompute(because="Nothing changed.", actor=dana, now=LATER).moved == []
    District.objects.update(time_zone="America/Denver")
    assert deadlines_recompute(because="Another time zone.", actor=dana, now=LATER).moved == [expiry.pk]
    expiry.refresh_from_db()
    assert (expiry.last_day, expiry.due_at) == (date(2026, 6, 30), datetime(2026, 7, 1, 6, tzinfo=UTC))
    newest = deadline_reasons(expiry)[0]
    assert (newest.because, newest.citation) == ("Another time zone.", "The agreement itself")
    assert newest.steps == ["The agreement's term ends on 2026-06-30."]
    assert expiry.alarms.get(kind="due", state="pending").fires_at == expiry.due_at
