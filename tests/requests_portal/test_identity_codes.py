"""One-time codes: six digits, once, for a while, five tries, and nothing of them to be read in the database."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from district.audit import SystemActor
from notices.models import Message
from requests_portal.identity.codes import CodesUsedUp, code_check, code_send, code_waiting
from requests_portal.identity.recipients import Recipient
from requests_portal.models import CodePurpose, OneTimeCode, PrivacyRequest, SentTo
from requests_portal.services import RequestRefused
from tests.factories.requests import RequestFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
ACTOR = SystemActor("timer:test")
CONFIRM = CodePurpose.CONFIRM


@pytest.fixture
def request_(district: Any) -> PrivacyRequest:
    made: PrivacyRequest = RequestFactory(email="rosa@family.example")
    return made


def sent(request: PrivacyRequest, now: datetime, **more: Any) -> str:
    """Send a code; the digits as they stand in its mail."""
    code = code_send(**{"request": request, "purpose": CONFIRM, "actor": ACTOR, "now": now, **more})
    return digits_of(mail_of(code))


def mail_of(code: OneTimeCode) -> Message:
    return Message.objects.get(key=f"request.{code.request_id}.code.{code.pk}")


def digits_of(message: Message) -> str:
    content: Any = message.content
    (found,) = re.findall(r"^\d{6}$", content["body"], re.MULTILINE)
    return str(found)


def other_than(digits: str) -> str:
    return f"{(int(digits) + 1) % 10**6:06}"


def checked(request: PrivacyRequest, typed: str, now: datetime, purpose: str = CONFIRM) -> bool:
    return code_check(request=request, purpose=purpose, typed=typed, now=now)


def test_a_code_opens_once(request_: PrivacyRequest, now: datetime) -> None:
    typed = sent(request_, now)
    assert checked(request_, typed, now)
    assert not checked(request_, typed, now)


def test_blanks_and_hyphens_do_not_matter(request_: PrivacyRequest, now: datetime) -> None:
    typed = sent(request_, now)
    assert checked(request_, f" {typed[:3]}-{typed[3:]} ", now)


def test_a_code_is_good_for_a_while_only(request_: PrivacyRequest, now: datetime) -> None:
    typed = sent(request_, now)
    assert code_waiting(request=request_, purpose=CONFIRM, now=now + timedelta(minutes=14))
    assert not checked(request_, typed, now + timedelta(minutes=15))


def test_the_sixth_try_is_not_looked_at(request_: PrivacyRequest, now: datetime) -> None:
    typed = sent(request_, now)
    assert not any(checked(request_, other_than(typed), now) for _ in range(5))
    assert not checked(request_, typed, now)


@pytest.mark.parametrize("typed", ["", "abc", "１２３４５６", "1" * 500, "12345", "\0", "é"])
def test_what_is_no_code_is_wrong(request_: PrivacyRequest, now: datetime, typed: str) -> None:
    sent(request_, now)
    assert not checked(request_, typed, now)
    assert not checked(RequestFactory(), typed, now)


def test_a_newer_code_voids_the_older_one(request_: PrivacyRequest, now: datetime) -> None:
    older = sent(request_, now)
    newer = sent(request_, now + timedelta(minutes=1))
    assert older == newer or not checked(request_, older, now + timedelta(minutes=2))
    assert checked(request_, newer, now + timedelta(minutes=2))


def test_a_code_opens_neither_another_request_nor_another_purpose(request_: PrivacyRequest, now: datetime) -> None:
    typed = sent(request_, now)
    assert not checked(RequestFactory(), typed, now)
    assert not checked(request_, typed, now, CodePurpose.OPEN)
    assert checked(request_, typed, now)


def test_five_codes_an_hour_and_twenty_a_day(request_: PrivacyRequest, now: datetime) -> None:
    for hour in range(4):
        for _ in range(5):
            sent(request_, now + timedelta(hours=hour, minutes=hour))
        with pytest.raises(CodesUsedUp):
            sent(request_, now + timedelta(hours=hour, minutes=hour))
    with pytest.raises(CodesUsedUp):
        sent(request_, now + timedelta(hours=10))
    assert sent(request_, now + timedelta(hours=10), purpose=CodePurpose.OPEN)
    assert sent(request_, now + timedelta(days=1, hours=5))


def test_no_digit_of_a_code_stands_in_the_database(request_: PrivacyRequest, now: datetime) -> None:
    code = code_send(request=request_, purpose=CONFIRM, actor=ACTOR, now=now)
    message = mail_of(code)
    assert len(code.code_sha256) == 64
    assert (message.body, message.subject, message.address) == ("", "", "")


def test_the_mail_speaks_the_language_of_the_request(request_: PrivacyRequest, now: datetime) -> None:
    english: Any = mail_of(code_send(request=request_, purpose=CONFIRM, actor=ACTOR, now=now)).content
    assert english["subject"] == f"Your code for request {request_.number}"
    assert "within 15 minutes" in english["body"]
    assert (
        mail_of(code_send(request=RequestFactory(language="es"), purpose=CONFIRM, actor=ACTOR, now=now)).language
        == "es"
    )


def test_the_mail_names_no_pupil(request_: PrivacyRequest, now: datetime) -> None:
    content: Any = mail_of(code_send(request=request_, purpose=CONFIRM, actor=ACTOR, now=now)).content
    assert request_.student_name not in content["body"] + content["subject"]


def test_a_code_for_the_address_on_record_goes_there(request_: PrivacyRequest, now: datetime) -> None:
    to = Recipient("Ana Fictional", "ana@families.example")
    code = code_send(
        request=request_, purpose=CodePurpose.IDENTITY, to=SentTo.RECORD, on_record=to, actor=ACTOR, now=now
    )
    message = mail_of(code)
    sealed: Any = message.sealed
    assert sealed["email"] == "ana@families.example"
    content: Any = message.content
    assert "If it was not you, do not pass the code on" in content["body"]


def test_without_an_address_nothing_is_sent(now: datetime) -> None:
    with pytest.raises(RequestRefused):
        code_send(request=RequestFactory(email=""), purpose=CONFIRM, actor=ACTOR, now=now)
    assert not OneTimeCode.objects.exists()
