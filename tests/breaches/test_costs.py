"""Costs by the kinds that the law names, the agreement's clause beside them, and the claim."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdfium2 import PdfDocument

from breaches.clocks import clocks_recount
from breaches.models import Breach, BreachCost, Claim
from breaches.services.costs import (
    claim_mailed,
    claim_make,
    claim_send,
    cost_add,
    cost_kinds,
    cost_take_back,
    costs_by_kind,
    costs_standing,
)
from breaches.services.tasks import WorkRefused
from breaches.worklists import files_named
from district.models import District, User
from district.storage import stored_path
from notices.models import Message
from tests.breaches.clockcases import adopt, agreement_saying, breach_of
from vendors.models import Contact

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("America/Chicago"))
CLAUSE = "The Provider shall pay the costs of remediating a breach that is attributed to it."
TODAY = date(2026, 11, 23)


@pytest.fixture
def breach(district: District, dana: User) -> Breach:
    adopt("il-soppa")
    made = breach_of(dana, NOW, agreement_saying(CLAUSE, provision="il-soppa.d"))
    clocks_recount(made, dana, NOW)
    return made


@pytest.fixture
def contact(breach: Breach) -> Contact:
    assert breach.operator is not None
    return Contact.objects.create(
        operator=breach.operator, name="Mo Fictional", email="privacy@maple.example", for_breaches=True
    )


def add(breach: Breach, dana: User, **more: Any) -> BreachCost:
    values: dict[str, Any] = {
        "kind": "telling",
        "amount": Decimal("1204.50"),
        "what": "Postage",
        "spent_on": TODAY,
    } | more
    return cost_add(breach=breach, actor=dana, now=NOW, **values)


def words_of(claim: Claim) -> str:
    with PdfDocument(stored_path(claim.pdf_sha256)) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def test_the_kinds_are_those_that_the_pack_names(district: District) -> None:
    kinds = [kind.id for kind in cost_kinds(NOW)]  # no pack adopted: the same headings
    adopt("il-soppa")
    assert [kind.id for kind in cost_kinds(NOW)] == kinds
    assert kinds == ["telling", "credit-monitoring", "legal-and-fines", "other-requirements"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "lunch"}, "kind"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("-5")}, "amount"),
        ({"amount": Decimal("1.005")}, "amount"),
        ({"amount": Decimal("99999999999")}, "amount"),
        ({"what": "  "}, "what"),
        ({"spent_on": TODAY + timedelta(days=1)}, "spent_on"),
    ],
)
def test_a_cost_that_cannot_be_is_refused(breach: Breach, dana: User, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(WorkRefused) as refusal:
        add(breach, dana, **wrong)
    assert refusal.value.field == field


def test_totals_leave_out_what_was_taken_back(breach: Breach, dana: User) -> None:
    add(breach, dana)
    mistaken = add(breach, dana, amount=Decimal(10))
    add(breach, dana, kind="legal-and-fines", amount=Decimal(300), what="Counsel")
    with pytest.raises(WorkRefused, match="Say why"):
        cost_take_back(cost=mistaken, because="", actor=dana, now=NOW)
    cost_take_back(cost=mistaken, because="Entered twice.", actor=dana, now=NOW)
    with pytest.raises(WorkRefused, match="already"):
        cost_take_back(cost=mistaken, because="Again.", actor=dana, now=NOW)
    totals = [one.total for one in costs_by_kind(cost_kinds(NOW), costs_standing(breach))]
    assert totals == [Decimal("1204.50"), Decimal(0), Decimal(300), Decimal(0)]


def test_the_claim_quotes_the_agreement_and_is_kept_by_its_hash(breach: Breach, dana: User) -> None:
    add(breach, dana)
    add(breach, dana, kind="legal-and-fines", amount=Decimal(300), what="Counsel")
    claim = claim_make(breach=breach, actor=dana, now=NOW)
    words = words_of(claim)
    assert (claim.total, claim.quote) == (Decimal("1504.50"), CLAUSE)
    assert CLAUSE in words
    assert "$1,504.50" in words
    assert "agreement.pdf, page 1" in words
    assert claim.pdf_sha256 in files_named()


def test_where_the_agreement_is_silent_the_letter_says_so(district: District, dana: User) -> None:
    adopt("il-soppa")
    breach = breach_of(dana, NOW, agreement_saying("Nothing here.", provision="il-soppa.d", verdict="not_found"))
    add(breach, dana)
    claim = claim_make(breach=breach, actor=dana, now=NOW)
    assert claim.quote == ""
    assert "We found no clause in the agreement that says who bears the costs" in words_of(claim)


def test_there_is_nothing_to_claim_without_costs_or_an_operator(breach: Breach, dana: User) -> None:
    with pytest.raises(WorkRefused, match="No cost"):
        claim_make(breach=breach, actor=dana, now=NOW)
    own = breach_of(dana, NOW)
    add(own, dana)
    with pytest.raises(WorkRefused, match="no operator"):
        claim_make(breach=own, actor=dana, now=NOW)


def test_a_claim_is_sent_once_and_ticks_its_task(breach: Breach, dana: User, contact: Contact) -> None:
    add(breach, dana)
    claim = claim_send(claim=claim_make(breach=breach, actor=dana, now=NOW), actor=dana, now=NOW)
    message = Message.objects.get(key=f"breaches.claim.{claim.pk}")
    assert (claim.message, claim.sent_to) == (message, "privacy@maple.example")
    assert "Together: $1,204.50." in message.body
    assert claim.pdf_sha256 in message.body
    assert breach.tasks.get(key="house.claim").done_at == NOW
    with pytest.raises(WorkRefused, match="sent already"):
        claim_send(claim=claim, actor=dana, now=NOW)
    with pytest.raises(WorkRefused, match="sent already"):
        claim_mailed(claim=claim, on=TODAY, actor=dana, now=NOW)


def test_without_a_contact_a_claim_is_mailed(breach: Breach, dana: User) -> None:
    add(breach, dana)
    claim = claim_make(breach=breach, actor=dana, now=NOW)
    with pytest.raises(WorkRefused, match="no contact"):
        claim_send(claim=claim, actor=dana, now=NOW)
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
        with pytest.raises(WorkRefused):
            claim_mailed(claim=claim, on=day, actor=dana, now=NOW)
    claim = claim_mailed(claim=claim, on=TODAY, actor=dana, now=NOW)
    assert (claim.sent_how, claim.sent_to) == ("mail", "by post on Monday 23 November 2026")


def test_a_drills_claim_goes_nowhere(district: District, dana: User) -> None:
    adopt("il-soppa")
    drill = breach_of(dana, NOW, agreement_saying(CLAUSE, provision="il-soppa.d"), drill=True)
    assert drill.operator is not None
    Contact.objects.create(operator=drill.operator, name="Mo Fictional", email="privacy@maple.example")
    add(drill, dana)
    claim = claim_send(claim=claim_make(breach=drill, actor=dana, now=NOW), actor=dana, now=NOW)
    assert (claim.message, claim.sent_how) == (None, "email")
    assert "DRILL" in words_of(claim)
    assert not Message.objects.exists()


def test_the_page_takes_costs_and_shows_the_clause(
    breach: Breach, dana: User, contact: Contact, signed_in: Callable[[User], Client]
) -> None:
    client, path = signed_in(dana), f"/office/breaches/{breach.pk}/costs/"
    sent = {"kind": "telling", "amount": "12.30", "what": "=SUM(A1)", "spent_on": "2026-01-05"}
    invoice = SimpleUploadedFile("invoice.pdf", b"%PDF-1.4 Twelve dollars.")
    assert client.post(path, sent | {"document": invoice}).status_code == 302
    page = client.get(path).content.decode()
    assert CLAUSE in page
    assert "Together $12.30" in page
    cost = BreachCost.objects.get()
    document = client.get(f"{path}{cost.pk}/document/")
    assert b"".join(document.streaming_content) == b"%PDF-1.4 Twelve dollars."  # type: ignore[attr-defined]
    export = b"".join(client.get(f"{path}costs.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=SUM(A1)" in export  # no spreadsheet takes it for a formula
    assert client.post(f"{path}claim/").status_code == 302
    claim = Claim.objects.get()
    letter = client.get(f"{path}claims/{claim.pk}/")
    assert b"".join(letter.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    assert client.post(f"{path}claims/{claim.pk}/send/").status_code == 302
    assert client.post(f"{path}claims/{claim.pk}/send/").status_code == 422
    assert client.post(f"{path}claims/{claim.pk}/mailed/", {"mailed_on": "soon"}).status_code == 422
    assert client.post(f"{path}{cost.pk}/take-back/", {"because": ""}).status_code == 422
    assert client.post(f"{path}{cost.pk}/take-back/", {"because": "Not ours."}).status_code == 302
    assert "Not ours." in client.get(path).content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"kind": "telling", "amount": "abc", "what": "Postage", "spent_on": "2026-01-05"},
        {"kind": "lunch", "amount": "1", "what": "Postage", "spent_on": "2026-01-05"},
        {"kind": "telling", "amount": "1", "what": "Postage", "spent_on": "2999-01-05"},
    ],
)
def test_wrong_input_comes_back_with_a_sentence(
    breach: Breach, dana: User, signed_in: Callable[[User], Client], sent: dict[str, str]
) -> None:
    assert signed_in(dana).post(f"/office/breaches/{breach.pk}/costs/", sent).status_code == 422
    assert not BreachCost.objects.exists()


def test_the_business_manager_enters_costs_and_claims_them(
    breach: Breach, person: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    client, path = signed_in(person("Boris Fictional", "business_manager")), f"/office/breaches/{breach.pk}/costs/"
    sent = {"kind": "telling", "amount": "12.30", "what": "Postage", "spent_on": "2026-01-05"}
    assert client.post(path, sent).status_code == 302
    assert client.post(f"{path}claim/").status_code == 302


def test_a_letter_that_the_store_lost_is_not_found(
    breach: Breach, dana: User, signed_in: Callable[[User], Client]
) -> None:
    add(breach, dana)
    claim = claim_make(breach=breach, actor=dana, now=NOW)
    Path(stored_path(claim.pdf_sha256)).unlink()
    assert signed_in(dana).get(f"/office/breaches/{breach.pk}/costs/claims/{claim.pk}/").status_code == 404


def test_costs_are_read_by_the_auditor_and_entered_by_those_who_may(
    breach: Breach, ari: User, tom: User, signed_in: Callable[[User], Client]
) -> None:
    path = f"/office/breaches/{breach.pk}/costs/"
    assert signed_in(ari).get(path).status_code == 200
    assert signed_in(ari).post(path, {}).status_code == 403
    assert signed_in(ari).post(f"{path}claim/").status_code == 403
    assert signed_in(tom).get(path).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_costs(
    breach: Breach,
    dana: User,
    signed_in: Callable[[User], Client],
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for number in range(12):
        add(breach, dana, what=f"Postage {number}")
    client = signed_in(dana)
    client.get(f"/office/breaches/{breach.pk}/costs/")
    with django_assert_max_num_queries(26):  # type: ignore[attr-defined]
        client.get(f"/office/breaches/{breach.pk}/costs/")
