"""What is queued leaves, over a real SMTP server, with evidence; what cannot leave stays and is tried again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from deadlines.models import Deadline, Heartbeat
from deadlines.services import deadline_open_for_event
from deadlines.sweep import sweep
from district.audit import SystemActor
from district.models import AdoptedPack, District, User
from notices.models import Message
from notices.services import message_queue, messages_send_due
from notices.services.queueing import MessageRefused
from notices.services.sending import MOST_ATTEMPTS
from tests.notices.smtp import Keeper, free_port, smtp_server

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TIMER = SystemActor("timer:test")


@pytest.fixture
def mail(settings: Any) -> Iterator[Keeper]:
    with smtp_server(settings) as keeper:
        yield keeper


def queue(key: str = "greeting.1", address: str = "parent@family.example", **other: Any) -> Message:
    given: dict[str, Any] = {"subject": "Bonjour – é", "body": "Hello.\nSeñora", "at": NOW, "now": NOW}
    return message_queue(key=key, address=address, actor=TIMER, **(given | other))


@pytest.mark.django_db
def test_a_message_leaves_once_under_its_key(mail: Keeper) -> None:
    message = queue()
    assert messages_send_due(now=NOW).sent == 1
    assert messages_send_due(now=NOW).sent == 0
    (email,) = mail.mail
    assert email["Message-ID"] == "<greeting.1@127.0.0.1>"
    assert email["To"] == "parent@family.example"
    message.refresh_from_db()
    assert (message.state, message.sent_at) == ("sent", NOW)
    assert list(message.evidence.values_list("what", "at")) == [("sent", NOW)]


@pytest.mark.django_db
def test_the_time_to_send_is_kept(mail: Keeper) -> None:
    queue(at=NOW + timedelta(hours=1))
    assert messages_send_due(now=NOW).sent == 0
    assert messages_send_due(now=NOW + timedelta(days=9)).sent == 1


@pytest.mark.django_db
def test_the_same_key_is_one_message(mail: Keeper) -> None:
    assert queue() == queue(body="Other words.")
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_an_address_that_is_refused_is_tried_again_and_stops_nothing(mail: Keeper) -> None:
    mail.refused["full@family.example"] = "452 4.2.2 Mailbox full"
    full, _fine = queue("a.1", "full@family.example"), queue("a.2")
    counts = messages_send_due(now=NOW)
    full.refresh_from_db()
    assert (counts.sent, counts.delayed) == (1, 1)
    assert (full.state, full.send_after) == ("queued", NOW + timedelta(minutes=2))
    assert "Mailbox full" in full.last_error
    mail.refused.clear()
    assert messages_send_due(now=NOW + timedelta(minutes=2)).sent == 1


@pytest.mark.django_db
def test_one_message_at_which_the_server_hangs_up_does_not_hold_up_the_rest(mail: Keeper) -> None:
    mail.hangs_up.add("odd@family.example")
    odd = queue("a.1", "odd@family.example")
    for number in range(3):
        queue(f"b.{number}")
    counts = messages_send_due(now=NOW)
    odd.refresh_from_db()
    assert (counts.sent, counts.delayed, counts.trouble) == (3, 1, "")
    assert (odd.state, odd.attempts, odd.send_after) == ("queued", 1, NOW + timedelta(minutes=2))
    assert "SMTPServerDisconnected" in odd.last_error


@pytest.mark.django_db
def test_after_two_hang_ups_in_a_row_the_round_stops_and_says_so(mail: Keeper) -> None:
    mail.hangs_up.add("odd@family.example")
    for number in range(3):
        queue(f"a.{number}", "odd@family.example")
    fine = queue("b.1")
    counts = messages_send_due(now=NOW)
    assert (counts.sent, counts.delayed) == (0, 2)
    assert "hung up on 2 messages in a row" in Heartbeat.objects.get(name="send").detail["trouble"]
    assert messages_send_due(now=NOW + timedelta(minutes=1)).sent == 1
    fine.refresh_from_db()
    assert (fine.state, fine.attempts) == ("sent", 1)


@pytest.mark.django_db
def test_a_refusal_that_ends_the_connection_is_not_laid_to_the_next_message(mail: Keeper) -> None:
    mail.refused["busy@family.example"] = "421 4.3.2 Closing the channel"
    queue("a.1", "busy@family.example")
    fine = queue("a.2")
    messages_send_due(now=NOW)
    fine.refresh_from_db()
    assert (fine.state, fine.attempts) == ("sent", 1)


@pytest.mark.django_db
def test_after_many_attempts_it_is_given_up_in_sight(mail: Keeper) -> None:
    mail.refused["gone@family.example"] = "550 5.1.1 No such person"
    message = queue(address="gone@family.example")
    for day in range(MOST_ATTEMPTS):
        messages_send_due(now=NOW + timedelta(days=day))
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", MOST_ATTEMPTS)
    assert message.evidence.last().what == "failed"  # type: ignore[union-attr]
    assert messages_send_due(now=NOW + timedelta(days=99)).sent == 0


@pytest.mark.django_db
def test_while_the_server_is_down_everything_stays_queued(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    message = queue()
    for minute in range(20):
        counts = messages_send_due(now=NOW + timedelta(minutes=minute))
        assert "ConnectionRefusedError" in counts.trouble
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("queued", 0)
    assert Heartbeat.objects.get(name="send").detail["trouble"]
    with smtp_server(settings) as keeper:
        assert messages_send_due(now=NOW + timedelta(minutes=20)).sent == 1
    assert len(keeper.mail) == 1


@pytest.mark.django_db
def test_without_a_server_each_message_is_a_file(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "notices.emlfolder.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    queue()
    messages_send_due(now=NOW)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "greeting.1@127.0.0.1.eml"
    assert message_from_bytes(file.read_bytes())["Message-ID"] == "<greeting.1@127.0.0.1>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "two words"},
        {"key": "a@b"},
        {"address": ""},
        {"address": "nobody"},
        {"address": "a@b.example, c@d.example"},
        {"address": "a@b.example\nBcc: c@d.example"},
        {"subject": "One\nTwo"},
        {"subject": " "},
    ],
)
def test_what_could_never_be_sent_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(MessageRefused):
        queue(**wrong)
    assert not Message.objects.exists()


def test_the_e_mail_says_what_why_and_where(district: District, dana: User, mail: Keeper) -> None:
    AdoptedPack.objects.create(pack="ct-student-data", adopted_on=NOW.date())
    deadline_open_for_event(subject=district, event="operator_notice_received", at=NOW, actor=dana, now=NOW)
    sweep(now=NOW)
    messages_send_due(now=NOW)
    texts = [email.get_payload(decode=True).decode() for email in mail.mail]  # type: ignore[union-attr]
    policy = next(text for text in texts if "Not verified" not in text)
    clock = Deadline.objects.get(rule="ct-student-data.breach.notify-families", source="policy")
    assert "Due by Wednesday 4 March 2026, 9:00 a.m." in policy
    assert "48 hours after 2 March 2026, when the operator's notice was received (policy 3520.13" in policy
    assert "- 48 hours are counted as real hours" in policy
    assert f"http://127.0.0.1:8000/office/deadlines/deadline/{clock.pk}/change/" in policy
    assert Message.objects.filter(body=policy.replace("\r\n", "\n")).exists()


def test_an_unverified_rule_is_flagged_in_the_e_mail(district: District, dana: User, mail: Keeper) -> None:
    AdoptedPack.objects.create(pack="ct-student-data", adopted_on=NOW.date())
    deadline_open_for_event(subject=district, event="operator_notice_received", at=NOW, actor=dana, now=NOW)
    sweep(now=NOW)
    messages_send_due(now=NOW)
    texts = [email.get_payload(decode=True).decode() for email in mail.mail]  # type: ignore[union-attr]
    assert sum("Not verified" in text for text in texts) == 1
