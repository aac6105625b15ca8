"""The clocks of what is asked: reminders, overdue, escalation; told once, however often the sweep runs."""

from collections.abc import Callable
from datetime import datetime

import pytest

from contracts.models import AgreementState
from deadlines.sweep import sweep
from district.models import District, PrivateLink, User
from inventory.asking.links import LEAVING
from inventory.asking.services import ask_answer
from inventory.asking.services.clocks import clocks_open
from inventory.leaving.presenters import next_step
from inventory.leaving.services import leaving_reopen, leaving_withdraw
from inventory.models import AskKind, Leaving
from notices.models import Message
from tests.inventory.leaving_cast import DAY, HOUR, MONDAY, Ends, asked, ended, ends_made, mails_to, part

PAT = "pat@maple-reader.example"
LATE = datetime.fromisoformat("2026-04-02T15:00:00+00:00")


@pytest.fixture
def cast(district: District, person: Callable[..., User]) -> Ends:
    return ends_made(district, person)


@pytest.fixture
def leaving(cast: Ends) -> Leaving:
    return asked(cast, ended(cast))


def subjects(email: str) -> list[str]:
    return [mail.subject for mail in mails_to(email)]


def test_the_operator_is_reminded_before_the_last_day(leaving: Leaving) -> None:
    sweep(now=LATE - 3 * DAY)
    assert any(subject.startswith("Reminder:") for subject in subjects(PAT))
    assert part(leaving).reminded >= 1
    assert part(leaving).overdue_at is None


def test_after_the_last_day_it_is_overdue_once_and_the_heads_are_told(cast: Ends, leaving: Leaving) -> None:
    for _ in range(2):
        sweep(now=LATE)
    overdue = [subject for subject in subjects(PAT) if subject.startswith("Overdue:")]
    assert len(overdue) == leaving.asks.filter(state="asked").count()
    assert part(leaving).overdue_at == LATE
    assert "Overdue: the last day was Wednesday 1 April 2026." in [step.words for step in part(leaving).steps.all()]
    sweep(now=LATE + DAY)
    told = Message.objects.filter(recipient=cast.dana, subject__startswith="Deletion:")
    assert [message for message in told if "has not answered" in message.body]


def test_what_was_answered_rings_no_more(leaving: Leaving, cast: Ends) -> None:
    ask = part(leaving, AskKind.RETURN)
    ask_answer(ask=ask, outcome="done", statement="Sent.", by="Pat Fictional", actor=cast.dana, now=MONDAY + DAY)
    sweep(now=LATE)
    assert part(leaving, AskKind.RETURN).overdue_at is None


def withdrawn_and_reopened(leaving: Leaving, cast: Ends, again: datetime) -> Leaving:
    leaving_withdraw(leaving=leaving, because="It was renewed.", actor=cast.dana, now=MONDAY + DAY)
    return leaving_reopen(leaving=leaving, because="It was not.", actor=cast.dana, now=again)


def test_an_end_that_is_opened_again_rings_again(leaving: Leaving, cast: Ends) -> None:
    before = {(clock.pk, clock.last_day) for clock in clocks_open(part(leaving))}
    withdrawn_and_reopened(leaving, cast, MONDAY + 5 * DAY)
    assert {(clock.pk, clock.last_day) for clock in clocks_open(part(leaving))} == before
    sent = len(mails_to(PAT))
    sweep(now=LATE - 3 * DAY)
    reminded = subjects(PAT)[sent:]
    assert reminded
    assert all(subject.startswith("Reminder:") for subject in reminded)
    assert PrivateLink.objects.filter(purpose=LEAVING, revoked_at=None).exists(), "the reminder brings a new link"
    sweep(now=LATE)
    assert part(leaving).overdue_at == LATE


def test_one_whose_day_passed_meanwhile_is_late_at_once(leaving: Leaving, cast: Ends) -> None:
    again = LATE + 10 * DAY
    withdrawn_and_reopened(leaving, cast, again)
    sweep(now=again + HOUR)
    assert part(leaving).overdue_at == again + HOUR
    assert any(subject.startswith("Overdue:") for subject in subjects(PAT))


def test_what_was_answered_before_does_not_run_again(leaving: Leaving, cast: Ends) -> None:
    ask = part(leaving, AskKind.RETURN)
    ask_answer(ask=ask, outcome="done", statement="Sent.", by="Pat Fictional", actor=cast.dana, now=MONDAY + 2 * HOUR)
    withdrawn_and_reopened(leaving, cast, MONDAY + 5 * DAY)
    assert clocks_open(part(leaving, AskKind.RETURN)) == []
    assert len(clocks_open(part(leaving))) == 1


def test_a_clock_that_counts_from_the_end_runs_again_before_anybody_was_asked(cast: Ends) -> None:
    leaving = ended(cast)
    before = [clock.last_day for clock in clocks_open(part(leaving))]
    withdrawn_and_reopened(leaving, cast, MONDAY + 5 * DAY)
    assert len(before) == 1
    assert [clock.last_day for clock in clocks_open(part(leaving))] == before


def test_an_agreement_that_was_renewed_after_all_has_its_operator_reminded_of_nothing(
    cast: Ends, leaving: Leaving
) -> None:
    cast.agreement.state = AgreementState.SIGNED
    cast.agreement.save()
    sweep(now=LATE)
    assert len(mails_to(PAT)) == 1
    again = Leaving.objects.get()
    assert next_step(again, [], today=LATE.date(), may_work=True).action == "Withdraw this"
