"""The tick: what is due rings once, however late, and one bad row stops nothing."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deadlines.firing import Firing, service_for
from deadlines.models import Alarm, Deadline, Heartbeat
from deadlines.services import deadline_meet
from deadlines.sweep import sweep
from district.models import District, User
from districtprivacy.timers import TIMERS
from notices.models import Message, MessageLine
from notices.services import alarms_announce
from tests.factories.deadlines import DeadlineFactory, alarm_of

SIGNED = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
DUE = datetime(2026, 3, 17, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clock(district: District, bella: User, dana: User, sam: User) -> Deadline:
    """A clock without alarms of its own; its tests lay them."""
    return DeadlineFactory()


def outcomes(clock: Deadline) -> list[tuple[str, str]]:
    return list(clock.alarms.exclude(state="pending").values_list("kind", "outcome"))


def lines_to(user: User) -> list[str]:
    return list(MessageLine.objects.filter(message__recipient=user).values_list("text", flat=True))


def test_what_is_due_is_told_and_what_is_not_waits(clock: Deadline, bella: User) -> None:
    alarm_of(clock, "reminder", SIGNED, step=1)
    alarm_of(clock, "due", DUE)
    assert sweep(now=SIGNED).told == 1
    assert outcomes(clock) == [("reminder", "told")]
    assert lines_to(bella) == [
        f"Reminder: Post the agreement. {clock.subject_name}. Due by the end of Monday 16 March 2026."
    ]


def test_an_instant_before_is_too_early(clock: Deadline) -> None:
    alarm_of(clock, "due", DUE)
    assert sweep(now=DUE - timedelta(microseconds=1)).told == 0


def test_a_second_sweep_tells_nothing_again(clock: Deadline) -> None:
    alarm_of(clock, "due", DUE)
    sweep(now=DUE)
    assert sweep(now=DUE + timedelta(minutes=1)).told == 0
    assert MessageLine.objects.count() == 1


def test_after_days_of_standstill_the_most_urgent_is_told_once_and_marked_late(clock: Deadline, bella: User) -> None:
    for kind, step, at in [("opened", 0, SIGNED), ("reminder", 1, SIGNED + 7 * DAY), ("reminder", 2, DUE - DAY)]:
        alarm_of(clock, kind, at, step=step)
    alarm_of(clock, "due", DUE)
    alarm_of(clock, "late", DUE + DAY, step=1)
    swept = sweep(now=DUE + timedelta(days=3, hours=2))
    assert (swept.told, swept.late, swept.quiet) == (1, 1, 4)
    assert outcomes(clock) == [
        ("opened", "folded"),
        ("reminder", "folded"),
        ("reminder", "folded"),
        ("due", "folded"),
        ("late", "told_late"),
    ]
    (line,) = lines_to(bella)
    assert line.startswith("Late for 3 days: Post the agreement.")
    assert "told late" in line


def test_after_the_standstill_it_goes_on_tomorrow_without_making_up_lost_days(clock: Deadline) -> None:
    alarm_of(clock, "late", DUE + DAY, step=1)
    sweep(now=DUE + timedelta(days=3, hours=2))
    following = clock.alarms.get(state="pending")
    assert (following.kind, following.step, following.fires_at) == ("late", 4, DUE + 4 * DAY)


def test_being_late_goes_one_role_up_each_day(clock: Deadline, bella: User, dana: User, sam: User) -> None:
    alarm_of(clock, "due", DUE)
    alarm_of(clock, "late", DUE + DAY, step=1)
    told = []
    for day in range(3):
        sweep(now=DUE + day * DAY)
        told.append([len(lines_to(user)) for user in (bella, dana, sam)])
    assert told == [[1, 0, 0], [2, 1, 0], [3, 2, 1]]


def test_a_clock_that_was_met_in_the_meantime_is_not_told(clock: Deadline, dana: User) -> None:
    deadline_meet(deadline=clock, at=SIGNED, actor=dana, now=SIGNED)
    alarm_of(clock, "due", DUE)
    assert sweep(now=DUE).told == 0
    assert outcomes(clock) == [("due", "closed")]


def test_folding_works_across_batches(clock: Deadline) -> None:
    alarm_of(clock, "reminder", DUE - DAY, step=1)
    alarm_of(clock, "due", DUE)
    assert sweep(now=DUE, batch=1).told == 1
    assert outcomes(clock) == [("reminder", "folded"), ("due", "told")]


def fails_for_one(*, firings: Sequence[Firing], now: datetime) -> None:
    """A service that chokes on one clock, after having told the others of its batch."""
    alarms_announce(firings=firings, now=now)
    if any(firing.title == "Choke" for firing in firings):
        raise RuntimeError("choked")


@pytest.fixture
def choking(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(TIMERS, "*", f"{__name__}.fails_for_one")
    service_for.cache_clear()
    yield
    service_for.cache_clear()


@pytest.mark.usefixtures("choking")
def test_one_bad_row_is_set_aside_and_the_rest_is_told(clock: Deadline) -> None:
    good = [alarm_of(deadline, "due", DUE) for deadline in DeadlineFactory.create_batch(5)]
    bad = alarm_of(DeadlineFactory(title="Choke"), "due", DUE)
    swept = sweep(now=DUE)
    bad.refresh_from_db()
    assert (swept.told, swept.failing) == (5, 1)
    assert (bad.state, bad.failures, bad.last_error) == ("failing", 1, "RuntimeError: choked")
    assert bad.retry_at == DUE + timedelta(minutes=5)
    assert Alarm.objects.filter(pk__in=[alarm.pk for alarm in good], state="fired").count() == 5
    assert not MessageLine.objects.filter(deadline=bad.deadline).exists()


@pytest.mark.usefixtures("choking")
def test_a_failing_row_is_tried_again_ever_more_seldom(clock: Deadline) -> None:
    bad = alarm_of(DeadlineFactory(title="Choke"), "due", DUE)
    sweep(now=DUE)
    assert sweep(now=DUE + timedelta(minutes=4)).failing == 0
    assert sweep(now=DUE + timedelta(minutes=5)).failing == 1
    bad.refresh_from_db()
    assert (bad.failures, bad.retry_at) == (2, DUE + timedelta(minutes=15))


def test_a_failing_row_that_works_again_is_told(clock: Deadline, bella: User) -> None:
    alarm = alarm_of(clock, "due", DUE, state="failing", failures=3, last_error="choked", retry_at=DUE)
    assert sweep(now=DUE + timedelta(hours=1)).told == 1
    alarm.refresh_from_db()
    assert (alarm.state, alarm.outcome, alarm.retry_at) == ("fired", "told_late", None)
    assert len(lines_to(bella)) == 1


def test_a_clock_that_nobody_answers_for_fails_in_sight(district: District) -> None:
    alarm = alarm_of(DeadlineFactory(), "due", DUE)
    assert sweep(now=DUE).failing == 1
    alarm.refresh_from_db()
    assert "Nobody holds the role business_manager" in alarm.last_error


def test_without_a_holder_the_next_role_up_is_told(district: District, dana: User) -> None:
    alarm_of(DeadlineFactory(), "due", DUE)
    sweep(now=DUE)
    assert len(lines_to(dana)) == 1


def test_the_longest_rule_prefix_names_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TIMERS, "il-soppa.breach", "a.path")
    monkeypatch.setitem(TIMERS, "due", "another.path")
    service_for.cache_clear()
    assert service_for("il-soppa.breach.notify-parents", "due") == "a.path"
    assert service_for("il-soppa.agreement.post", "due") == "another.path"
    assert service_for("il-soppa.agreement.post", "late") == TIMERS["*"]
    service_for.cache_clear()


def test_every_service_in_the_table_can_be_found() -> None:
    from django.utils.module_loading import import_string

    assert all(callable(import_string(path)) for path in TIMERS.values())


def queries_of_sweep(clocks: int, now: datetime) -> int:
    for clock in DeadlineFactory.create_batch(clocks):
        alarm_of(clock, "due", now)
    with CaptureQueriesContext(connection) as queries:
        assert sweep(now=now).told == clocks
    return len(queries)


def test_telling_many_takes_no_more_queries_than_telling_one(clock: Deadline) -> None:
    assert queries_of_sweep(1, DUE) == queries_of_sweep(30, DUE + timedelta(hours=1))


def test_the_sweep_leaves_a_sign_of_life(clock: Deadline) -> None:
    sweep(now=SIGNED)
    assert Heartbeat.objects.get(name="tick").at == SIGNED


def test_the_command_sweeps_and_sends_and_says_so_in_one_line(
    clock: Deadline, capsys: pytest.CaptureFixture[str]
) -> None:
    short = DeadlineFactory(started_at=SIGNED, due_at=SIGNED + timedelta(hours=48))
    alarm_of(short, "due", short.due_at)
    call_command("tick")
    assert capsys.readouterr().out == "told 1 (late 1), quiet 0, failing 0; sent 3, delayed 0, failed 0\n"
    assert set(Message.objects.values_list("recipient__email", "state")) == {
        (user.email, "sent")
        for user in User.objects.all()  # so late that the whole chain is told
    }
