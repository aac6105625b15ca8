"""A mailing: prepared by one, approved by another, sent to everyone once, and never to those who are excluded."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from district.encryption import seal
from district.models import District, User
from notices.hooks import MAILING_LEFT, mailing_left_listen
from notices.models import DeliveryEvidence, Mailing, MailingState, Message, Taken
from notices.selectors import family_messages
from notices.services import messages_send_due
from notices.services.booking import content_hash
from notices.services.mailings import (
    MailingRefused,
    Text,
    mailing_approve,
    mailing_ask_approval,
    mailing_pause,
    mailing_resume,
    mailing_stop,
)
from notices.services.mailings.returning import address_found
from notices.services.mailings.running import mailing_send_chunk, mailings_running, mailings_tidy
from roster.families import families_of
from roster.models import Guardian, Guardianship
from roster.rekeying import rekey
from roster.services import court_order_set, do_not_contact_set
from tests.factories.notices import NOW, by_letter, email_text, family, let_go, letter_text, prepared
from tests.factories.roster import family_make
from tests.notices.smtp import Keeper, smtp_server


@pytest.fixture
def mail(settings: Any) -> Iterator[Keeper]:
    with smtp_server(settings) as keeper:
        yield keeper


@pytest.fixture
def sonia(person: Callable[..., User]) -> User:
    """The superintendent."""
    return person("Sonia Fictional", "superintendent")


def states(mailing: Mailing) -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Message.objects.filter(mailing=mailing).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_everyone_gets_one_message_in_their_language_and_the_excluded_none(
    district: District, dana: User, sonia: User, mail: Keeper
) -> None:
    families = [
        family(1),
        family(2, language="es"),
        family(3, excluded="court order"),
        family(4, email=""),
        family(5, language="fr"),
    ]
    mailing = prepared(district, dana, families, texts=[email_text(), email_text("es")])
    assert mailing.counts["languages"] == {"en": {"email": 2}, "es": {"email": 1}}
    let_go(mailing, asks=dana, approves=sonia)
    assert mailing_send_chunk(mailing_id=mailing.pk, now=NOW).sent == 3
    assert states(mailing) == {"sent": 3, "excluded": 1, "no_address": 1}
    assert sorted(str(email["To"]) for email in mail.mail) == [f"ana.{n}@family.example" for n in (1, 2, 5)]
    spanish = next(email for email in mail.mail if email["To"] == "ana.2@family.example")
    text = spanish.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "Para Ana Fictional 2:" in text
    assert "2 de marzo de 2026" in text
    kept: Any = Message.objects.get(guardian_id=3).sealed
    assert kept["excluded"] == "court order"


def test_what_was_sent_is_kept_sealed_with_its_hash_and_the_servers_answer(
    district: District, dana: User, sonia: User, mail: Keeper
) -> None:
    mailing = let_go(prepared(district, dana, [family(1, name="Ana Ñandú")]), asks=dana, approves=sonia)
    mailing_send_chunk(mailing_id=mailing.pk, now=NOW)
    message = Message.objects.get()
    content: Any = message.content
    (email,) = mail.mail
    assert email.get_payload(decode=True).decode() == content["body"].replace("\n", "\r\n")  # type: ignore[union-attr]
    assert email["Message-ID"] == f"<mailing.{mailing.pk}.1@127.0.0.1>"
    assert message.content_sha256 == content_hash(content["subject"], content["body"])
    assert list(message.evidence.values_list("what", "at", "detail")) == [("sent", NOW, "250 OK")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT notices_message::text FROM notices_message")
        assert b"family.example".hex() not in cursor.fetchone()[0]
        assert "Ana" not in str(Message.objects.values_list("key", "address", "subject", "body").get())
    assert not Taken.objects.exists()


def test_nothing_leaves_before_it_is_approved(district: District, dana: User, sonia: User, mail: Keeper) -> None:
    mailing = prepared(district, dana, [family(1)])
    mailing_send_chunk(mailing_id=mailing.pk, now=NOW)
    mailing_ask_approval(mailing=mailing, actor=dana, now=NOW)
    mailing_send_chunk(mailing_id=mailing.pk, now=NOW)
    messages_send_due(now=NOW)
    assert not mail.mail


def test_the_one_who_prepared_it_never_approves(district: District, dana: User) -> None:
    mailing = prepared(district, dana, [family(1)])
    mailing_ask_approval(mailing=mailing, actor=dana, now=NOW)
    with pytest.raises(MailingRefused, match="a second person"):
        mailing_approve(mailing=mailing, actor=dana, now=NOW)
    with pytest.raises(IntegrityError, match="notices_mailing_second_person"):
        Mailing.objects.update(approved_by=dana)


@pytest.mark.parametrize("role", ["director", "auditor", "records_custodian", "business_manager", "staff_member"])
def test_only_the_officer_and_the_superintendent_approve(
    role: str, district: District, dana: User, person: Callable[..., User]
) -> None:
    mailing = prepared(district, dana, [family(1)])
    mailing_ask_approval(mailing=mailing, actor=dana, now=NOW)
    with pytest.raises(MailingRefused, match="Only the privacy officer or the superintendent"):
        mailing_approve(mailing=mailing, actor=person("Rhea Fictional", role), now=NOW)
    assert Mailing.objects.get().state == "waiting"


def test_a_draft_is_not_approved_unasked(district: District, dana: User, sonia: User) -> None:
    with pytest.raises(MailingRefused, match="This mailing is draft"):
        mailing_approve(mailing=prepared(district, dana, [family(1)]), actor=sonia, now=NOW)
    assert Mailing.objects.get().approved_by is None


def test_a_pause_in_the_middle_holds_the_rest_until_it_is_resumed(
    district: District, dana: User, sonia: User, mail: Keeper
) -> None:
    mailing = let_go(prepared(district, dana, [family(n) for n in range(1, 9)]), asks=dana, approves=sonia)
    mailing_send_chunk(mailing_id=mailing.pk, now=NOW, most=3)
    mailing_pause(mailing=mailing, why="A wrong telephone number", actor=dana, now=NOW)
    assert mailing_send_chunk(mailing_id=mailing.pk, now=NOW).tried == 0
    assert mailings_running(now=NOW) == ([], [])
    mailing_resume(mailing=mailing, actor=dana, now=NOW)
    assert mailing_send_chunk(mailing_id=mailing.pk, now=NOW).sent == 5
    assert len({email["Message-ID"] for email in mail.mail}) == len(mail.mail) == 8
    assert Mailing.objects.get().state == MailingState.DONE


def test_what_is_stopped_never_leaves(district: District, dana: User, sonia: User, mail: Keeper) -> None:
    mailing = let_go(prepared(district, dana, [family(n) for n in range(1, 6)]), asks=dana, approves=sonia)
    mailing_send_chunk(mailing_id=mailing.pk, now=NOW, most=2)
    mailing_stop(mailing=mailing, why="The list was wrong", actor=dana, now=NOW)
    mailing_send_chunk(mailing_id=mailing.pk, now=NOW)
    assert states(mailing) == {"sent": 2, "stopped": 3}
    with pytest.raises(MailingRefused, match="stopped"):
        mailing_resume(mailing=mailing, actor=dana, now=NOW)


def test_what_a_lost_worker_sent_of_a_stopped_mailing_is_booked(
    district: District, dana: User, sonia: User, mail: Keeper
) -> None:
    mailing = let_go(prepared(district, dana, [family(1), family(2)]), asks=dana, approves=sonia)
    Message.objects.update(leased_until=NOW + timedelta(minutes=5))
    first = Message.objects.order_by("pk")[0]
    Taken.objects.create(message=first, at=NOW, answer="250 OK")
    mailing_stop(mailing=mailing, why="The list was wrong", actor=dana, now=NOW)
    mailings_tidy(now=NOW + timedelta(minutes=6))
    assert states(mailing) == {"sent": 1, "stopped": 1}
    assert not mail.mail


@pytest.mark.parametrize("step", [mailing_pause, mailing_stop])
def test_a_pause_and_a_stop_say_why(step: Any, district: District, dana: User, sonia: User) -> None:
    mailing = let_go(prepared(district, dana, [family(1)]), asks=dana, approves=sonia)
    with pytest.raises(MailingRefused, match="Say why"):
        step(mailing=mailing, why=" ", actor=dana, now=NOW)


def test_a_drill_runs_whole_and_nothing_leaves_the_house(
    district: District, dana: User, sonia: User, mail: Keeper
) -> None:
    mailing = prepared(district, dana, [family(1), family(2, excluded="court order")], drill=True)
    let_go(mailing, asks=dana, approves=sonia)
    mailing_send_chunk(mailing_id=mailing.pk, now=NOW)
    assert not mail.mail
    assert states(mailing) == {"drill": 1, "excluded": 1}
    content: Any = Message.objects.get(state="drill").content
    assert content["subject"].startswith("DRILL: ")
    assert "a drill" in DeliveryEvidence.objects.get().detail
    assert Mailing.objects.get().state == "done"


def test_when_the_last_message_has_left_the_subjects_room_is_told(
    district: District, dana: User, sonia: User, mail: Keeper
) -> None:
    told: list[Any] = []
    before = dict(MAILING_LEFT)
    mailing_left_listen("test")(lambda **said: told.append(said))
    try:
        mailing = let_go(prepared(district, dana, [family(1), family(2)]), asks=dana, approves=sonia)
        mailing_send_chunk(mailing_id=mailing.pk, now=NOW, most=1)
        assert not told
        mailing_send_chunk(mailing_id=mailing.pk, now=NOW + timedelta(minutes=1))
        mailings_tidy(now=NOW + timedelta(minutes=2))
    finally:
        MAILING_LEFT.clear()
        MAILING_LEFT.update(before)
    (said,) = told
    assert (said["mailing"].subject, said["at"]) == (district, NOW + timedelta(minutes=1))


def test_an_address_that_is_refused_for_good_has_bounced_at_once(
    district: District, dana: User, sonia: User, mail: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    mail.refused["ana.1@family.example"] = "550 5.1.1 <ana.1@family.example> no such person"
    mail.refused["ana.2@family.example"] = "452 4.2.2 Mailbox full"
    mailing = let_go(prepared(district, dana, [family(n) for n in (1, 2, 3)]), asks=dana, approves=sonia)
    sent = mailing_send_chunk(mailing_id=mailing.pk, now=NOW)
    assert (sent.sent, sent.delayed, sent.failed) == (1, 1, 1)
    assert states(mailing) == {"bounced": 1, "ready": 1, "sent": 1}
    details = " ".join(DeliveryEvidence.objects.values_list("detail", flat=True))
    assert "no such person" in details
    assert "family.example" not in details
    said = [record for record in caplog.records if record.name.startswith("notices.")]
    assert [record.getMessage().endswith("could not be sent: SMTPRecipientsRefused") for record in said] == [True, True]
    assert not any(record.exc_info for record in said)  # a traceback would quote the address
    mail.refused.clear()
    assert mailing_send_chunk(mailing_id=mailing.pk, now=NOW + timedelta(minutes=2)).sent == 1
    assert Mailing.objects.get().state == "done"


def test_a_message_that_does_not_open_is_its_own_trouble(
    district: District, dana: User, sonia: User, mail: Keeper
) -> None:
    mailing = let_go(prepared(district, dana, [family(1), family(2)]), asks=dana, approves=sonia)
    with connection.cursor() as cursor:
        broken = seal({"name": "x"})[:-1]
        cursor.execute("UPDATE notices_message SET sealed = %s WHERE guardian_id = 1", [broken])
    sent = mailing_send_chunk(mailing_id=mailing.pk, now=NOW)
    assert (sent.sent, sent.delayed) == (1, 1)


def test_what_the_server_took_before_a_crash_is_booked_and_not_sent_again(
    district: District, dana: User, sonia: User, mail: Keeper
) -> None:
    mailing = let_go(prepared(district, dana, [family(1)]), asks=dana, approves=sonia)
    message = Message.objects.get()
    Taken.objects.create(message=message, at=NOW, answer="250 OK before the crash")
    assert mailing_send_chunk(mailing_id=mailing.pk, now=NOW).sent == 1
    assert not mail.mail
    assert message.evidence.get().detail == "250 OK before the crash"


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ([Text("en", "email", "Hello", "Dear {nmae}")], r"The e-mail in en: .*\{nmae\}, which does not exist"),
        ([Text("en", "email", "To {everyone}", "Hello")], r"\{everyone\}"),
        ([Text("en", "email", "Hello", " ")], "says nothing"),
        ([Text("en", "email", "Two\nlines", "Hello")], "one line"),
        ([email_text(), email_text()], "twice"),
        ([Text("en", "letter", "Hello", master_sha256="0" * 64)], "no master"),
        ([], "no text"),
    ],
)
def test_a_text_that_cannot_be_filled_is_refused_and_nothing_is_kept(
    texts: list[Text], words: str, district: District, dana: User
) -> None:
    with pytest.raises(MailingRefused, match=words):
        prepared(district, dana, [family(1)], texts=texts)
    assert not Mailing.objects.exists()
    assert not Message.objects.exists()


def test_a_mailing_to_nobody_is_refused(district: District, dana: User) -> None:
    with pytest.raises(MailingRefused, match="nobody"):
        prepared(district, dana, [])
    nobody = prepared(district, dana, [family(1, excluded="court order")])
    with pytest.raises(MailingRefused, match="Nobody would get"):
        mailing_ask_approval(mailing=nobody, actor=dana, now=NOW)


def test_a_letter_that_the_mailing_has_no_text_for_is_on_the_work_list(district: District, dana: User) -> None:
    mailing = prepared(district, dana, [by_letter(1), family(2)])
    assert states(mailing) == {"no_address": 1, "ready": 1}


def test_two_thousand_families_are_written_in_few_statements(
    district: District, dana: User, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20):
        mailing = prepared(district, dana, [family(n) for n in range(1, 2101)])
    assert states(mailing) == {"ready": 2100}
    assert Message.objects.filter(student_ids__overlap=[2500]).get().reference.startswith(f"{mailing.pk}-01500-")


def flagged_after(district: District, dana: User) -> tuple[Mailing, Guardianship]:
    """A mailing to two families that was prepared and laid before a second person, and a guardian of one of them."""
    pupils = [family_make(guardians=2), family_make()]
    letters = [one for one in families_of([one.pk for one in pupils], on=NOW.date()) if one.lines]
    mailing = prepared(district, dana, letters, texts=[letter_text()])
    mailing_ask_approval(mailing=mailing, actor=dana, now=NOW)
    tie = Guardianship.objects.filter(student=pupils[0]).order_by("-guardian").first()
    assert tie is not None
    return mailing, tie


def test_a_mailing_is_not_approved_over_a_flag_that_came_after_it_was_prepared(
    district: District, dana: User, sonia: User
) -> None:
    mailing, tie = flagged_after(district, dana)
    court_order_set(guardianship=tie, reason="Order 12 of the county court", actor=dana, now=NOW)
    with pytest.raises(MailingRefused, match="prepare it anew"):
        mailing_approve(mailing=mailing, actor=sonia, now=NOW)
    again = families_of([tie.student_id], on=NOW.date())
    let_go(prepared(district, dana, again, texts=[letter_text()]), asks=dana, approves=sonia)


def test_a_flag_during_a_pause_sets_that_familys_message_aside(district: District, dana: User, sonia: User) -> None:
    mailing, tie = flagged_after(district, dana)
    mailing_approve(mailing=mailing, actor=sonia, now=NOW)
    mailing_pause(mailing=mailing, why="A court order came in", actor=dana, now=NOW)
    do_not_contact_set(guardian=tie.guardian, reason="Asked by letter", actor=dana, now=NOW)
    mailing_resume(mailing=mailing, actor=dana, now=NOW)
    assert states(mailing) == {"excluded": 1, "ready": 1}
    aside = Message.objects.get(state="excluded")
    assert aside.student_ids == [tie.student_id]
    assert [row.what for row in aside.evidence.all()] == ["excluded"]


def test_no_second_try_goes_to_somebody_who_was_flagged_meanwhile(district: District, dana: User) -> None:
    pupil = family_make(lines=[], city="", state="", postal_code="")
    found = [replace(one, email="", lines=()) for one in families_of([pupil.pk], on=NOW.date())]
    mailing = prepared(district, dana, found)
    do_not_contact_set(guardian=Guardian.objects.get(), reason="Asked by letter", actor=dana, now=NOW)
    with pytest.raises(MailingRefused, match="nothing is sent to this person"):
        address_found(message=mailing.messages.get(), email="new@family.example", actor=dana, now=NOW)


def test_a_family_is_found_again_after_the_search_key_changed(district: District, dana: User, settings: Any) -> None:
    first, second = prepared(district, dana, [family(1), family(2)]).messages.order_by("pk")
    settings.SEARCH_KEY = "d4" * 32
    assert family_messages(dana, "Luis Fictional 1") == []
    list(rekey(batch=1))
    assert family_messages(dana, "Luis Fictional 1") == family_messages(dana, "ana.1@family.example") == [first]
    assert family_messages(dana, "Ana Fictional 2") == [second]
