"""The tab of messages: what goes to the family is looked at first, and a note never goes anywhere."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from district.models import District, User
from notices.models import Message, MessageState
from notices.services import messages_send_due
from requests_portal.models import Direction, PrivacyRequest, ReplyTemplate, RequestFile, ThreadMessage, Way
from requests_portal.services import RequestRefused
from requests_portal.services.steps import family_actor
from requests_portal.thread.fields import FIELDS, field_values, filled, unknown_fields
from requests_portal.thread.selectors import templates_for, thread_for_family, unread_counts
from requests_portal.thread.services import thread_in, thread_note, thread_out
from requests_portal.thread.standardtexts import STANDARD
from requests_portal.thread.templates import reply_templates_ensure, template_save
from tests.factories.requests import MONDAY, RequestFactory, request_received
from tests.requests_portal.following_cast import body_of, forget_limits, let_in, link_for, mails

SECRET = "Luis’s reading level"


@pytest.fixture(autouse=True)
def at_noon(district: District, time_machine: Any) -> None:
    forget_limits()
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def request_(dana: User) -> PrivacyRequest:
    return request_received()


def written(request: PrivacyRequest, by: User, **other: Any) -> ThreadMessage:
    given: dict[str, Any] = {"subject": "A question", "text": SECRET, "now": MONDAY}
    return thread_out(request=request, actor=by, **(given | other))


def test_the_mail_that_tells_of_a_message_says_nothing_of_it_and_names_nobody(
    request_: PrivacyRequest, dana: User
) -> None:
    row = written(request_, dana)
    (mail,) = mails(request_, f".message.{row.pk}")
    words = f"{(mail.content or {})['subject']} {body_of(mail)}"
    for secret in (SECRET, "Ana", "Rosa", "A question", dana.name):
        assert secret not in words
    assert request_.number in words
    assert "[[private link" in words
    assert row.message == mail


def test_a_message_in_spanish_is_told_of_in_spanish(dana: User) -> None:
    request = request_received(language="es")
    row = written(request, dana)
    (mail,) = mails(request, f".message.{row.pk}")
    assert mail.language == "es"
    assert "?lang=es" in body_of(mail)


def test_words_lie_sealed(request_: PrivacyRequest, dana: User) -> None:
    from django.db import connection

    written(request_, dana)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(one)::text FROM requests_portal_threadmessage one")
        found = " ".join(row[0] for row in cursor.fetchall())
    assert SECRET not in found


def test_a_note_is_never_told_read_or_printed_outside(
    client: Client, request_: PrivacyRequest, dana: User, signed_in: Any
) -> None:
    before = Message.objects.count()
    note = thread_note(request=request_, text="Father called, see the order.", actor=dana, now=MONDAY)
    assert Message.objects.count() == before
    assert note not in thread_for_family(request_)
    token = link_for(request_)
    family = Client()
    let_in(family, request_, token)
    for page in ("follow", "messages"):
        assert "Father called" not in family.get(reverse(f"portal:{page}", args=[token])).content.decode()
    letter = signed_in(dana).get(reverse("requests:message-letter", args=[request_.pk, note.pk]))
    assert letter.status_code == 404


def test_the_database_itself_lets_no_note_be_sent(request_: PrivacyRequest, dana: User) -> None:
    from django.db import IntegrityError, transaction

    note = thread_note(request=request_, text="Only here.", actor=dana, now=MONDAY)
    note.message = Message.objects.first()
    with pytest.raises(IntegrityError, match="requests_note_is_never_sent"), transaction.atomic():
        note.save(update_fields=["message"])


def test_without_an_address_a_message_is_a_letter(dana: User) -> None:
    request = request_received(asker={"email": ""})
    row = written(request, dana)
    assert (row.way, row.message) == (Way.LETTER, None)
    assert not mails(request, ".message.")


def test_sending_by_post_sends_no_mail(request_: PrivacyRequest, dana: User) -> None:
    row = written(request_, dana, way=Way.LETTER)
    assert not mails(request_, f".message.{row.pk}")


@pytest.mark.parametrize("text", ["", "  \n ", "\0", "x" * 20_001])
def test_an_empty_or_endless_message_is_refused(request_: PrivacyRequest, dana: User, text: str) -> None:
    with pytest.raises(RequestRefused):
        written(request_, dana, text=text)
    assert not request_.thread.exists()


def test_a_file_of_another_request_is_never_attached(request_: PrivacyRequest, dana: User) -> None:
    other = request_received(kind="delete")
    stray = RequestFile.objects.create(
        request=other, purpose="attachment", sealed={"name": "a.txt"}, media_type="text/plain", size=1, sha256="0" * 64,
        stored="x", file_key="0" * 64, by="x", at=MONDAY,
    )  # fmt: skip
    with pytest.raises(RequestRefused, match="does not belong"):
        written(request_, dana, files=[stray])


def test_what_the_family_writes_is_told_to_the_owner_without_a_word_of_it(
    request_: PrivacyRequest, dana: User, dirk: User
) -> None:
    request_.owner = dirk
    request_.save(update_fields=["owner"])
    row = thread_in(request=request_, text=SECRET, actor=family_actor(request_), now=MONDAY)
    (told,) = Message.objects.filter(key__startswith=f"requests.message.{row.pk}.")
    assert told.recipient == dirk
    assert SECRET not in told.body
    assert "Rosa" not in told.body + told.subject


def test_unread_messages_are_counted_until_somebody_who_may_work_opens_the_tab(
    request_: PrivacyRequest, dana: User, ari: User, signed_in: Any
) -> None:
    thread_in(request=request_, text="Hello?", actor=family_actor(request_), now=MONDAY)
    page = reverse("requests:messages", args=[request_.pk])
    assert unread_counts([request_]) == {request_.pk: 1}
    if ari.has_perm("requests_portal.view_privacyrequest"):
        signed_in(ari).get(page)
        assert unread_counts([request_]) == {request_.pk: 1}
    assert "new" in signed_in(dana).get(page).content.decode()
    assert unread_counts([request_]) == {}


def test_a_message_is_written_looked_at_and_sent(request_: PrivacyRequest, dana: User, signed_in: Any) -> None:
    client = signed_in(dana)
    write = reverse("requests:message-write", args=[request_.pk])
    looked = client.post(write, {"subject": "About {number}", "text": "Hello {name},\nabout {student}."})
    page = looked.content.decode()
    assert "Hello Rosa Fictional," in page
    assert not request_.thread.exists()
    values = {"subject": f"About {request_.number}", "text": "Hello Rosa Fictional,\nabout Ana Fictional."}
    client.post(reverse("requests:message-send", args=[request_.pk]), values)
    row = request_.thread.get()
    assert (row.direction, row.subject) == (Direction.OUT, f"About {request_.number}")


def test_a_message_is_sent_with_a_file_that_the_family_can_open(
    request_: PrivacyRequest, dana: User, signed_in: Any
) -> None:
    upload = SimpleUploadedFile("plan.txt", b"Come on Tuesday.", content_type="text/plain")
    signed_in(dana).post(
        reverse("requests:message-send", args=[request_.pk]),
        {"subject": "The day", "text": "See the file.", "attached": upload},
    )
    file = request_.thread.get().files.get()
    token = link_for(request_)
    family = Client()
    assert family.get(reverse("portal:file", args=[token, file.pk])).status_code == 302
    let_in(family, request_, token)
    answer = family.get(reverse("portal:file", args=[token, file.pk]))
    assert b"".join(answer) == b"Come on Tuesday."
    assert answer["Content-Disposition"].startswith("attachment")
    other = request_received(kind="delete")
    theirs = link_for(other)
    let_in(family, other, theirs)
    assert family.get(reverse("portal:file", args=[theirs, file.pk])).status_code == 404


def test_a_file_that_may_not_be_kept_sends_nothing(request_: PrivacyRequest, dana: User, signed_in: Any) -> None:
    upload = SimpleUploadedFile("macro.docm", b"PK\x03\x04 not a document", content_type="application/msword")
    answer = signed_in(dana).post(
        reverse("requests:message-send", args=[request_.pk]), {"subject": "A", "text": "B", "attached": upload}
    )
    assert answer.status_code == 422
    assert not request_.thread.exists()
    assert not request_.files.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [("About {pupil}.", "There is no field {pupil}"), ("Hello\n…\nBye", "Replace the line"), ("", "Write the message")],
)
def test_what_is_not_ready_is_not_looked_at(
    request_: PrivacyRequest, dana: User, signed_in: Any, text: str, said: str
) -> None:
    write = reverse("requests:message-write", args=[request_.pk])
    answer = signed_in(dana).post(write, {"subject": "A", "text": text})
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize("name", ["message-write", "message-send", "note"])
def test_who_may_only_read_writes_nothing(request_: PrivacyRequest, ari: User, signed_in: Any, name: str) -> None:
    answer = signed_in(ari).post(reverse(f"requests:{name}", args=[request_.pk]), {"subject": "A", "text": "B"})
    assert answer.status_code == 403
    assert not request_.thread.exists()


@pytest.mark.parametrize("name", ["messages", "message-write"])
def test_without_a_right_the_tab_is_shut(request_: PrivacyRequest, tom: User, signed_in: Any, name: str) -> None:
    assert signed_in(tom).get(reverse(f"requests:{name}", args=[request_.pk])).status_code == 403
    assert Client().get(reverse(f"requests:{name}", args=[request_.pk])).status_code == 302


def test_the_tab_asks_the_database_no_more_for_fifty_messages(
    request_: PrivacyRequest, dana: User, signed_in: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, page = signed_in(dana), reverse("requests:messages", args=[request_.pk])
    written(request_, dana)
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for _ in range(50):
        written(request_, dana)
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few)


def test_a_message_is_a_letter_with_the_familys_address(request_: PrivacyRequest, dana: User, signed_in: Any) -> None:
    import pypdfium2

    row = written(request_, dana)
    answer = signed_in(dana).get(reverse("requests:message-letter", args=[request_.pk, row.pk]))
    content = b"".join(answer)
    text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    for words in ("Rosa Fictional", "7 Fictional Street", "Prairie Lantern, IL 60000", SECRET, request_.number):
        assert words in text.replace("\r\n", "\n")
    assert text.count("Prairie Lantern, IL 60000") == 2  # the district's own, and the family's


def test_what_became_of_the_mail_is_said(request_: PrivacyRequest, dana: User, signed_in: Any) -> None:
    row = written(request_, dana)
    page = reverse("requests:messages", args=[request_.pk])
    Message.objects.filter(key=f"request.{request_.pk}.message.{row.pk}").update(state=MessageState.BOUNCED)
    assert "came back: post it as a letter" in signed_in(dana).get(page).content.decode()


def test_the_mail_leaves_with_a_link_that_leads_to_the_door(
    request_: PrivacyRequest, dana: User, settings: Any, tmp_path: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    from django.core import mail

    written(request_, dana)
    messages_send_due(now=MONDAY)
    sent = next(one for one in mail.outbox if "A message about" in one.subject)
    address = next(line for line in sent.body.splitlines() if "/portal/r/" in line)
    assert address.endswith("/?lang=en")
    assert "This page is private" in Client().get(address[address.index("/portal/") :]).content.decode()


# Texts to begin with


def test_standard_texts_come_once_and_in_both_languages(request_: PrivacyRequest, dana: User) -> None:
    assert reply_templates_ensure(actor=dana, now=MONDAY) == 2 * len(STANDARD)
    assert reply_templates_ensure(actor=dana, now=MONDAY) == 0
    for language in ("en", "es"):
        names = {text.name for text in templates_for(request_, language)}
        assert names == {text.name for text in STANDARD if text.kind in ("", "copy")}


def test_standard_texts_name_only_fields_that_exist() -> None:
    for text in STANDARD:
        for language in ("en", "es"):
            assert not unknown_fields(text.subject[language] + text.body[language])


def test_a_text_that_the_office_turned_off_stays_off(request_: PrivacyRequest, dana: User) -> None:
    reply_templates_ensure(actor=dana, now=MONDAY)
    ReplyTemplate.objects.all().update(active=False)
    assert reply_templates_ensure(actor=dana, now=MONDAY) == 0
    assert templates_for(request_) == []


def test_a_text_begins_a_message(request_: PrivacyRequest, dana: User, signed_in: Any) -> None:
    reply_templates_ensure(actor=dana, now=MONDAY)
    text = ReplyTemplate.objects.get(code="where-it-stands", language="en")
    page = signed_in(dana).get(reverse("requests:message-write", args=[request_.pk]), {"text": text.pk})
    assert "You asked on {asked_on}." in page.content.decode()


@pytest.mark.parametrize("chosen", ["0", "999999", "x", "-1", "9" * 40, "１"])
def test_a_text_that_is_none_begins_nothing(request_: PrivacyRequest, dana: User, signed_in: Any, chosen: str) -> None:
    page = signed_in(dana).get(reverse("requests:message-write", args=[request_.pk]), {"text": chosen})
    assert page.status_code == 200


def test_a_text_with_a_field_that_does_not_exist_is_refused(dana: User) -> None:
    text = ReplyTemplate(name="Mine", language="en", subject="A", body="Hello {pupil}")
    with pytest.raises(RequestRefused, match="no field"):
        template_save(template=text, actor=dana, now=MONDAY)


def test_texts_are_edited_in_the_office(dana: User, signed_in: Any) -> None:
    reply_templates_ensure(actor=dana, now=MONDAY)
    text = ReplyTemplate.objects.get(code="thank-you", language="en")
    address = reverse("admin:requests_portal_replytemplate_change", args=[text.pk])
    client = signed_in(dana)
    values = {
        "name": text.name,
        "kind": "",
        "language": "en",
        "subject": "Thanks",
        "body": "For {number}",
        "active": "on",
    }
    assert client.post(address, {**values, "body": "For {nobody}"}).status_code == 200
    assert client.post(address, values).status_code == 302
    text.refresh_from_db()
    assert text.subject == "Thanks"


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_field_is_filled_in_either_language(
    request_: PrivacyRequest, district: District, dana: User, language: str
) -> None:
    values = field_values(request_, district=district, clock=None, writer=dana.name, language=language, now=MONDAY)
    assert set(values) == set(FIELDS)
    text = filled(" ".join(f"{{{name}}}" for name in FIELDS), values)
    assert "{" not in text


def test_what_the_family_wrote_is_filled_in_once_and_never_taken_for_a_field(
    request_: PrivacyRequest, district: District, dana: User
) -> None:
    request_.asker = {**(request_.asker or {}), "name": "{student}"}
    values = field_values(request_, district=district, clock=None, writer="D", language="en", now=MONDAY)
    assert filled("Hello {name}", values) == "Hello {student}"


def test_after_retention_nothing_is_written_any_more(dana: User) -> None:
    request = RequestFactory(forgotten_at=MONDAY, state="closed", closed_at=MONDAY)
    with pytest.raises(RequestRefused, match="time is over"):
        written(request, dana)
