"""Letters that left meet the clocks that letters meet: when nothing of the breach's mailings is under way."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Model

from breaches.clocks import clocks_recount
from breaches.models import Breach
from district.audit import SystemActor
from district.models import District, User
from notices.hooks import mailing_left
from notices.models import Mailing, MailingState
from tests.breaches.clockcases import adopt, breach_of, clocks, facts
from tests.factories.contracts import SignedAgreementFactory

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=ZoneInfo("America/Chicago"))
SENT = NOW + timedelta(days=2)
SENDER = SystemActor("timer:mailings")


@pytest.fixture
def breach(district: District, dana: User) -> Breach:
    adopt("il-soppa")
    made = breach_of(dana, NOW, SignedAgreementFactory())
    facts(made, dana, NOW, district_notified=NOW)
    clocks_recount(made, dana, NOW)
    return made


def mailing(subject: Model, by: User, **more: Any) -> Mailing:
    values = {"title": "Letter to families", "state": MailingState.DONE, "prepared_by": by, "prepared_at": NOW} | more
    return Mailing.objects.create(subject=subject, **values)


def left(one: Mailing, at: datetime = SENT) -> None:
    mailing_left(mailing=one, at=at, actor=SENDER, now=at)


def letters(breach: Breach) -> Any:
    return clocks(breach)["breach.notify-parents", "policy"]


def test_the_last_message_meets_the_clock_and_ticks_the_approval(breach: Breach, dana: User, dirk: User) -> None:
    left(mailing(breach, dana, approved_by=dirk, approved_at=NOW))
    assert (letters(breach).state, letters(breach).closed_at) == ("met", SENT)
    task = breach.tasks.get(key="house.approve-sending")
    assert task.evidence == "Dirk Fictional approved “Letter to families”."


def test_another_mailing_under_way_keeps_it_open(breach: Breach, dana: User) -> None:
    other = mailing(breach, dana, state=MailingState.RUNNING)
    left(mailing(breach, dana, left_at=SENT))
    assert letters(breach).state == "open"
    later = SENT + timedelta(days=1)
    other.state, other.left_at = MailingState.DONE, later
    other.save()
    left(other, at=later)
    assert letters(breach).closed_at == later


def test_a_draft_that_nobody_sends_keeps_nothing_open(breach: Breach, dana: User) -> None:
    mailing(breach, dana, state=MailingState.DRAFT)
    left(mailing(breach, dana))
    assert letters(breach).state == "met"


def test_mailings_about_something_else_are_left_alone(breach: Breach, dana: User, district: District) -> None:
    left(mailing(district, dana))
    left(mailing(breach, dana, purpose="something-else"))
    assert letters(breach).state == "open"


def test_told_twice_changes_nothing(breach: Breach, dana: User) -> None:
    one = mailing(breach, dana)
    left(one)
    left(one, at=SENT + timedelta(days=5))
    assert letters(breach).closed_at == SENT
