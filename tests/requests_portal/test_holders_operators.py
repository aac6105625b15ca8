"""The page behind an operator's link: own, another's, wrong, expired, revoked and settled; answers, files, limits."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from district import privatepages
from district.links import link_issue, links_filled, links_revoke
from district.models import District, User
from notices.models import Message
from requests_portal.holders import operators
from requests_portal.holders.selectors import PURPOSE
from requests_portal.holders.services import (
    task_accept,
    task_ask,
    task_link_send,
    task_not_needed,
    task_send_back,
)
from requests_portal.models import DeletionCertificate, PrivacyRequest, RequestFile, RequestTask, TaskState
from requests_portal.services import request_withdraw
from requests_portal.services.steps import family_actor
from tests.factories.contracts import pdf_bytes
from tests.requests_portal.holders_cast import (
    DAY,
    HOUR,
    TUESDAY,
    Holders,
    codes_of,
    holders_made,
    identified,
    mails_to,
    task_of,
    token_in,
)

LAST = date(2026, 3, 16)
GIVEN = {"outcome": "confirmed", "statement": "Deleted on 4 March, backups by 30 March.", "given_by": "Pat Fictional"}


@pytest.fixture(autouse=True)
def store(settings: LazySettings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def cast(district: District, person: Callable[..., User]) -> Holders:
    return holders_made(district, person)


@pytest.fixture
def request_(cast: Holders) -> PrivacyRequest:
    return identified(cast, kind="delete", products=[cast.reader, cast.counter])


@pytest.fixture
def task(cast: Holders, request_: PrivacyRequest) -> RequestTask:
    """Maple Reader was asked, to answer by 16 March."""
    return task_ask(
        task=task_of(request_, cast.maple), contact=cast.pat, last_day=LAST, actor=cast.custodian, now=TUESDAY
    )


@pytest.fixture
def token(task: RequestTask) -> str:
    return newest_token("pat@maple-reader.example")


def newest_token(email: str) -> str:
    message = mails_to(email)[-1]
    return token_in(links_filled(message.body, email))


def page(token: str) -> str:
    return reverse("request_operator:answer", args=[token])


def at(client: Client, moment: datetime, token: str, given: Mapping[str, Any] | None = None) -> tuple[int, str]:
    """(status, text) of the page at a moment; with `given` it is sent."""
    with time_machine.travel(moment, tick=False):
        answer = client.get(page(token)) if given is None else client.post(page(token), given)
    return answer.status_code, answer.content.decode() if not answer.streaming else ""


def test_the_mail_names_the_request_the_day_and_no_pupil(task: RequestTask, request_: PrivacyRequest) -> None:
    (message,) = mails_to("pat@maple-reader.example")
    assert message.subject == f"Request {request_.number} to delete a student's information"
    assert "by the end of Monday 16 March 2026" in " ".join(message.body.split())
    for secret in ("Ana", "Rosa", "100234", "2014", "voice"):
        assert secret not in message.body + message.subject


def test_the_page_names_the_pupil_and_only_what_was_chosen(client: Client, token: str) -> None:
    status, text = at(client, TUESDAY + HOUR, token)
    assert status == 200
    assert "Ana Fictional" in text
    assert "by the end of Monday 16 March 2026" in text
    assert "The voice recordings." in text
    for secret in ("Rosa", "100234", "2014-05-06", "7 Fictional Street"):
        assert secret not in text


def test_nobody_keeps_the_page_or_learns_its_address(client: Client, token: str) -> None:
    with time_machine.travel(TUESDAY + HOUR, tick=False):
        answer = client.get(page(token))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "strict-origin"
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def test_an_answer_is_kept_with_its_file_and_everybody_is_told(
    client: Client, token: str, task: RequestTask, cast: Holders
) -> None:
    file = SimpleUploadedFile("certificate.pdf", pdf_bytes("Deleted."), "application/pdf")
    status, _ = at(client, TUESDAY + DAY, token, {**GIVEN, "attached": [file]})
    assert status == 302
    task.refresh_from_db()
    assert (task.state, task.partial, task.answered_at) == (TaskState.CONFIRMED, False, TUESDAY + DAY)
    assert task.answer_words["by"] == "Pat Fictional"
    kept = RequestFile.objects.get(task=task)
    assert (kept.name, kept.purpose, kept.shown) == ("certificate.pdf", "certificate", False)
    assert codes_of(task.request)[-1] == "task_confirmed"
    assert Message.objects.filter(recipient=cast.custodian, body__contains="everything was done").count() == 1
    status, text = at(client, TUESDAY + DAY, token)
    assert "Deleted on 4 March" in text
    assert "<form" not in text


def test_a_form_sent_twice_is_one_answer(client: Client, token: str, task: RequestTask) -> None:
    at(client, TUESDAY + DAY, token, GIVEN)
    status, _text = at(client, TUESDAY + DAY, token, {**GIVEN, "statement": "Twice."})
    assert status == 422
    task.refresh_from_db()
    assert task.answer_words["statement"] == GIVEN["statement"]
    assert codes_of(task.request).count("task_confirmed") == 1


def test_part_of_it_is_said_as_such(client: Client, token: str, task: RequestTask) -> None:
    at(client, TUESDAY + DAY, token, {**GIVEN, "outcome": "partly"})
    task.refresh_from_db()
    assert (task.state, task.partial, codes_of(task.request)[-1]) == (TaskState.CONFIRMED, True, "task_partly")


def test_a_refusal_needs_its_reason(client: Client, token: str, task: RequestTask) -> None:
    status, text = at(client, TUESDAY + DAY, token, {**GIVEN, "outcome": "refused", "statement": " "})
    assert status == 422
    assert "Say what was done, or why not." in text
    at(client, TUESDAY + DAY, token, {**GIVEN, "outcome": "refused", "statement": "We never held it."})
    task.refresh_from_db()
    assert (task.state, codes_of(task.request)[-1]) == (TaskState.REFUSED, "task_refused")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.pdf", b"", "empty"),
        ("program.exe", b"MZ\x90\x00", "program.exe"),
        ("broken.pdf", b"%PDF-1.7 broken", "broken.pdf"),
    ],
)
def test_a_file_that_cannot_be_kept_leaves_nothing(
    client: Client, token: str, task: RequestTask, name: str, content: bytes, says: str
) -> None:
    good = SimpleUploadedFile("good.pdf", pdf_bytes("Good."), "application/pdf")
    given = {**GIVEN, "attached": [good, SimpleUploadedFile(name, content)]}
    status, text = at(client, TUESDAY + DAY, token, given)
    assert status == 422
    assert says in text
    assert "Deleted on 4 March" in text  # what was typed is kept
    task.refresh_from_db()
    assert task.state == TaskState.ASKED
    assert not RequestFile.objects.exists()


def test_too_many_files_at_once_are_refused(client: Client, token: str, task: RequestTask) -> None:
    many = [SimpleUploadedFile(f"{n}.txt", b"words") for n in range(21)]
    status, text = at(client, TUESDAY + DAY, token, {**GIVEN, "attached": many})
    assert status == 422
    assert "at most 20 files" in text


def test_a_wrong_an_expired_a_revoked_and_a_foreign_link_get_one_answer(
    client: Client, token: str, task: RequestTask, cast: Holders
) -> None:
    who: dict[str, Any] = {
        "issued_to": ("Pat Fictional", "pat@maple-reader.example"),
        "actor": cast.custodian,
        "now": TUESDAY,
    }
    _, expired = link_issue(purpose=PURPOSE, subject=task, days=1, **who)
    _, foreign = link_issue(purpose="cure_answer", subject=task, days=90, **who)
    _, of_nothing = link_issue(purpose=PURPOSE, subject=cast.district, days=90, **who)
    links_revoke(subject=cast.district, purpose=PURPOSE, reason="Test.", actor=cast.custodian, now=TUESDAY)
    pages = {at(client, TUESDAY + 2 * DAY, one) for one in ("x" * 43, expired, foreign, of_nothing, "short")}
    ((status, text),) = pages
    assert status == 404
    assert "This link does not work" in text
    assert at(client, TUESDAY + 2 * DAY, token)[0] == 200


def test_the_other_operators_link_shows_its_own_task_alone(
    client: Client, token: str, cast: Holders, request_: PrivacyRequest
) -> None:
    task_ask(task=task_of(request_, cast.pine), contact=cast.quinn, last_day=LAST, actor=cast.custodian, now=TUESDAY)
    _, text = at(client, TUESDAY + HOUR, newest_token("quinn@pine-counter.example"))
    assert "Pine Counter" in text
    assert "Maple Reader" not in text


def test_a_new_link_takes_the_old_one_back(client: Client, token: str, task: RequestTask, cast: Holders) -> None:
    task_link_send(task=task, contact=cast.pat, actor=cast.custodian, now=TUESDAY + HOUR)
    assert at(client, TUESDAY + DAY, token)[0] == 404
    assert at(client, TUESDAY + DAY, newest_token("pat@maple-reader.example"))[0] == 200


@pytest.mark.parametrize("end", ["accepted", "not needed", "withdrawn"])
def test_a_link_leads_nowhere_once_nothing_is_asked(
    client: Client, token: str, task: RequestTask, cast: Holders, end: str
) -> None:
    if end == "accepted":
        at(client, TUESDAY + HOUR, token, GIVEN)
        task_accept(task=task, actor=cast.custodian, now=TUESDAY + DAY)
    elif end == "not needed":
        task_not_needed(task=task, because="Not there.", actor=cast.custodian, now=TUESDAY + HOUR)
    else:
        request_withdraw(request=task.request, actor=family_actor(task.request), now=TUESDAY + HOUR)
    assert at(client, TUESDAY + DAY, token)[0] == 404
    assert at(client, TUESDAY + DAY, token, GIVEN)[0] == 404


def test_an_answer_sent_back_opens_the_form_again_with_the_reason(
    client: Client, token: str, task: RequestTask, cast: Holders
) -> None:
    at(client, TUESDAY + HOUR, token, GIVEN)
    task_send_back(task=task, because="The backups are missing.", actor=cast.custodian, now=TUESDAY + DAY)
    assert "not enough yet" in mails_to("pat@maple-reader.example")[-1].subject
    assert "backups" not in mails_to("pat@maple-reader.example")[-1].body
    for one in (token, newest_token("pat@maple-reader.example")):
        status, text = at(client, TUESDAY + DAY, one)
        assert (status, "The backups are missing." in text, "<form" in text) == (200, True, True)


def test_a_certificate_is_kept_once_for_good(client: Client, token: str, task: RequestTask, cast: Holders) -> None:
    file = SimpleUploadedFile("certificate.pdf", pdf_bytes("Deleted."), "application/pdf")
    at(client, TUESDAY + DAY, token, {**GIVEN, "attached": [file]})
    task_accept(task=task, actor=cast.custodian, now=TUESDAY + 2 * DAY)
    one = DeletionCertificate.objects.get()
    assert (one.holder_name, one.products, one.part) == ("Maple Reader Fictional, Inc.", "Maple Reader", False)
    assert (one.certified_at, one.accepted_at) == (TUESDAY + DAY, TUESDAY + 2 * DAY)
    assert one.file is not None
    assert one.file_sha256 == one.file.sha256
    assert one.sealed == {"statement": GIVEN["statement"], "by": "Pat Fictional"}


def test_guessing_is_stopped_and_so_is_hammering(client: Client, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privatepages, "USES", operators.Limit("test.uses", most=2, seconds=60))
    assert [at(client, TUESDAY + HOUR, token)[0] for _ in range(3)] == [200, 200, 429]
    monkeypatch.setattr(privatepages, "WRONG", operators.Limit("test.wrong", most=2, seconds=60))
    assert [at(client, TUESDAY + HOUR, "x" * 43)[0] for _ in range(3)] == [404, 404, 429]
    assert at(client, TUESDAY + HOUR, token)[0] == 429  # whoever guesses is shut out of everything


def test_only_so_many_answers_an_hour(client: Client, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operators, "ANSWERS", operators.Limit("test.answers", most=1, seconds=60))
    bad = {**GIVEN, "statement": ""}
    assert [at(client, TUESDAY + HOUR, token, bad)[0] for _ in range(2)] == [422, 429]


def test_other_methods_are_refused(client: Client, token: str) -> None:
    assert client.delete(page(token)).status_code == 405


@given(
    outcome=st.text(max_size=12),
    statement=st.text(max_size=4200),
    given_by=st.text(max_size=220),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_field_breaks_the_page(
    client: Client, token: str, monkeypatch: pytest.MonkeyPatch, outcome: str, statement: str, given_by: str
) -> None:
    monkeypatch.setattr(privatepages, "USES", operators.Limit("test.fuzz", most=10_000, seconds=60))
    monkeypatch.setattr(operators, "ANSWERS", operators.Limit("test.fuzz.answers", most=10_000, seconds=60))
    given_ = {"outcome": outcome, "statement": statement, "given_by": given_by}
    assert at(client, TUESDAY + timedelta(hours=3), token, given_)[0] in (302, 422)
