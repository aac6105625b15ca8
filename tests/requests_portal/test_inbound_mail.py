"""Mail that comes in: into its thread where everything agrees, before a person where not, and never answered."""

import io
import sys
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from district.audit import SystemActor
from district.models import User
from district.storage import stored_path
from notices.models import Message, MessageState
from notices.outgoing import message_domain
from requests_portal.following.mails import request_mail
from requests_portal.inbound.calls import call_signed
from requests_portal.inbound.reading import MOST_BYTES, MailUnreadable, mail_read
from requests_portal.inbound.services import MOST_OF_ONE, POSTMAN, mail_drop, mail_enter, mail_file, mail_take
from requests_portal.models import InboundMail, PrivacyRequest, RequestFile, ThreadMessage
from requests_portal.services import RequestRefused
from tests.factories.requests import request_asked, request_received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
SECRET = "inbound-secret-of-the-tests"
ROSA = "Rosa Fictional <rosa@family.example>"
SignIn = Callable[[User], Client]


@pytest.fixture
def request_(district: Any, now: datetime) -> PrivacyRequest:
    return request_received(now)


def mail(*, text: str = "Please hurry.", files: dict[str, bytes] | None = None, **headers: str) -> bytes:
    """A raw mail of Rosa's; `headers` by their names with underscores, an empty one is left out."""
    message = EmailMessage()
    written = {"From": ROSA, "To": "privacy@district.example", "Subject": "Hello", "Message-ID": "<1@family.example>"}
    for name, value in {**written, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        if value:
            message[name] = value
    message.set_content(text)
    for name, content in (files or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def answering(request: PrivacyRequest) -> dict[str, Any]:
    return {"In_Reply_To": f"<request.{request.pk}.message.7@{message_domain()}>"}


def taken(raw: bytes, now: datetime) -> InboundMail:
    return mail_take(raw=raw, how="mail", actor=POSTMAN, now=now)


def threaded(request: PrivacyRequest) -> list[ThreadMessage]:
    return list(ThreadMessage.objects.filter(request=request, direction="in"))


def test_an_answer_from_the_known_address_goes_into_the_thread(request_: PrivacyRequest, now: datetime) -> None:
    row = taken(mail(**answering(request_)), now)
    assert (row.state, row.request) == ("filed", request_)
    (message,) = threaded(request_)
    assert (message.text, message.subject, message.sender, message.way) == (
        "Please hurry.",
        "Hello",
        "Rosa Fictional",
        "email",
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"Subject": "Re: {number}, my request"},
        {"Subject": "re: {lower} please"},
        {"To": "privacy+{lower}@district.example"},
        {"References": "<other@family.example> <request.{pk}.told.confirmed.3@{domain}>"},
    ],
)
def test_the_request_is_found_by_number_address_and_references(
    request_: PrivacyRequest, now: datetime, headers: dict[str, Any]
) -> None:
    fields = {
        "number": request_.number,
        "lower": request_.number.lower(),
        "pk": request_.pk,
        "domain": message_domain(),
    }
    taken(mail(**{name: value.format(**fields) for name, value in headers.items()}), now)
    assert len(threaded(request_)) == 1


def test_a_mail_that_names_nothing_waits_for_a_person(request_: PrivacyRequest, now: datetime, dana: User) -> None:
    row = taken(mail(), now)
    assert (row.state, row.request) == ("waiting", None)
    assert stored_path(row.stored).exists()
    told = Message.objects.filter(recipient=dana, subject="A mail waits to be put into a request").get()
    assert "rosa" not in told.body.lower()


@pytest.mark.parametrize("sender", ["Rosa Fictional <rosa@elsewhere.example>", "sam@stranger.example"])
def test_another_sender_waits_whatever_number_they_know(request_: PrivacyRequest, now: datetime, sender: str) -> None:
    row = taken(mail(From=sender, **answering(request_)), now)
    assert (row.state, row.request) == ("waiting", request_)
    assert threaded(request_) == []


def test_a_sender_whom_the_mail_server_does_not_vouch_for_waits(
    request_: PrivacyRequest, now: datetime, settings: Any
) -> None:
    settings.INBOUND_AUTHSERV = "mx.district.example"
    for number, (results, state) in enumerate(
        (
            ("", "waiting"),
            ("mx.district.example; dmarc=fail", "waiting"),
            ("mx.stranger.example; dmarc=pass", "waiting"),
            ("mx.district.example; spf=pass; dmarc=pass header.from=family.example", "filed"),
        )
    ):
        raw = mail(Message_ID=f"<{number}@family.example>", Authentication_Results=results, **answering(request_))
        assert taken(raw, now).state == state, results


def test_unconfirmed_and_forgotten_requests_take_no_mail(now: datetime) -> None:
    unconfirmed, forgotten = request_asked(now), request_received(now)
    PrivacyRequest.objects.filter(pk=forgotten.pk).update(forgotten_at=now)
    for number, request in enumerate((unconfirmed, forgotten)):
        row = taken(mail(Message_ID=f"<{number}@family.example>", Subject=request.number), now)
        assert (row.state, row.request) == ("waiting", None)


def test_the_same_mail_twice_is_one(request_: PrivacyRequest, now: datetime) -> None:
    first, second = taken(mail(**answering(request_)), now), taken(mail(**answering(request_)), now)
    without = [taken(mail(Message_ID="", **answering(request_)), now) for _ in range(2)]
    assert first == second
    assert without[0] == without[1]
    assert len(threaded(request_)) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; x=y"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"List_Id": "<news.family.example>"},
        {"X_Auto_Response_Suppress": "All"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@family.example"},
        {"From": "no-reply@family.example"},
        {"Subject": "Automatic reply: your message"},
        {"Subject": "Respuesta automática: su mensaje"},
    ],
)
def test_what_no_person_wrote_is_let_go_and_nothing_is_answered(
    request_: PrivacyRequest, now: datetime, headers: dict[str, Any]
) -> None:
    before = Message.objects.count()
    row = taken(mail(**{**answering(request_), **headers}), now)
    assert row.state == "ignored"
    assert (row.sealed, row.stored) == (None, "")
    assert threaded(request_) == []
    assert Message.objects.count() == before


def test_no_mail_ever_goes_to_whoever_wrote(request_: PrivacyRequest, now: datetime) -> None:
    before = set(Message.objects.values_list("pk", flat=True))
    taken(mail(**answering(request_)), now)
    taken(mail(From="sam@stranger.example", Message_ID="<2@x.example>"), now)
    assert not Message.objects.exclude(pk__in=before).filter(kind="asker").exists()


REPORT = """From: MAILER-DAEMON@mx.example
To: privacy@district.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; rosa@family.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: <{key}@{domain}>
Subject: We have your request

--b--
"""


@pytest.mark.parametrize(("action", "bounced"), [("failed", True), ("delayed", False)])
def test_a_report_of_a_mail_server_books_the_bounce(
    request_: PrivacyRequest, now: datetime, action: str, bounced: bool
) -> None:
    message = request_mail(request=request_, what="hello", subject="Hello", lines=["."], actor=POSTMAN, now=now)
    assert message is not None
    Message.objects.filter(pk=message.pk).update(state=MessageState.SENT, sent_at=now)
    raw = REPORT.format(action=action, key=message.key, domain=message_domain()).encode()
    assert taken(raw, now).state == "ignored"
    request_.refresh_from_db()
    assert (request_.mail_bounced_at is not None) is bounced


def test_files_are_looked_at_and_what_may_not_be_kept_is_said(request_: PrivacyRequest, now: datetime) -> None:
    files = {"report.txt": b"Her report card.", "run.exe": b"MZ" + b"\0" * 200}
    taken(mail(files=files, **answering(request_)), now)
    (message,) = threaded(request_)
    assert [file.name for file in message.files.all()] == ["report.txt"]
    assert "[run.exe: " in message.text
    assert RequestFile.objects.get(request=request_).from_family


def test_quoted_words_are_left_out_and_html_is_read_as_text() -> None:
    plain = mail_read(mail(text="Yes.\n\nOn Monday the school wrote:\n> What?\n> 123456\n"))
    assert plain.text == "Yes."
    spanish = mail_read(mail(text="Sí.\nEl lunes la escuela escribió:\n> ¿Qué?\n"))
    assert spanish.text == "Sí."
    message = EmailMessage()
    message["From"] = ROSA
    message.set_content(
        "<html><head><style>x</style></head><p>One</p><script>alert(1)</script><p>Two<br>three</p>"
        "<blockquote>quoted</blockquote></html>",
        subtype="html",
    )
    assert mail_read(message.as_bytes()).text.split() == ["One", "Two", "three"]


@pytest.mark.parametrize("raw", [b"", b"\0\0", b"Subject: no sender\n\nx", b"From: nobody\n\nx"])
def test_what_is_no_mail_is_refused(raw: bytes) -> None:
    with pytest.raises(MailUnreadable):
        mail_read(raw)


def test_a_mail_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(MailUnreadable, match="30 MB"):
        mail_read(b"x" * (MOST_BYTES + 1))


@given(st.binary(max_size=400), st.binary(max_size=400), st.integers(0, 600))
def test_no_bytes_break_the_reading(head: bytes, body: bytes, place: int) -> None:
    good = mail(files={"a.txt": b"a"})
    for raw in (
        head + b"\n\n" + body,
        b"From: a@b.example\n" + head + b"\n\n" + body,
        good[:place] + head + good[place:],
    ):
        try:
            letter = mail_read(raw)
        except MailUnreadable:
            continue
        assert "\0" not in letter.subject + letter.text + letter.sender_name + letter.sender
        (letter.subject + letter.text + letter.sender_name).encode()


def test_one_sender_cannot_fill_the_list(now: datetime) -> None:
    rows = [taken(mail(Message_ID=f"<{number}@x.example>"), now) for number in range(MOST_OF_ONE + 1)]
    assert [row.state for row in rows] == ["waiting"] * MOST_OF_ONE + ["ignored"]
    assert rows[-1].stored == ""


def test_a_person_puts_a_waiting_mail_into_a_request(request_: PrivacyRequest, now: datetime, dana: User) -> None:
    row = taken(mail(From="rosa@work.example", files={"a.txt": b"Her report card."}), now)
    stored = row.stored
    mail_file(mail=row, request=request_, actor=dana, now=now)
    row.refresh_from_db()
    assert (row.state, row.request, row.sealed, row.stored, row.by) == ("filed", request_, None, "", dana)
    assert stored
    (message,) = threaded(request_)
    assert [file.name for file in message.files.all()] == ["a.txt"]
    with pytest.raises(RequestRefused):
        mail_file(mail=row, request=request_, actor=dana, now=now)


def test_a_mail_put_aside_leaves_its_reason_alone(now: datetime, dana: User) -> None:
    row = taken(mail(), now)
    mail_drop(mail=row, because="Advertising", actor=dana, now=now)
    row.refresh_from_db()
    assert (row.state, row.why, row.sealed, row.file_key, row.stored) == ("dropped", "Advertising", None, None, "")


def test_a_saved_mail_goes_where_the_person_says_and_once(request_: PrivacyRequest, now: datetime, dana: User) -> None:
    raw = mail(From="rosa@work.example")
    row = mail_enter(raw=raw, request=request_, actor=dana, now=now)
    assert (row.state, row.how, row.by) == ("filed", "eml", dana)
    with pytest.raises(RequestRefused, match="already"):
        mail_enter(raw=raw, request=request_, actor=dana, now=now)
    assert len(threaded(request_)) == 1
    waiting = taken(mail(Message_ID="<9@work.example>"), now)
    mail_enter(raw=mail(Message_ID="<9@work.example>"), request=request_, actor=dana, now=now)
    waiting.refresh_from_db()
    assert waiting.state == "filed"


def piped(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> str:
    class Pipe:
        buffer = io.BytesIO(raw)

    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", Pipe)
    call_command("mailreceive", stdout=out)
    return out.getvalue().strip()


def test_the_command_takes_a_mail_from_a_pipe(request_: PrivacyRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    assert piped(mail(**answering(request_)), monkeypatch) == "in the thread"
    with pytest.raises(CommandError) as refused:
        piped(b"no mail", monkeypatch)
    assert refused.value.returncode == 65


def called(client: Client, body: bytes, now: datetime, *, signature: str = "", stamp: str = "") -> Any:
    timestamp = stamp or str(int(now.timestamp()))
    headers = {
        "X-District-Timestamp": timestamp,
        "X-District-Signature": signature or f"sha256={call_signed(body, timestamp)}",
    }
    address = reverse("inbound-call")
    return client.post(address, body, content_type="message/rfc822", headers=headers)


@pytest.fixture
def _at_now(monkeypatch: pytest.MonkeyPatch, now: datetime, settings: Any) -> None:
    settings.INBOUND_SECRET = SECRET
    monkeypatch.setattr("requests_portal.inbound.views.clock_now", lambda: now)


@pytest.mark.usefixtures("_at_now")
def test_a_signed_call_is_taken_and_an_unsigned_one_is_not(
    request_: PrivacyRequest, now: datetime, client: Client
) -> None:
    body = mail(**answering(request_))
    answer = called(client, body, now)
    assert (answer.status_code, answer.json()) == (200, {"state": "filed"})
    assert called(client, body, now).json() == {"state": "filed"}
    assert len(threaded(request_)) == 1
    assert called(client, body, now, signature="sha256=0").status_code == 403
    assert called(client, body, now, signature="é").status_code == 403
    assert called(client, body, now, stamp=str(int(now.timestamp()) - 301)).status_code == 403
    assert called(client, body, now, stamp="soon").status_code == 400
    assert called(client, b"no mail", now).status_code == 422
    assert client.get(reverse("inbound-call")).status_code == 405


@pytest.mark.usefixtures("_at_now")
def test_a_mail_of_several_megabytes_is_taken_by_call(request_: PrivacyRequest, now: datetime, client: Client) -> None:
    body = mail(text="Long.\n" * 1_200_000, **answering(request_))
    assert len(body) > 6 * 1024 * 1024
    assert called(client, body, now).status_code == 200


def test_without_a_secret_no_call_is_taken(now: datetime, client: Client, settings: Any) -> None:
    settings.INBOUND_SECRET = ""
    assert called(client, mail(), now).status_code == 404


def test_the_lists_are_for_those_who_work_on_requests(
    now: datetime, signed_in: SignIn, dana: User, ari: User, tom: User, olga: User
) -> None:
    row = taken(mail(), now)
    for address in (reverse("requests:mails"), reverse("requests:mail", args=[row.pk])):
        assert Client().get(address).status_code == 302
        for user, status in ((dana, 200), (ari, 403), (tom, 403), (olga, 403)):
            assert signed_in(user).get(address).status_code == status


def test_the_desk_puts_a_mail_away(request_: PrivacyRequest, now: datetime, signed_in: SignIn, dana: User) -> None:
    first, second = taken(mail(), now), taken(mail(Message_ID="<2@x.example>"), now)
    client = signed_in(dana)
    address = reverse("requests:mail", args=[first.pk])
    assert "Please hurry." in client.get(address).content.decode()
    for number in ("", "R-999999", "nonsense", "R-" + "9" * 12):
        assert client.post(address, {"number": number}).status_code == 422
    assert client.post(address, {"number": request_.number.lower()}).status_code == 302
    assert client.get(address).status_code == 404
    other = reverse("requests:mail", args=[second.pk])
    assert client.post(other, {"drop": "1", "because": ""}).status_code == 422
    assert client.post(other, {"drop": "1", "because": "Advertising"}).status_code == 302
    page = client.get(reverse("requests:mails")).content.decode()
    assert "No mail waits." in page
    assert "Please hurry." not in page


def test_a_saved_mail_is_uploaded_at_the_case(
    request_: PrivacyRequest, now: datetime, signed_in: SignIn, dana: User, ari: User
) -> None:
    address = reverse("requests:saved-mail", args=[request_.pk])
    file = io.BytesIO(mail())
    file.name = "hello.eml"
    assert signed_in(ari).get(address).status_code == 403
    client = signed_in(dana)
    assert client.post(address, {}).status_code == 422
    broken = io.BytesIO(b"no mail")
    broken.name = "x.eml"
    assert client.post(address, {"file": broken}).status_code == 422
    assert client.post(address, {"file": file}).status_code == 302
    assert len(threaded(request_)) == 1


def test_the_actor_of_the_pipe_is_named() -> None:
    assert SystemActor("mail-service:inbound") == POSTMAN
