"""The clocks of what is asked: reminders, overdue, escalation; told once, however often the sweep runs."""

from collections.abc import Callable
from datetime import datetime

import pytest

from contracts.models import AgreementState
from deadlines.sweep import sweep
from district.models import District, User
from inventory.asking.services import ask_answer
from inventory.leaving.presenters import next_step
from inventory.models import AskKind, Leaving
from notices.models import Message
from tests.inventory.leaving_cast import DAY, MONDAY, Ends, asked, ended, ends_made, mails_to, part

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


def test_an_agreement_that_was_renewed_after_all_has_its_operator_reminded_of_nothing(
    cast: Ends, leaving: Leaving
) -> None:
    cast.agreement.state = AgreementState.SIGNED
    cast.agreement.save()
    sweep(now=LATE)
    assert len(mails_to(PAT)) == 1
    again = Leaving.objects.get()
    assert next_step(again, [], today=LATE.date(), may_work=True).action == "Withdraw this"
