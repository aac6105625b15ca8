"""Letters that left meet the clocks that letters meet: when nothing of the breach's mailings is under way."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Model

from breaches.clocks import clocks_recount
from breaches.clocks.holding import breach_hold_lift, breach_hold_place
from breaches.models import Breach, Stage
from breaches.selectors import steps_taken
from breaches.services.facts import breach_determine
from breaches.services.states import breach_move
from breaches.services.tasks import APPROVE_SENDING
from district.audit import SystemActor
from district.models import District, User
from notices.hooks import mailing_left
from notices.models import Mailing, MailingState
from notices.services.mailings import mailing_approve, mailing_resume
from notices.services.mailings.states import MailingRefused
from tests.breaches.clockcases import adopt, breach_of, clocks, facts
from tests.factories.contracts import SignedAgreementFactory

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=ZoneInfo("America/Chicago"))
SENT = NOW + timedelta(days=2)
SENDER = SystemActor("timer:mailings")


@pytest.fixture
def sonia(person: Callable[..., User]) -> User:
    """The superintendent."""
    return person("Sonia Fictional", "superintendent")


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


def test_the_last_message_meets_the_clock(breach: Breach, dana: User, dirk: User) -> None:
    left(mailing(breach, dana, approved_by=dirk, approved_at=NOW))
    assert (letters(breach).state, letters(breach).closed_at) == ("met", SENT)


def test_letters_approved_tick_the_task_and_families_are_being_notified(
    breach: Breach, dana: User, sonia: User
) -> None:
    breach_determine(breach=breach, at=NOW, reason="The logs say so.", actor=dana, now=NOW)
    mailing_approve(mailing=mailing(breach, dana, state=MailingState.WAITING), actor=sonia, now=NOW)
    step = steps_taken(breach)[-1]
    assert (step.state, step.actor) == (Stage.NOTIFYING, sonia.name)
    assert step.reason == "letters approved by Sonia Fictional"
    task = breach.tasks.get(key=APPROVE_SENDING)
    assert (task.evidence, task.done_by) == ("Sonia Fictional approved “Letter to families”.", sonia.email)
    assert letters(breach).state == "open", "nothing has left yet"


def test_letters_of_what_is_no_breach_any_more_are_not_approved(breach: Breach, dana: User, sonia: User) -> None:
    breach_determine(breach=breach, at=NOW, reason="The logs say so.", actor=dana, now=NOW)
    waiting = mailing(breach, dana, state=MailingState.WAITING)
    breach_move(breach, Stage.NOT_A_BREACH, dana, NOW, "It was a test of the operator's.")
    with pytest.raises(MailingRefused, match="is not a breach: letters go out once"):
        mailing_approve(mailing=waiting, actor=sonia, now=NOW)
    waiting.refresh_from_db()
    assert waiting.state == MailingState.WAITING


def test_a_hold_that_was_placed_since_stops_the_approval(breach: Breach, dana: User, sonia: User) -> None:
    breach_determine(breach=breach, at=NOW, reason="The logs say so.", actor=dana, now=NOW)
    waiting = mailing(breach, dana, state=MailingState.WAITING)
    breach_hold_place(
        breach=breach, document=b"%PDF-1.4 please wait", document_name="request.pdf",
        requested_by="Prairie Lantern Police (fictional)", actor=dana, now=NOW,
    )  # fmt: skip
    with pytest.raises(MailingRefused, match="A hold is in force"):
        mailing_approve(mailing=waiting, actor=sonia, now=NOW)
    assert Breach.objects.get(pk=breach.pk).state == Stage.DETERMINED


def test_letters_paused_by_a_hold_do_not_go_on_before_it_is_lifted(breach: Breach, dana: User, sonia: User) -> None:
    breach_determine(breach=breach, at=NOW, reason="The logs say so.", actor=dana, now=NOW)
    running = mailing_approve(mailing=mailing(breach, dana, state=MailingState.WAITING), actor=sonia, now=NOW)
    breach_hold_place(
        breach=breach, document=b"%PDF-1.4 please wait", document_name="request.pdf",
        requested_by="Prairie Lantern Police (fictional)", actor=dana, now=NOW,
    )  # fmt: skip
    running.refresh_from_db()
    assert running.state == MailingState.PAUSED
    with pytest.raises(MailingRefused, match="A hold is in force"):
        mailing_resume(mailing=running, actor=sonia, now=NOW)
    breach_hold_lift(breach=breach, actor=dana, now=NOW)
    assert mailing_resume(mailing=running, actor=sonia, now=NOW).state == MailingState.RUNNING


def test_more_letters_of_a_breach_that_was_closed_open_it_again(breach: Breach, dana: User, sonia: User) -> None:
    breach_determine(breach=breach, at=NOW, reason="The logs say so.", actor=dana, now=NOW)
    breach_move(breach, Stage.CLOSED, dana, NOW, "Nothing more came in.")
    mailing_approve(mailing=mailing(breach, dana, state=MailingState.WAITING), actor=sonia, now=SENT)
    assert Breach.objects.get(pk=breach.pk).state == Stage.NOTIFYING


def test_an_approved_mailing_about_something_else_is_left_alone(
    breach: Breach, dana: User, sonia: User, district: District
) -> None:
    mailing_approve(mailing=mailing(district, dana, state=MailingState.WAITING), actor=sonia, now=NOW)
    mailing_approve(mailing=mailing(breach, dana, state=MailingState.WAITING, purpose="other"), actor=sonia, now=NOW)
    assert breach.tasks.get(key=APPROVE_SENDING).done_at is None


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
