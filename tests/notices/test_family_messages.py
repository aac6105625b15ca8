"""Single messages to families: sealed while they wait, whole when they leave, and known again when they come back."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg2 import sql

from district import links
from district.audit import SystemActor
from district.links import link_issue, link_mark
from district.models import District, User
from notices import hooks
from notices.hooks import undelivered_listen
from notices.models import DeliveryEvidence, Message
from notices.selectors import family_messages, messages_failed
from notices.services import family_message_queue, family_messages_empty, messages_send_due
from notices.services.mailings.bounces import Bounce, bounces_take
from notices.services.queueing import MessageRefused
from notices.services.sending import MOST_ATTEMPTS
from tests.factories.notices import NOW
from tests.factories.roster import StudentFactory
from tests.notices.smtp import Keeper, smtp_server

TIMER = SystemActor("timer:test")
ANA = ("Ana Fictional", "ana@family.example")
WORDS = "Lantern words about Luis."


@pytest.fixture
def mail(settings: Any) -> Iterator[Keeper]:
    with smtp_server(settings) as keeper:
        yield keeper


@pytest.fixture
def told() -> Iterator[list[str]]:
    """Keys of which listeners were told that they did not arrive."""
    keys: list[str] = []

    @undelivered_listen("lantern")
    def listen(*, messages: Sequence[Message], **_: Any) -> None:
        keys.extend(message.key for message in messages)

    yield keys
    del hooks.UNDELIVERED["lantern"]


@pytest.fixture
def walk() -> Iterator[None]:
    links.link_page("lantern_walk", "operator:answer")
    yield
    del links.PAGES["lantern_walk"]


def queue(key: str = "request.1.received", **other: Any) -> Message:
    given: dict[str, Any] = {"to": ANA, "subject": "Your request R-1", "body": WORDS, "language": "en", "at": NOW}
    return family_message_queue(key=key, actor=TIMER, now=NOW, **(given | other))


def everything(*tables: str) -> str:
    """Whatever a reader of the database sees of these tables, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(sql.SQL("SELECT row_to_json(one)::text FROM {} one").format(sql.Identifier(table)))
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.django_db
def test_a_message_to_a_family_leaves_whole_under_its_key(mail: Keeper) -> None:
    message = queue()
    assert messages_send_due(now=NOW).sent == 1
    assert messages_send_due(now=NOW).sent == 0
    (email,) = mail.mail
    assert (email["To"], email["Subject"]) == ("ana@family.example", "Your request R-1")
    assert email["Message-ID"] == "<request.1.received@127.0.0.1>"
    assert WORDS in str(email.get_payload())
    message.refresh_from_db()
    assert (message.state, message.sent_at, len(message.content_sha256)) == ("sent", NOW, 64)


@pytest.mark.django_db
def test_nothing_of_it_can_be_read_in_the_database_before_or_after(mail: Keeper) -> None:
    mail.refused["ana@family.example"] = "452 4.2.2 <ana@family.example> is full"
    queue()
    messages_send_due(now=NOW)
    mail.refused.clear()
    messages_send_due(now=NOW + timedelta(hours=1))
    found = everything(
        "notices_message", "notices_deliveryevidence", "notices_deliveryevidenceevent", "pghistory_context"
    )
    for words in ("ana@", "Ana Fictional", "family.example", "Lantern words", "Your request"):
        assert words not in found


@pytest.mark.django_db
def test_the_same_key_is_one_message() -> None:
    assert queue() == queue(body="Other words.")
    assert Message.objects.get().content == {"subject": "Your request R-1", "body": WORDS}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"to": ("Ana", "")},
        {"to": ("Ana", "ana@family.example, ben@family.example")},
        {"to": ("Ana", "ana\n@family.example")},
        {"subject": "Two\nlines"},
        {"subject": "  "},
        {"key": "request 1"},
    ],
)
def test_what_could_never_be_sent_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(MessageRefused):
        queue(**wrong)
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_private_link_is_in_the_mail_and_nowhere_else(
    mail: Keeper, walk: None, district: District, dana: User
) -> None:
    link, token = link_issue(
        purpose="lantern_walk", subject=district, issued_to=ANA, days=30, actor=dana, now=NOW, family=True
    )
    queue(body=f"Open {link_mark(link)}")
    messages_send_due(now=NOW)
    assert token in str(mail.mail[0].get_payload(decode=True))
    message = Message.objects.get()
    assert token not in str(message.content)
    found = everything("district_privatelink", "district_privatelinkevent", "pghistory_context", "notices_message")
    for words in (token, ANA[1], ANA[0]):
        assert words not in found


@pytest.mark.django_db
def test_a_link_of_another_family_is_never_filled_in(mail: Keeper, walk: None, district: District, dana: User) -> None:
    link, _ = link_issue(
        purpose="lantern_walk", subject=district, issued_to=ANA, days=30, actor=dana, now=NOW, family=True
    )
    queue(to=("Ben Fictional", "ben@family.example"), body=f"Open {link_mark(link)}")
    assert messages_send_due(now=NOW).delayed == 1
    assert not mail.mail


@pytest.mark.django_db
def test_one_that_does_not_open_stops_no_other(mail: Keeper) -> None:
    broken = queue("request.1.a")
    queue("request.2.b")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notices_message SET content = 'abc'::bytea WHERE id = %s", [broken.pk])
    counts = messages_send_due(now=NOW)
    assert (counts.sent, counts.delayed) == (1, 1)


@pytest.mark.django_db
def test_an_address_that_is_refused_for_good_has_bounced_and_its_room_is_told(mail: Keeper, told: list[str]) -> None:
    mail.refused["ana@family.example"] = "550 5.1.1 <ana@family.example> unknown"
    message = queue()
    messages_send_due(now=NOW)
    message.refresh_from_db()
    assert message.state == "bounced"
    assert told == [message.key]
    assert "ana@" not in DeliveryEvidence.objects.get().detail


@pytest.mark.django_db
def test_one_given_up_after_many_attempts_is_told_of_and_is_no_trouble_of_the_house(
    mail: Keeper, told: list[str]
) -> None:
    mail.refused["ana@family.example"] = "452 4.2.2 full"
    message = queue()
    for day in range(MOST_ATTEMPTS):
        messages_send_due(now=NOW + timedelta(days=day))
    message.refresh_from_db()
    assert (message.state, told) == ("failed", [message.key])
    assert not messages_failed().exists()


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["message-id", "address"])
def test_a_bounce_that_comes_later_is_booked_and_its_room_is_told(mail: Keeper, told: list[str], how: str) -> None:
    message = queue()
    messages_send_due(now=NOW)
    message_id, address = ("<request.1.received@127.0.0.1>", "") if how == "message-id" else ("", ANA[1].upper())
    matched = bounces_take(bounces=[Bounce(1, message_id, address, "550 gone")], actor=TIMER, now=NOW, how="test")
    message.refresh_from_db()
    assert (matched.bounced, message.state, told) == (1, "bounced", [message.key])


@pytest.mark.django_db
def test_the_search_of_families_messages_finds_it(dana: User, mail: Keeper) -> None:
    student = StudentFactory()
    message = queue(student_ids=[student.pk])
    for words in ("ana@family.example", "Ana Fictional", "fictional, ana"):
        assert family_messages(dana, words) == [message]
    assert family_messages(dana, "ben@family.example") == []


@pytest.mark.django_db
def test_the_office_reads_it_without_its_link_and_without_its_code(
    client: Client, walk: None, district: District, dana: User, tom: User
) -> None:
    link, _ = link_issue(
        purpose="lantern_walk", subject=district, issued_to=ANA, days=30, actor=dana, now=NOW, family=True
    )
    message = queue(body=f"{WORDS} {link_mark(link)} Your code is 123456, number 60601-1234.")
    client.force_login(dana)
    page = client.get(reverse("notices:message", args=[message.pk])).content.decode()
    assert "Lantern words about Luis. (private link) Your code is (code), number 60601-1234." in page
    found = client.post(reverse("notices:search"), {"q": ANA[1]}).content.decode()
    assert f"Message {message.pk}" in found
    assert client.get(reverse("notices:address", args=[message.pk])).status_code == 404
    assert message.key not in client.get(reverse("admin:notices_message_changelist")).content.decode()
    client.force_login(tom)
    assert client.get(reverse("notices:message", args=[message.pk])).status_code in (403, 404)


@pytest.mark.django_db
def test_when_its_time_is_over_only_the_evidence_stays(mail: Keeper) -> None:
    message, other = queue(), queue("request.11.received")
    messages_send_due(now=NOW)
    assert family_messages_empty(key_prefix="request.1.", actor=TIMER) == 1
    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.sealed, message.content, message.keys, message.kind) == (None, None, None, "asker")
    assert other.sealed is not None
    assert message.evidence.get().what == "sent"


@pytest.mark.django_db
def test_keys_for_searching_are_made_anew_with_the_rest(settings: Any) -> None:
    from roster.rekeying import rekey

    message = queue()
    before = [bytes(key) for key in message.keys or []]
    settings.SEARCH_KEY = "7" * 64
    for _ in rekey():
        pass
    message.refresh_from_db()
    assert [bytes(key) for key in message.keys or []] != before
