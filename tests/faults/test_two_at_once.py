"""Two sweeps or two senders at once, on real connections: nothing is told or sent twice, nothing is left."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from deadlines.models import Alarm, Deadline
from deadlines.services import deadline_open_for_event
from deadlines.sweep import Swept, sweep
from district.models import AdoptedPack, District, User
from notices.models import Message, MessageLine
from notices.services import messages_send_due
from tests.factories.deadlines import DeadlineFactory, alarm_of
from tests.notices.smtp import smtp_server

NOW = datetime(2026, 3, 17, 5, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bella(transactional_db: None) -> User:
    District.objects.create(
        name="Prairie Lantern District 900",
        address="1 Lantern Way",
        state="IL",
        time_zone="America/Chicago",
        enrolment=9,
    )
    user = User.objects.create_user("bella@prairie-lantern.example", name="Bella Fictional")
    user.groups.add(Group.objects.get_or_create(name="business_manager")[0])
    return user


def at_once(times: int, work: Callable[[], Any]) -> list[Any]:
    """Run `work` in threads that start together, each on a connection of its own."""
    barrier = Barrier(times)

    def run(_: int) -> Any:
        try:
            barrier.wait(timeout=120)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_sweeps_at_once_tell_each_alarm_once(bella: User) -> None:
    for number, clock in enumerate(DeadlineFactory.create_batch(60)):
        short = number % 2
        if short:
            Deadline.objects.filter(pk=clock.pk).update(started_at=NOW - timedelta(hours=48))
        alarm_of(clock, "due", NOW)
    swept: list[Swept] = at_once(4, lambda: sweep(now=NOW, batch=7))
    assert sum(one.told for one in swept) == 60
    assert Alarm.objects.filter(kind="due", state="fired", outcome="told").count() == 60
    assert MessageLine.objects.count() == 60
    assert Message.objects.filter(digest=True).count() == 1
    assert Message.objects.filter(digest=False).count() == 30


def test_senders_at_once_send_each_message_once(bella: User, settings: Any) -> None:
    for clock in DeadlineFactory.create_batch(20, started_at=NOW - timedelta(hours=48)):
        alarm_of(clock, "due", NOW)
    sweep(now=NOW)
    with smtp_server(settings) as keeper:
        counts = at_once(3, lambda: messages_send_due(now=NOW))
    assert sum(one.sent for one in counts) == 20
    assert len({email["Message-ID"] for email in keeper.mail}) == len(keeper.mail) == 20


def test_one_event_reported_twice_at_once_opens_its_clocks_once(bella: User) -> None:
    AdoptedPack.objects.create(pack="il-soppa", adopted_on=NOW.date() - timedelta(days=30))
    district = District.objects.get()
    opened = at_once(
        4,
        lambda: deadline_open_for_event(subject=district, event="agreement_signed", at=NOW, actor=bella, now=NOW),
    )
    assert Deadline.objects.count() == 1
    assert Alarm.objects.filter(kind="opened").count() == 1
    assert len({clock.pk for clocks in opened for clock in clocks}) == 1
