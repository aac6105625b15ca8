"""Time passes: reminders before and after the last day, silence, escalation, a case; nothing twice after a crash."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from deadlines.models import Alarm
from deadlines.selectors import clocks_of
from deadlines.sweep import sweep
from district.models import District, User
from notices.models import Message
from requests_portal.holders.services import (
    case_close,
    case_cure_link,
    case_open_for,
    task_accept,
    task_answer,
    task_ask,
    task_asked_by_hand,
    task_not_needed,
    task_send_back,
)
from requests_portal.holders.services import ringing as ringing_module
from requests_portal.holders.services.cases import evidence_of, notice_proposed
from requests_portal.holders.services.clocks import RULE
from requests_portal.models import OperatorCase, PrivacyRequest, RequestTask, TaskState
from requests_portal.services.steps import RequestRefused
from tests.factories.contracts import AgreementFactory
from tests.factories.vendors import ContactFactory
from tests.requests_portal.holders_cast import (
    TUESDAY,
    Holders,
    codes_of,
    holders_made,
    identified,
    mails_to,
    task_of,
)

LAST = date(2026, 3, 16)  # a Monday
PAT = "pat@maple-reader.example"


def noon(day: int) -> datetime:
    """Noon in Chicago, more or less, on a day of March 2026."""
    return datetime(2026, 3, day, 17, 0, tzinfo=UTC)


@pytest.fixture
def cast(district: District, person: Callable[..., User], dana: User, dirk: User) -> Holders:
    return holders_made(district, person)


@pytest.fixture
def request_(cast: Holders) -> PrivacyRequest:
    return identified(cast, kind="delete", products=[cast.reader, cast.counter])


@pytest.fixture
def task(cast: Holders, request_: PrivacyRequest) -> RequestTask:
    return task_ask(
        task=task_of(request_, cast.maple), contact=cast.pat, last_day=LAST, actor=cast.custodian, now=TUESDAY
    )


@pytest.fixture
def silent(task: RequestTask) -> RequestTask:
    sweep(now=noon(17))
    task.refresh_from_db()
    return task


def answered(cast: Holders, task: RequestTask, now: datetime) -> RequestTask:
    return task_answer(
        task=task, outcome="confirmed", statement="Done.", by="Pat Fictional", actor=cast.custodian, now=now
    )


def kinds(email: str = PAT) -> list[str]:
    """What the mails to an operator were: asked, reminder, silent, ..."""
    return [message.key.split(".")[4] for message in mails_to(email)]


def test_reminders_go_before_the_last_day(task: RequestTask) -> None:
    for day in range(4, 17):
        sweep(now=noon(day))
    assert kinds() == ["asked", "reminder", "reminder", "reminder"]  # half-way, the day before, the last day
    task.refresh_from_db()
    assert (task.reminded, task.state) == (3, TaskState.ASKED)
    assert codes_of(task.request, shown=True).count("task_reminded") == 3


def test_silence_begins_when_the_last_day_is_over(silent: RequestTask) -> None:
    assert (silent.state, silent.silent_at) == (TaskState.SILENT, noon(17))
    assert kinds()[-1] == "silent"
    assert "the last day was Monday 16 March 2026" in " ".join(mails_to(PAT)[-1].body.split())
    assert codes_of(silent.request, shown=True)[-2:] == ["task_silent", "task_reminded"]


def test_it_is_escalated_once_and_reminded_weekly(task: RequestTask, dana: User, dirk: User) -> None:
    for day in range(4, 31):
        sweep(now=noon(day))
    task.refresh_from_db()
    assert task.escalated_at == noon(18)
    escalated = Message.objects.filter(key__contains=".escalated.")
    assert {message.recipient_id for message in escalated} == {dana.pk, dirk.pk}
    assert kinds().count("silent") == 3  # 17, 18 and 25 March
    for message in (*escalated, *mails_to(PAT)):
        assert "Ana" not in message.body + message.subject


def test_a_standstill_of_weeks_ends_in_one_message(task: RequestTask) -> None:
    sweep(now=noon(30))
    task.refresh_from_db()
    assert (task.state, task.reminded) == (TaskState.SILENT, 1)
    assert kinds() == ["asked", "silent"]


def test_a_sweep_that_was_killed_tells_nobody_twice(
    task: RequestTask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Killed after the mail was queued and before the commit: everything of it is undone, and done again later."""
    real = ringing_module.task_step

    def killed(*args: object, **facts: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(ringing_module, "task_step", killed)
    sweep(now=noon(17))
    task.refresh_from_db()
    assert (task.state, task.reminded, kinds()) == (TaskState.ASKED, 0, ["asked"])
    assert Alarm.objects.filter(state="failing").exists()
    monkeypatch.setattr(ringing_module, "task_step", real)
    sweep(now=noon(17) + timedelta(hours=1))
    sweep(now=noon(17) + timedelta(hours=2))
    task.refresh_from_db()
    assert (task.state, kinds()) == (TaskState.SILENT, ["asked", "silent"])


def test_who_has_answered_is_left_in_peace(cast: Holders, task: RequestTask) -> None:
    answered(cast, task, noon(5))
    sweep(now=noon(20))
    task.refresh_from_db()
    assert (task.state, kinds()) == (TaskState.CONFIRMED, ["asked"])
    assert clocks_of(task).get().state == "met"


def test_a_late_answer_is_taken_like_any_other(cast: Holders, silent: RequestTask) -> None:
    task_accept(task=answered(cast, silent, noon(18)), actor=cast.custodian, now=noon(19))
    clock = clocks_of(silent).get()
    assert (clock.state, clock.closed_at) == ("met", noon(18))
    assert clock.due_at < noon(18)  # late, and said to be


def test_an_answer_sent_back_has_a_new_day(cast: Holders, task: RequestTask) -> None:
    task_send_back(
        task=answered(cast, task, noon(5)),
        because="The backups are missing.",
        last_day=date(2026, 3, 20),
        actor=cast.custodian,
        now=noon(6),
    )
    running = clocks_of(task).get(state="open")
    assert (running.last_day, running.rule) == (date(2026, 3, 20), RULE)
    sweep(now=noon(21))
    task.refresh_from_db()
    assert task.state == TaskState.SILENT


def test_one_asked_by_letter_gets_no_mail_and_is_silent_all_the_same(cast: Holders, request_: PrivacyRequest) -> None:
    task = task_asked_by_hand(
        task=task_of(request_, cast.maple),
        how="letter",
        asked_at=TUESDAY,
        last_day=LAST,
        actor=cast.custodian,
        now=TUESDAY,
    )
    sweep(now=noon(18))
    task.refresh_from_db()
    assert (task.state, task.reminded, mails_to(PAT)) == (TaskState.SILENT, 0, [])


def test_without_a_day_nobody_is_reminded(cast: Holders, request_: PrivacyRequest) -> None:
    task = task_ask(task=task_of(request_, cast.maple), contact=cast.pat, actor=cast.custodian, now=TUESDAY)
    sweep(now=noon(30))
    task.refresh_from_db()
    assert (task.state, task.last_day, kinds()) == (TaskState.ASKED, None, ["asked"])


def test_what_is_not_needed_any_more_rings_no_more(cast: Holders, task: RequestTask) -> None:
    task_not_needed(task=task, because="Not there.", actor=cast.custodian, now=noon(4))
    sweep(now=noon(30))
    assert kinds() == ["asked"]


def opened(cast: Holders, task: RequestTask, now: datetime | None = None, **more: Any) -> OperatorCase:
    values: dict[str, Any] = {
        "notice": notice_proposed(task),
        "answer_by": date(2026, 3, 31),
        "contact": cast.pat,
        **more,
    }
    return case_open_for(task=task, actor=cast.custodian, now=now or noon(18), **values)


def test_a_case_has_its_evidence_and_writes_to_the_operator(cast: Holders, silent: RequestTask) -> None:
    case = opened(cast, silent)
    assert "was asked on Tuesday 3 March 2026, to answer by Monday 16 March 2026." in case.evidence
    assert "its time was over without an answer" in case.evidence
    message = Message.objects.get(key=f"request.{silent.request_id}.case.{case.pk}")
    assert message.address == PAT
    assert "Answer by the end of Tuesday 31 March 2026" in message.body
    assert codes_of(silent.request, shown=True)[-1] == "task_case"
    for words in (case.evidence, case.notice, message.body):
        assert "Ana" not in words


def test_one_case_at_a_time(cast: Holders, silent: RequestTask) -> None:
    case = opened(cast, silent)
    with pytest.raises(RequestRefused, match="open already"):
        opened(cast, silent)
    case_close(case=case, outcome="closed", because="Another way was found.", actor=cast.custodian, now=noon(20))
    assert opened(cast, silent, now=noon(21)).pk != case.pk


def test_a_case_needs_a_silent_or_a_refusing_operator(cast: Holders, task: RequestTask) -> None:
    with pytest.raises(RequestRefused):
        opened(cast, task, now=noon(5))
    refused = task_answer(task=task, outcome="refused", statement="No.", by="Pat", actor=cast.custodian, now=noon(6))
    opened(cast, refused, now=noon(7))
    task.refresh_from_db()
    assert task.state == TaskState.SILENT  # waited for again: the link leads to a form
    assert "It refused" in evidence_of(refused)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"notice": " "}, "notice"),
        ({"notice": "x" * 6001}, "notice"),
        ({"answer_by": date(2026, 3, 18)}, "answer_by"),
        ({"answer_by": date(2027, 12, 31)}, "answer_by"),
    ],
)
def test_what_a_case_refuses(cast: Holders, silent: RequestTask, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(RequestRefused) as refusal:
        opened(cast, silent, **wrong)
    assert refusal.value.field == field
    assert not OperatorCase.objects.exists()


def test_another_operators_contact_and_agreement_are_refused(cast: Holders, silent: RequestTask) -> None:
    with pytest.raises(RequestRefused, match="contact"):
        opened(cast, silent, contact=ContactFactory())
    with pytest.raises(RequestRefused, match="agreement"):
        opened(cast, silent, agreement=AgreementFactory())


def test_it_ends_with_an_outcome_and_a_reason(cast: Holders, silent: RequestTask) -> None:
    case = opened(cast, silent)
    for outcome, because in (("", "Why."), ("nonsense", "Why."), ("closed", " ")):
        with pytest.raises(RequestRefused):
            case_close(case=case, outcome=outcome, because=because, actor=cast.custodian, now=noon(20))
    case_close(case=case, outcome="reported", because="To the Attorney General.", actor=cast.custodian, now=noon(20))
    with pytest.raises(RequestRefused, match="closed already"):
        case_close(case=case, outcome="closed", because="Twice.", actor=cast.custodian, now=noon(21))


def test_answering_after_the_notice_is_possible(cast: Holders, silent: RequestTask) -> None:
    opened(cast, silent)
    assert answered(cast, silent, noon(20)).state == TaskState.CONFIRMED


def test_a_foreign_cure_notice_does_not_belong_to_a_case(cast: Holders, silent: RequestTask) -> None:
    other = SimpleNamespace(agreement=AgreementFactory())
    with pytest.raises(RequestRefused, match="not to this operator"):
        case_cure_link(case=opened(cast, silent), notice=other, actor=cast.custodian, now=noon(19))  # type: ignore[arg-type]


def test_days_that_may_be_set(cast: Holders) -> None:
    """Of a copy the district's own last day is 16 March: no holder may be given longer, nor a day that is over."""
    request = identified(cast, kind="copy", products=[cast.reader])
    for day in (date(2026, 3, 17), date(2026, 3, 2)):
        with pytest.raises(RequestRefused) as refusal:
            task_ask(
                task=task_of(request, cast.maple), contact=cast.pat, last_day=day, actor=cast.custodian, now=TUESDAY
            )
        assert refusal.value.field == "last_day"
    task = task_ask(
        task=task_of(request, cast.maple), contact=cast.pat, last_day=LAST, actor=cast.custodian, now=TUESDAY
    )
    assert task.day_because.endswith("Its own last day is Monday 16 March 2026.")
    assert clocks_of(task).get().started_at == TUESDAY
