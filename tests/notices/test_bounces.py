"""Bounces by the mail service's signed calls and by uploaded lists; letters that came back; second tries."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from district.models import District, User
from notices.models import BounceCall, BounceList, Mailing, Message
from notices.services.mailings import MailingRefused
from notices.services.mailings.batches import batch_claim, batch_make
from notices.services.mailings.bounces import bounce_list_take
from notices.services.mailings.calls import CallRefused, bounce_call_take, signed
from notices.services.mailings.returning import address_found, batch_mailed, letter_returned
from notices.services.mailings.running import mailing_send_chunk
from tests.factories.notices import NOW, by_letter, email_text, family, let_go, letter_text, prepared
from tests.notices.smtp import Keeper, smtp_server

SECRET = "only-for-tests"
STAMP = str(int(NOW.timestamp()))


@pytest.fixture
def mail(settings: Any) -> Iterator[Keeper]:
    settings.BOUNCE_SECRET = SECRET
    with smtp_server(settings) as keeper:
        yield keeper


@pytest.fixture
def sonia(person: Callable[..., User]) -> User:
    return person("Sonia Fictional", "superintendent")


@pytest.fixture
def sent_out(district: District, dana: User, sonia: User, mail: Keeper) -> Mailing:
    mailing = let_go(prepared(district, dana, [family(n) for n in range(1, 5)]), asks=dana, approves=sonia)
    mailing_send_chunk(mailing_id=mailing.pk, now=NOW)
    return mailing


def called(events: Any, *, stamp: str = STAMP, signature: str = "", now: Any = NOW) -> Any:
    body = json.dumps(events).encode() if not isinstance(events, bytes) else events
    signature = signature or f"sha256={signed(body, stamp)}"
    return bounce_call_take(body=body, timestamp=stamp, signature=signature, now=now)


def one(mailing: Mailing, place: int = 1, reason: str = "550 5.1.1 <ana.1@family.example> unknown") -> dict[str, Any]:
    return {"events": [{"message_id": f"<mailing.{mailing.pk}.{place}@127.0.0.1>", "reason": reason}]}


def test_a_signed_call_marks_the_message_and_keeps_no_address(sent_out: Mailing) -> None:
    assert called(one(sent_out)).bounced == 1
    message = Message.objects.get(guardian_id=1)
    evidence = message.evidence.get(what="bounced")
    assert message.state == "bounced"
    assert evidence.detail == "mail service: 550 5.1.1 <(address)> unknown"


def test_a_reason_with_characters_that_no_database_keeps_is_taken(sent_out: Mailing) -> None:
    assert called(one(sent_out, reason="550 no\0 such \ud800 person")).bounced == 1
    assert called(one(sent_out, place=2, reason="\0"), stamp=str(int(STAMP) + 1)).bounced == 1
    stranger = {"events": [{"address": "nobody\ud800@family.example"}]}
    assert len(called(stranger).unmatched) == 1


def test_a_call_is_taken_once(sent_out: Mailing) -> None:
    called(one(sent_out))
    with pytest.raises(CallRefused, match="taken before") as refusal:
        called(one(sent_out))
    assert refusal.value.status == 409
    assert Message.objects.get(guardian_id=1).evidence.filter(what="bounced").count() == 1


def test_the_same_bounce_in_another_call_changes_nothing(sent_out: Mailing) -> None:
    called(one(sent_out))
    again = called(one(sent_out), stamp=str(int(STAMP) + 1))
    assert (again.bounced, again.repeated) == (0, 1)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_or_future_call_is_refused(minutes: int, sent_out: Mailing) -> None:
    with pytest.raises(CallRefused, match="five minutes"):
        called(one(sent_out), now=NOW + timedelta(minutes=minutes))
    assert not BounceCall.objects.exists()


@pytest.mark.parametrize("signature", ["sha256=00", "sha256=é", "x", "sha256=" + "0" * 64])
def test_a_wrong_signature_is_refused(signature: str, sent_out: Mailing) -> None:
    with pytest.raises(CallRefused, match="signature") as refusal:
        called(one(sent_out), signature=signature)
    assert refusal.value.status == 403
    assert not Message.objects.filter(state="bounced").exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"events": 3}', b'{"events": ["x"]}', b"\xff", b"[" * 100_000])
def test_a_broken_body_is_refused(body: bytes, sent_out: Mailing) -> None:
    with pytest.raises(CallRefused, match="The body is JSON"):
        called(body)


@pytest.mark.parametrize("stamp", ["", "yesterday", "-1", "9" * 20, "²"])
def test_a_broken_time_stamp_is_refused(stamp: str, sent_out: Mailing) -> None:
    with pytest.raises(CallRefused):
        called(one(sent_out), stamp=stamp)


def test_without_a_secret_no_call_is_taken(sent_out: Mailing, settings: Any) -> None:
    settings.BOUNCE_SECRET = ""
    with pytest.raises(CallRefused) as refusal:
        called(one(sent_out))
    assert refusal.value.status == 404


def test_events_that_fit_no_message_come_back_with_a_reason(sent_out: Mailing) -> None:
    events = {"events": [{"message_id": "<other@elsewhere.example>"}, {"address": "nobody@family.example"}, {}]}
    matched = called(events)
    assert [row.why.split(":")[0][:30] for row in matched.unmatched] == [
        "The Message-ID is not one of t",
        "No e-mail to a family went to ",
        "The row names neither an addre",
    ]


def test_the_call_comes_over_http_without_a_form_token(sent_out: Mailing, settings: Any, time_machine: Any) -> None:
    time_machine.move_to(NOW)
    body = json.dumps(one(sent_out)).encode()
    client = Client(enforce_csrf_checks=True)
    heads = {"X-District-Timestamp": STAMP, "X-District-Signature": f"sha256={signed(body, STAMP)}"}
    answer = client.post("/mail-service/bounces/", body, content_type="application/json", headers=heads)
    assert answer.json() == {"bounced": 1, "repeated": 0, "unmatched": []}
    assert client.post("/mail-service/bounces/", body, content_type="application/json").status_code == 403
    assert client.get("/mail-service/bounces/").status_code == 405


def test_a_bounce_list_marks_what_fits_and_keeps_the_rest_with_reasons(sent_out: Mailing, dana: User) -> None:
    rows = ["Recipient;Reason", "ANA.1@family.example;550 unknown", "ana.2@family.example;full"]
    rows += ["stranger@family.example;550", ";nothing", "ana.1@family.example;again", "=cmd()@x.example;550"]
    taken = bounce_list_take(name="b.csv", content="\r\n".join(rows).encode("utf-16"), actor=dana, now=NOW)
    assert (taken.matched, taken.repeated, taken.unmatched_rows) == (2, 1, 3)
    kept: Any = BounceList.objects.get().unmatched
    assert [row["line"] for row in kept["rows"]] == [4, 5, 7]
    assert Message.objects.filter(state="bounced").count() == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "first line names the columns"),
        (b"name,why\nAna,550\n", "first line names the columns"),
        (b"email\n", "no rows"),
        (b"PK\x03\x04\0\0", "save it as CSV"),
        (b"email\n" + b"x" * 200_000 + b"\n", "cannot be read"),
    ],
)
def test_what_is_no_list_is_refused_and_marks_nothing(
    content: bytes, words: str, sent_out: Mailing, dana: User
) -> None:
    with pytest.raises(MailingRefused, match=words):
        bounce_list_take(name="b.csv", content=content, actor=dana, now=NOW)
    assert not BounceList.objects.exists()


def test_rows_that_fit_none_are_fetched_without_formulas(
    sent_out: Mailing, dana: User, signed_in: Callable[[User], Client]
) -> None:
    taken = bounce_list_take(name="b.csv", content=b"email\n=2+2@x.example\n", actor=dana, now=NOW)
    answer = signed_in(dana).get(reverse("notices:unmatched", args=[taken.pk]))
    assert b"'=2+2@x.example" in answer.content


def test_a_second_try_goes_to_another_address_and_the_first_keeps_its_story(
    sent_out: Mailing, dana: User, mail: Keeper
) -> None:
    called(one(sent_out))
    first = Message.objects.get(guardian_id=1)
    again = address_found(message=first, email="ana.new@family.example", actor=dana, now=NOW)
    mailing_send_chunk(mailing_id=sent_out.pk, now=NOW)
    first.refresh_from_db()
    again.refresh_from_db()
    assert (first.state, again.state, again.retry_of) == ("bounced", "sent", first)
    assert mail.mail[-1]["To"] == "ana.new@family.example"
    assert again.student_ids == first.student_ids
    assert Mailing.objects.get().state == "done"
    with pytest.raises(MailingRefused, match="second try was made"):
        address_found(message=first, email="ana.third@family.example", actor=dana, now=NOW)
    # The old address bounces once more: the second try is not to blame.
    assert called({"events": [{"address": "ana.1@family.example"}]}, stamp=str(int(STAMP) + 2)).repeated == 1


def test_after_a_bounce_a_letter_can_go(district: District, dana: User, sonia: User, mail: Keeper) -> None:
    mailing = prepared(district, dana, [family(1)], texts=[email_text(), letter_text()])
    let_go(mailing, asks=dana, approves=sonia)
    mailing_send_chunk(mailing_id=mailing.pk, now=NOW)
    called(one(mailing))
    lines = ["1 Lantern Way", "Prairie Lantern, IL 60000"]
    again = address_found(message=Message.objects.get(), lines=lines, actor=dana, now=NOW)
    assert (again.channel, again.state) == ("letter", "ready")
    assert Mailing.objects.get().state == "running"


def test_who_had_no_address_gets_the_message_that_waited(
    district: District, dana: User, sonia: User, mail: Keeper
) -> None:
    mailing = let_go(prepared(district, dana, [family(1, email="")]), asks=dana, approves=sonia)
    message = Message.objects.get()
    found = address_found(message=message, email="found@family.example", actor=dana, now=NOW)
    assert found == message
    mailing_send_chunk(mailing_id=mailing.pk, now=NOW)
    assert mail.mail[0]["To"] == "found@family.example"
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"email": "no address"},
        {"email": "a@b.example\r\nRCPT TO:<c@d.example>"},
        {"email": "a@b.example", "lines": ["1 Way", "Town, IL"]},
        {"lines": ["One line"]},
        {"lines": ["1 Lantern Way", "Prairie Lantern, IL 60000"]},  # the mailing has no letter
    ],
)
def test_an_address_that_cannot_be_used_is_refused(
    typed: dict[str, Any], district: District, dana: User, sonia: User
) -> None:
    let_go(prepared(district, dana, [family(1, email="")]), asks=dana, approves=sonia)
    with pytest.raises(MailingRefused):
        address_found(message=Message.objects.get(), actor=dana, now=NOW, **typed)
    assert Message.objects.get().state == "no_address"


@pytest.fixture
def printed(district: District, dana: User, sonia: User) -> Mailing:
    mailing = prepared(district, dana, [by_letter(n) for n in (1, 2)], texts=[letter_text()])
    let_go(mailing, asks=dana, approves=sonia)
    batch = batch_claim(mailing_id=mailing.pk, now=NOW)
    assert batch is not None
    batch_make(batch=batch, now=NOW)
    return mailing


def test_a_letter_that_came_back_is_booked_by_its_reference(printed: Mailing, dana: User) -> None:
    batch_mailed(batch=printed.batches.get(), mailed_on=NOW.date(), actor=dana, now=NOW)
    reference = Message.objects.order_by("pk")[0].reference
    typed = reference.lower().replace("-", " ")
    message = letter_returned(reference=typed, reason="Refused", actor=dana, now=NOW)
    assert (message.state, message.evidence.get(what="returned").detail) == ("returned", "Refused")
    with pytest.raises(MailingRefused, match="came back was mailed before"):
        letter_returned(reference=reference, reason="Refused", actor=dana, now=NOW)


@pytest.mark.parametrize("typed", ["", "7", "1-00001-A-B", "one-two-three"])
def test_a_reference_that_is_none_is_refused(typed: str, printed: Mailing, dana: User) -> None:
    with pytest.raises(MailingRefused):
        letter_returned(reference=typed, reason="Refused", actor=dana, now=NOW)


def test_a_slip_of_one_digit_is_noticed(printed: Mailing, dana: User) -> None:
    first, second = Message.objects.order_by("pk")
    mistyped = first.reference[:-1] + second.reference[-1]
    with pytest.raises(MailingRefused, match="mistyped"):
        letter_returned(reference=mistyped, reason="Refused", actor=dana, now=NOW)
