"""What retention leaves of a request: numbers, kinds, dates, certificates. No name, no word, no file."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from deadlines.selectors import clocks_of
from district.audit import SystemActor
from district.models import User
from district.sealedfield import SealedField
from district.storage import stored_path
from notices.models import Message
from requests_portal.following.mails import request_mail
from requests_portal.identity.codes import code_send
from requests_portal.identity.services import identity_settle
from requests_portal.models import (
    CodePurpose,
    DeletionCertificate,
    Determination,
    FilePurpose,
    IdentityAttempt,
    InboundMail,
    OneTimeCode,
    PrivacyRequest,
    RequestFile,
    RequestState,
    RequestTask,
)
from requests_portal.retention import requests_forget, requests_over, students_of_open_requests
from requests_portal.selectors import steps_of
from requests_portal.services import request_answer, request_identified, request_withdraw, school_record_decide
from requests_portal.services.files import file_keep
from requests_portal.thread.services import thread_in, thread_note, thread_out
from roster.retention import kinds
from tests.factories.district import AdoptedPackFactory
from tests.factories.requests import request_received
from tests.requests_portal.identity_cast import ana, rosa

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
PURGER = SystemActor("timer:roster.retention")
LATER = datetime(2027, 6, 1, 12, tzinfo=UTC)
EMPTY: tuple[Any, ...] = (None, "", {})


def ended(now: datetime, dana: User) -> PrivacyRequest:
    """A request with everything that a request can hold, answered."""
    AdoptedPackFactory(pack="il-school-records")
    rosa(ana())
    request = request_received(now)
    identity_settle(request_id=request.pk, now=now)
    request.refresh_from_db()
    request_mail(request=request, what="received", subject="Received", lines=["We have it."], actor=PURGER, now=now)
    code_send(request=request, purpose=CodePurpose.OPEN, actor=PURGER, now=now)
    proof = file_keep(
        request=request, content=b"Report card of Ana", name="ana.txt", purpose=FilePurpose.PROOF, actor=PURGER, now=now
    )
    thread_in(request=request, text="About Ana, please.", actor=PURGER, now=now, files=[proof])
    thread_note(request=request, text="Ana is in grade 5.", actor=dana, now=now)
    thread_out(request=request, subject="Ana", text="We are on it.", actor=dana, now=now)
    Determination.objects.create(
        request=request, about="copy", result="granted", reason={"reason": "Ana"}, by=dana, at=now
    )
    task, _ = RequestTask.objects.get_or_create(request=request, holder="district", defaults={"made_at": now})
    RequestTask.objects.filter(pk=task.pk).update(what={"asks": "Ana"}, settled={"because": "Ana"})
    school_record_decide(request=request, school_record=False, because="Ana has none.", actor=dana, now=now)
    InboundMail.objects.create(
        request=request, message_key=b"m" * 16, state="filed", sealed={"from": "rosa"}, how="mail", at=now
    )
    return request_answer(request=request, outcome="granted", actor=dana, now=now)


def forget(before: date = date(2027, 5, 1)) -> dict[str, int]:
    return requests_forget(before=before, actor=PURGER, now=LATER)


def sealed_left(request: PrivacyRequest) -> list[str]:
    """Every sealed column of the room, of rows that hang on the request, that still says something."""
    found = []
    for model in apps.get_app_config("requests_portal").get_models():
        columns = [field.name for field in model._meta.local_fields if isinstance(field, SealedField)]
        for row in rows_of(model, request) if columns else ():
            found += [f"{model.__name__}.{name}" for name in columns if getattr(row, name) not in EMPTY]
    return found


def rows_of(model: type[models.Model], request: PrivacyRequest) -> Any:
    if model is PrivacyRequest:
        return model._default_manager.filter(pk=request.pk)
    names = {field.name for field in model._meta.local_fields}
    path = next((path for path in ("request", "task__request", "draft__request", "redaction__file__request")
                 if path.split("__")[0] in names), None)  # fmt: skip
    assert path is not None, f"{model.__name__} holds sealed values: say here how it hangs on a request."
    return model._default_manager.filter(**{path: request})


def test_the_kind_is_registered_and_no_time_is_set_at_first() -> None:
    assert "requests" in {kind.what for kind in kinds()}


def test_names_words_and_files_go(now: datetime, dana: User, django_capture_on_commit_callbacks: Any) -> None:
    request = ended(now, dana)
    (stored,) = RequestFile.objects.filter(request=request).values_list("stored", flat=True)
    assert sealed_left(request)
    with django_capture_on_commit_callbacks(execute=True):
        counts = forget()
    assert counts["requests"] == 1
    assert counts["files"] == 1
    request.refresh_from_db()
    assert sealed_left(request) == []
    assert not stored_path(stored).exists()
    assert not OneTimeCode.objects.exists()
    assert not Message.objects.filter(key__startswith=f"request.{request.pk}.", sealed__isnull=False).exists()
    assert not Message.objects.filter(key__startswith=f"request.{request.pk}.", content__isnull=False).exists()


def test_nobody_is_found_by_what_is_left(now: datetime, dana: User) -> None:
    request = ended(now, dana)
    forget()
    request.refresh_from_db()
    assert (request.student, request.guardian) == (None, None)
    for name in ("asker_name_key", "email_key", "phone_key", "said_key", "said_name_key", "said_number_key"):
        assert bytes(getattr(request, name)) == b""
    for attempt in IdentityAttempt.objects.filter(request=request):
        assert (bytes(attempt.asker_hash), bytes(attempt.said_key)) == (b"", b"")


def test_numbers_kinds_dates_and_clocks_stay(now: datetime, dana: User) -> None:
    request = ended(now, dana)
    clocks = clocks_of(request).count()
    assert clocks
    forget()
    again = PrivacyRequest.objects.get(pk=request.pk)
    assert (again.number, again.kind, again.asked_at, again.answered_at) == (
        request.number,
        "copy",
        request.asked_at,
        request.answered_at,
    )
    assert (again.outcome, again.forgotten_at) == ("granted", LATER)
    assert clocks_of(again).count() == clocks
    codes = [step.code for step in steps_of(again)]
    assert codes[0] == "asked"
    assert codes[-1] == "answered"
    assert "no_school_record" not in codes


def test_a_certificate_of_deletion_stays_with_its_file(now: datetime, dana: User) -> None:
    request = ended(now, dana)
    file = file_keep(
        request=request, content=b"All deleted.", name="c.txt", purpose=FilePurpose.CERTIFICATE, actor=PURGER, now=now
    )
    DeletionCertificate.objects.create(
        request=request,
        task=RequestTask.objects.get(request=request, holder="district"),
        holder_name="Maple Reader Fictional, Inc.",
        certified_at=now,
        accepted_at=now,
        accepted_by="Dana Fictional",
        sealed={"statement": "Deleted."},
        file=file,
        file_sha256=file.sha256,
    )
    forget()
    assert list(RequestFile.objects.filter(request=request)) == [file]
    assert set(sealed_left(request)) == {"DeletionCertificate.sealed", "RequestFile.sealed", "RequestFile.file_key"}
    assert stored_path(file.stored).exists()


def test_open_requests_and_recent_ones_stay(now: datetime, dana: User) -> None:
    request_received(now)
    ended(now, dana)
    assert forget(before=now.date())["requests"] == 0
    assert forget(before=now.date() + timedelta(days=1))["requests"] == 1


def test_running_again_removes_nothing_twice(now: datetime, dana: User) -> None:
    ended(now, dana)
    assert forget()["requests"] == 1
    assert set(forget().values()) == {0}


def test_a_hearing_that_is_not_over_keeps_its_request(now: datetime, dana: User) -> None:
    from requests_portal.models import Hearing

    request = ended(now, dana)
    determination = Determination.objects.get(request=request)
    hearing = Hearing.objects.create(
        request=request, determination=determination, asked_at=now, asked_through="portal", note={}
    )
    assert forget()["requests"] == 0
    hearing.outcome, hearing.outcome_at = "stands", now
    hearing.save(update_fields=["outcome", "outcome_at"])
    assert forget()["requests"] == 1


def test_a_joined_request_waits_for_the_one_that_goes_on(now: datetime) -> None:
    first = request_received(now)
    second = request_received(now)
    PrivacyRequest.objects.filter(pk=second.pk).update(state=RequestState.JOINED, closed_at=now, joined_to=first)
    assert list(requests_over(date(2027, 5, 1))) == []
    request_withdraw(request=first, actor=PURGER, now=now)
    assert requests_over(date(2027, 5, 1)).count() == 2


def test_the_roster_keeps_pupils_whom_somebody_asks_about(now: datetime, dana: User) -> None:
    student = ana()
    request = request_received(now)
    request_identified(request=request, student=student, guardian=None, how="in_person", actor=dana, now=now)
    assert [row["pk"] for row in students_of_open_requests()] == [student.pk]
    request_withdraw(request=request, actor=dana, now=now)
    assert not students_of_open_requests().exists()


def test_mail_of_nobody_goes_and_mail_that_waits_stays(now: datetime) -> None:
    for number, state in enumerate(("ignored", "dropped", "waiting")):
        InboundMail.objects.create(message_key=bytes([number]) * 16, state=state, how="mail", at=now)
    assert forget()["mails"] == 2
    assert InboundMail.objects.get().state == "waiting"
