"""The pages of mailings: who sees and does what, numbers that lead to lists, and one search of a family."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from district.models import District, User
from notices.models import Mailing, Message
from notices.services.mailings import mailing_ask_approval
from notices.services.mailings.batches import batch_claim, batch_make
from notices.services.mailings.running import mailing_send_chunk
from tests.factories.notices import NOW, by_letter, email_text, family, let_go, letter_text, prepared
from tests.notices.smtp import Keeper, smtp_server

SignIn = Callable[[User], Client]


@pytest.fixture
def mail(settings: Any) -> Iterator[Keeper]:
    with smtp_server(settings) as keeper:
        yield keeper


@pytest.fixture
def sonia(person: Callable[..., User]) -> User:
    return person("Sonia Fictional", "superintendent")


@pytest.fixture
def mailing(district: District, dana: User) -> Mailing:
    families = [family(1), family(2), family(3, excluded="court order"), family(4, email="")]
    return prepared(district, dana, families)


def page(client: Client, name: str, *args: Any, **asked: str) -> str:
    response = client.get(reverse(f"notices:{name}", args=args), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_officer_asks_and_the_superintendent_approves(
    mailing: Mailing, dana: User, sonia: User, signed_in: SignIn
) -> None:
    client = signed_in(dana)
    assert "Ask for approval" in page(client, "mailing", mailing.pk)
    client.post(reverse("notices:step", args=[mailing.pk, "ask"]))
    own = page(client, "mailing", mailing.pk)
    assert "You prepared it" in own
    assert "Approve and send" not in own
    client.post(reverse("notices:step", args=[mailing.pk, "approve"]))
    assert Mailing.objects.get().state == "waiting"
    client = signed_in(sonia)
    assert "Approve and send" in page(client, "mailing", mailing.pk)
    client.post(reverse("notices:step", args=[mailing.pk, "approve"]))
    running = Mailing.objects.get()
    assert (running.state, running.approved_by) == ("running", sonia)


def test_the_auditor_reads_and_changes_nothing(mailing: Mailing, ari: User, signed_in: SignIn) -> None:
    client = signed_in(ari)
    assert "Ask for approval" not in page(client, "mailing", mailing.pk)
    client.post(reverse("notices:step", args=[mailing.pk, "ask"]))
    for name in ("pause", "stop"):
        assert client.post(reverse(f"notices:{name}", args=[mailing.pk]), {"why": "x"}).status_code == 403
    message = Message.objects.get(state="no_address")
    assert client.post(reverse("notices:address", args=[message.pk])).status_code == 403
    assert client.get(reverse("notices:bounces")).status_code == 403
    assert client.get(reverse("notices:returned")).status_code == 403
    assert Mailing.objects.get().state == "draft"


@pytest.mark.parametrize("name", ["list", "mailing", "messages", "message", "search"])
def test_a_teacher_sees_none_of_it(name: str, mailing: Mailing, tom: User, signed_in: SignIn) -> None:
    row = Message.objects.first()
    assert row is not None
    args = {"mailing": [mailing.pk], "messages": [mailing.pk], "message": [row.pk]}.get(name, [])
    assert signed_in(tom).get(reverse(f"notices:{name}", args=args)).status_code == 403


def test_numbers_lead_to_their_lists(mailing: Mailing, dana: User, signed_in: SignIn) -> None:
    client = signed_in(dana)
    text = page(client, "mailing", mailing.pk)
    assert f"{reverse('notices:messages', args=[mailing.pk])}?channel=email&amp;state=ready" in text
    assert "No address: find one" in text
    listed = page(client, "messages", mailing.pk, state="excluded")
    assert "court order" in listed
    assert "Ana Fictional 1" not in listed
    assert client.get(reverse("notices:messages", args=[mailing.pk]), {"state": "lost"}).status_code == 404


def test_lists_take_few_queries_however_long(
    district: District, dana: User, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    mailing = prepared(district, dana, [family(n) for n in range(1, 121)])
    client = signed_in(dana)
    page(client, "list")
    with django_assert_max_num_queries(12):
        text = page(client, "messages", mailing.pk, page="2")
    assert "Ana Fictional 51" in text
    assert "Ana Fictional 50<" not in text
    with django_assert_max_num_queries(14):
        page(client, "mailing", mailing.pk)
    with django_assert_max_num_queries(10):
        page(client, "list")


def test_a_message_shows_exactly_what_was_sent_with_its_evidence(
    mailing: Mailing, dana: User, sonia: User, signed_in: SignIn, mail: Keeper
) -> None:
    client, row = signed_in(dana), Message.objects.get(guardian_id=1)
    assert "What would be sent" in page(client, "message", row.pk)
    let_go(mailing, asks=dana, approves=sonia)
    mailing_send_chunk(mailing_id=mailing.pk, now=NOW)
    text = page(client, "message", row.pk)
    assert "Exactly what was sent" in text
    assert "This is about Luis Fictional 1." in text
    assert "250 OK" in text


@pytest.mark.parametrize(
    "words", ["ana.1@family.example", "ANA.1@Family.example", "Ana Fictional 1", "Fictional 1, Luis", "reference"]
)
def test_one_search_finds_everything_that_a_family_got(
    words: str, mailing: Mailing, dana: User, signed_in: SignIn
) -> None:
    words = Message.objects.get(guardian_id=1).reference.lower() if words == "reference" else words
    response = signed_in(dana).post(reverse("notices:search"), {"q": words})
    text = response.content.decode()
    assert "1 message" in text
    assert "Luis Fictional 1" in text
    assert "Ana Fictional 2" not in text


@pytest.mark.parametrize("words", ["", "nobody", "Ana", "%", "x" * 300, "a\0b"])
def test_a_search_for_nobody_finds_nothing(words: str, mailing: Mailing, dana: User, signed_in: SignIn) -> None:
    response = signed_in(dana).post(reverse("notices:search"), {"q": words})
    assert response.status_code == 200
    assert b"Luis Fictional" not in response.content


def test_stopping_asks_why(mailing: Mailing, dana: User, sonia: User, signed_in: SignIn) -> None:
    mailing_ask_approval(mailing=mailing, actor=dana, now=NOW)
    client = signed_in(dana)
    assert client.post(reverse("notices:stop", args=[mailing.pk]), {"why": " "}).status_code == 422
    assert client.post(reverse("notices:stop", args=[mailing.pk]), {"why": "Wrong list"}).status_code == 302
    assert Mailing.objects.get().why == "Wrong list"


def test_batches_letters_and_returns_by_their_pages(
    district: District, dana: User, sonia: User, signed_in: SignIn, time_machine: Any
) -> None:
    time_machine.move_to(NOW)
    texts = [letter_text(), email_text()]
    mailing = let_go(prepared(district, dana, [by_letter(1)], texts=texts), asks=dana, approves=sonia)
    batch = batch_claim(mailing_id=mailing.pk, now=NOW)
    assert batch is not None
    batch_make(batch=batch, now=NOW)
    client, row = signed_in(dana), Message.objects.get()
    assert "Letters (PDF)" in page(client, "mailing", mailing.pk)
    for what, start in (("letters", b"%PDF"), ("list", b"\xef\xbb\xbf")):
        answer = client.get(reverse("notices:batch-file", args=[mailing.pk, 1, what]))
        assert answer.content.startswith(start)
        assert "no-store" in answer["Cache-Control"]
    assert client.get(reverse("notices:batch-file", args=[mailing.pk, 1, "proof"])).status_code == 404
    assert client.get(reverse("notices:letter", args=[row.pk])).content.startswith(b"%PDF")
    mailed = reverse("notices:batch-mailed", args=[mailing.pk, 1])
    assert 'value="2026-03-02"' in client.get(mailed).text
    assert client.post(mailed, {"mailed_on": "2026-03-09"}).status_code == 422
    assert client.post(mailed, {"mailed_on": "2026-03-02"}).status_code == 302
    returned = reverse("notices:returned")
    assert client.post(returned, {"reference": "x", "reason": "Refused"}).status_code == 422
    assert client.post(returned, {"reference": row.reference, "reason": "Refused"}).status_code == 302
    again = client.post(reverse("notices:address", args=[row.pk]), {"email": "new@family.example"})
    assert again.status_code == 302
    assert Message.objects.filter(retry_of=row, channel="email").exists()
