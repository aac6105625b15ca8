"""Digests for long clocks, messages at once for short ones, each thing once."""

from datetime import UTC, date, datetime, timedelta

from deadlines.models import Deadline
from deadlines.sweep import sweep
from district.models import District, User
from notices.models import Message, MessageLine
from notices.services import messages_send_due
from tests.factories.deadlines import DeadlineFactory, alarm_of

MORNING = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 9 a.m. in Chicago, after the digest of 7
NEXT_DIGEST = datetime(2026, 3, 3, 13, 0, tzinfo=UTC)  # 7 a.m. the next day


def short_clock() -> Deadline:
    return DeadlineFactory(title="Tell families", started_at=MORNING, due_at=MORNING + timedelta(hours=48))


def test_everything_of_a_day_is_one_digest(district: District, bella: User) -> None:
    for clock in DeadlineFactory.create_batch(3):
        alarm_of(clock, "reminder", MORNING)
    sweep(now=MORNING)
    sweep(now=MORNING + timedelta(hours=1))
    digest = Message.objects.get()
    assert (digest.digest, digest.send_after, digest.lines.count()) == (True, NEXT_DIGEST, 3)
    assert digest.subject == "Clocks that need you, Tuesday 3 March 2026"


def test_before_its_hour_the_digest_is_todays(district: District, bella: User) -> None:
    alarm_of(DeadlineFactory(), "reminder", MORNING)
    sweep(now=NEXT_DIGEST - timedelta(minutes=1))
    assert Message.objects.get().send_after == NEXT_DIGEST


def test_a_digest_that_has_left_takes_no_more_lines(district: District, bella: User) -> None:
    alarm_of(DeadlineFactory(), "reminder", MORNING)
    sweep(now=NEXT_DIGEST - timedelta(minutes=5))
    messages_send_due(now=NEXT_DIGEST)
    alarm_of(DeadlineFactory(), "reminder", MORNING)
    sweep(now=NEXT_DIGEST - timedelta(minutes=1))  # a slow sweep that began before the digest left
    assert [message.send_after for message in Message.objects.order_by("send_after")] == [
        NEXT_DIGEST,
        NEXT_DIGEST + timedelta(days=1),
    ]


def test_a_short_clock_is_told_at_once(district: District, bella: User) -> None:
    alarm_of(short_clock(), "reminder", MORNING + timedelta(hours=24), step=1)
    now = MORNING + timedelta(hours=24)
    sweep(now=now)
    message = Message.objects.get()
    assert (message.digest, message.send_after, message.address) == (False, now, bella.email)
    assert message.subject.startswith("Reminder: Tell families")
    assert "Due by Wednesday 4 March 2026, 9:00 a.m." in message.lines.get().text


def test_the_owner_is_told_beside_the_role_and_nobody_twice(district: District, bella: User, dirk: User) -> None:
    alarm_of(DeadlineFactory(owner=dirk), "reminder", MORNING)
    alarm_of(DeadlineFactory(owner=bella), "reminder", MORNING)
    sweep(now=MORNING)
    assert MessageLine.objects.filter(message__recipient=bella).count() == 2
    assert MessageLine.objects.filter(message__recipient=dirk).count() == 1


def test_people_who_may_not_sign_in_are_not_told(district: District, bella: User, dana: User) -> None:
    bella.is_active = False
    bella.save(update_fields=["is_active"])
    alarm_of(DeadlineFactory(owner=bella), "reminder", MORNING)
    sweep(now=MORNING)
    assert Message.objects.get().recipient == dana


def test_the_last_day_is_called_today(district: District, bella: User) -> None:
    clock = DeadlineFactory(
        last_day=date(2026, 3, 2), due_at=datetime(2026, 3, 3, 6, tzinfo=UTC), started_at=MORNING - timedelta(days=14)
    )
    alarm_of(clock, "reminder", MORNING)
    sweep(now=MORNING)
    assert MessageLine.objects.get().text.startswith("Due today: ")


def test_the_most_urgent_line_stands_first(district: District, bella: User) -> None:
    alarm_of(DeadlineFactory(title="New thing"), "opened", MORNING)
    alarm_of(DeadlineFactory(title="Late thing", due_at=MORNING - timedelta(days=2)), "late", MORNING, step=2)
    sweep(now=MORNING)
    first, second = MessageLine.objects.filter(message__recipient=bella)
    assert "Late thing" in first.text
    assert "New thing" in second.text
