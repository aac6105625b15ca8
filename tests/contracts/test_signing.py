"""Signed on: who may, with what, and which clocks start at that moment."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contracts.models import Agreement, AgreementState, AgreementStateRow, Document
from contracts.selectors import agreements_postable, document_current
from contracts.services import SignedFile, SigningRefused, agreement_ready, agreement_sign, posting_record
from contracts.services.states import StepRefused
from deadlines.models import Deadline, DeadlineState
from district.audit import SystemActor
from district.models import District, User
from tests.contracts.conftest import stored_files
from tests.factories.contracts import (
    AGREEMENT_TEXT,
    MARCH,
    AgreementFactory,
    DocumentFactory,
    SignedAgreementFactory,
    pdf_bytes,
)

pytestmark = pytest.mark.django_db
REASON = "The rider of May cures what is open."


@pytest.fixture
def agreement(district: District) -> Agreement:
    """Ready, with a file that was read; no pack is adopted, so nothing is open."""
    agreement = AgreementFactory(state=AgreementState.READY)
    DocumentFactory(agreement=agreement)
    return agreement


def sign(agreement: Agreement, actor: User | SystemActor, **given: object) -> Agreement:
    values = {"signed_at": MARCH, "now": MARCH, **given}
    return agreement_sign(agreement=agreement, actor=actor, **values)  # type: ignore[arg-type]


def test_signing_is_dated_and_signed_for(agreement: Agreement, dana: User) -> None:
    signed = sign(agreement, dana)
    assert (signed.state, signed.signed_at, signed.signed_by) == (AgreementState.SIGNED, MARCH, dana)


def test_signing_opens_illinois_clock_for_posting(agreement: Agreement, dana: User, illinois: None) -> None:
    sign(agreement, dana, reason=REASON)
    clock = Deadline.objects.get(rule="il-soppa.agreement.post")
    assert (clock.subject, clock.started_at) == (agreement, MARCH)
    assert clock.last_day == date(2026, 3, 16)  # ten business days; the day of signing is not counted


def test_signing_opens_connecticuts_clocks(agreement: Agreement, dana: User, adopted: Callable[..., None]) -> None:
    adopted("ct-student-data")
    sign(agreement, dana, reason=REASON)
    rules = set(Deadline.objects.values_list("rule", flat=True))
    assert {"ct-student-data.agreement.notify", "ct-student-data.agreement.post"} <= rules


def test_the_term_of_the_agreement_is_a_clock(agreement: Agreement, dana: User) -> None:
    sign(agreement, dana)
    assert Deadline.objects.get(rule="agreement.expiry").last_day == agreement.ends_on


@pytest.mark.parametrize("ends_on", [None, date(2026, 3, 1)])
def test_no_clock_for_a_term_without_an_end_or_already_over(
    ends_on: date | None, agreement: Agreement, dana: User
) -> None:
    agreement.ends_on = ends_on
    agreement.save(update_fields=["ends_on"])
    sign(agreement, dana)
    assert not Deadline.objects.filter(rule="agreement.expiry").exists()


def test_the_future_cannot_be_signed(agreement: Agreement, dana: User) -> None:
    with pytest.raises(SigningRefused, match="not come yet"):
        sign(agreement, dana, signed_at=MARCH + timedelta(minutes=1))


def test_an_agreement_is_signed_once(agreement: Agreement, dana: User) -> None:
    sign(agreement, dana)
    with pytest.raises(SigningRefused, match="signed already"):
        sign(agreement, dana)
    assert AgreementStateRow.objects.filter(state="signed").count() == 1


def test_open_gaps_need_a_written_reason_which_is_kept_with_them(
    agreement: Agreement, dana: User, illinois: None
) -> None:
    with pytest.raises(SigningRefused, match="Gaps are open") as refusal:
        sign(agreement, dana)
    assert refusal.value.field == "reason"
    sign(agreement, dana, reason=REASON)
    row = AgreementStateRow.objects.get(state="signed")
    assert row.reason == REASON
    assert any(gap.startswith("A check against the packs that apply") for gap in row.gaps)


def test_without_gaps_nothing_is_excepted(agreement: Agreement, dana: User) -> None:
    sign(agreement, dana)
    assert AgreementStateRow.objects.get(state="signed").gaps == []


@pytest.mark.parametrize(("role", "may"), [
    ("superintendent", True), ("business_manager", True), ("privacy_officer", True),
    ("director", False), ("counsel", False), ("auditor", False), ("committee_member", False),
])  # fmt: skip
def test_who_may_sign(role: str, may: bool, agreement: Agreement, person: Callable[..., User]) -> None:
    somebody = person("Sam Fictional", role)
    if may:
        assert sign(agreement, somebody).signed_by == somebody
    else:
        with pytest.raises(PermissionDenied):
            sign(agreement, somebody)


def test_the_file_as_signed_is_what_gets_posted(agreement: Agreement, dana: User) -> None:
    sign(agreement, dana, signed_file=SignedFile("signed.pdf", [pdf_bytes(AGREEMENT_TEXT)]))
    current = document_current(agreement)
    assert current is not None
    assert (current.name, current.signed_copy, current.version) == ("signed.pdf", True, 2)


def test_a_signing_that_fails_leaves_no_file(agreement: Agreement, dana: User, store: Path) -> None:
    file = SignedFile("signed.pdf", [pdf_bytes(AGREEMENT_TEXT)])
    with (
        patch("contracts.services.signing.clocks_open_on_signing", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        sign(agreement, dana, signed_file=file)
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.READY
    assert stored_files(store) == []
    assert Document.objects.count() == 1


def test_ready_is_refused_while_something_is_missing(agreement: Agreement, dana: User, illinois: None) -> None:
    agreement.state = AgreementState.REVIEWING
    agreement.save(update_fields=["state"])
    with pytest.raises(StepRefused, match="A check against the packs that apply"):
        agreement_ready(agreement=agreement, actor=dana, now=MARCH)


# Posting


def test_posting_meets_the_clocks_and_keeps_its_first_day(agreement: Agreement, dana: User, illinois: None) -> None:
    sign(agreement, dana, reason=REASON)
    document = agreement.documents.get()
    later = MARCH + timedelta(days=2)
    first = posting_record(agreement=agreement, document=document, snapshot_sha256="a" * 64, actor=dana, now=later)
    clock = Deadline.objects.get(rule="il-soppa.agreement.post")
    assert (clock.state, clock.closed_at) == (DeadlineState.MET, later)
    assert "a" * 64 in clock.closed_reason
    again = posting_record(
        agreement=agreement, document=document, snapshot_sha256="b" * 64, actor=dana, now=later + timedelta(days=1)
    )
    assert (again.pk, again.posted_at) == (first.pk, later)


def test_only_signed_agreements_with_a_readable_file_can_be_posted(district: District) -> None:
    signed = SignedAgreementFactory()
    shown = DocumentFactory(agreement=signed)
    DocumentFactory(agreement=AgreementFactory())
    DocumentFactory(agreement=SignedAgreementFactory(), state="unreadable")
    scanned = SignedAgreementFactory()
    DocumentFactory(agreement=scanned, state="needs_text")
    SignedAgreementFactory()
    assert set(agreements_postable()) == {signed, scanned}
    assert [document.pk for document in _current(signed)] == [shown.pk]


# The page


def page_values(**given: str) -> dict[str, str]:
    signer = User.objects.get(email__startswith="dana")
    return {"signed_on": "2026-03-02", "signed_time": "08:30", "signer": str(signer.pk), **given}


@pytest.fixture
def client_of_dana(dana: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(dana)


def test_the_moment_is_given_in_the_districts_time(agreement: Agreement, client_of_dana: Client) -> None:
    with time_machine.travel(MARCH, tick=False):
        answer = client_of_dana.post(f"/office/contracts/agreement/{agreement.pk}/sign/", page_values())
    assert answer.status_code == 302
    agreement.refresh_from_db()
    assert agreement.signed_at == datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


def test_the_form_offers_now_in_the_districts_time(agreement: Agreement, client_of_dana: Client) -> None:
    with time_machine.travel(MARCH, tick=False):
        page = client_of_dana.get(f"/office/contracts/agreement/{agreement.pk}/sign/").content.decode()
    assert 'value="2026-03-02"' in page
    assert 'value="09:00"' in page


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"signed_on": "2026-03-03"}, "This moment has not come yet"),
        ({"signed_time": "09:01"}, "This moment has not come yet"),
        ({"signed_on": "the other day"}, "Enter a valid date"),
        ({"signed_on": ""}, "This field is required"),
        ({"signed_time": "25:00"}, "Enter a valid time"),
    ],
)
def test_a_crooked_moment_comes_back_with_the_input(
    given: dict[str, str], says: str, agreement: Agreement, client_of_dana: Client
) -> None:
    with time_machine.travel(MARCH, tick=False):
        answer = client_of_dana.post(f"/office/contracts/agreement/{agreement.pk}/sign/", page_values(**given))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert all(f'value="{value}"' in page for value in given.values() if value)


def test_the_form_asks_for_the_reason_where_gaps_are_open(
    agreement: Agreement, client_of_dana: Client, illinois: None
) -> None:
    with time_machine.travel(MARCH, tick=False):
        answer = client_of_dana.post(f"/office/contracts/agreement/{agreement.pk}/sign/", page_values())
    assert "Gaps are open." in answer.content.decode()


def test_a_signed_file_that_is_no_document_is_refused_at_its_field(
    agreement: Agreement, client_of_dana: Client
) -> None:
    file = SimpleUploadedFile("signed.pdf", b"\x89PNG\r\n\x1a\n" + b"x" * 50)
    with time_machine.travel(MARCH, tick=False):
        answer = client_of_dana.post(
            f"/office/contracts/agreement/{agreement.pk}/sign/", {**page_values(), "file": file}
        )
    assert "This is a picture." in answer.content.decode()
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.READY


def test_the_director_reviews_and_does_not_sign(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(dirk)
    assert client.get(f"/office/contracts/agreement/{agreement.pk}/sign/").status_code == 403
    assert "/sign/" not in client.get(f"/office/contracts/agreement/{agreement.pk}/").content.decode()


def test_what_is_signed_already_leads_back_to_its_page(district: District, client_of_dana: Client) -> None:
    agreement = SignedAgreementFactory()
    page = client_of_dana.get(f"/office/contracts/agreement/{agreement.pk}/sign/", follow=True).content.decode()
    assert "The agreement is signed already." in page


def test_signing_and_ending_turn_strangers_away(agreement: Agreement, refusals: Callable[..., None]) -> None:
    for page in ("sign", "end", "ready"):
        refusals(f"/office/contracts/agreement/{agreement.pk}/{page}/", post=True)


def test_ending_from_the_page(district: District, client_of_dana: Client) -> None:
    agreement = SignedAgreementFactory()
    answer = client_of_dana.post(f"/office/contracts/agreement/{agreement.pk}/end/", {"reason": "Not used any more."})
    assert answer.status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.ENDED


def test_ending_needs_a_reason_on_the_page(district: District, client_of_dana: Client) -> None:
    agreement = SignedAgreementFactory()
    answer = client_of_dana.post(f"/office/contracts/agreement/{agreement.pk}/end/", {"reason": " "})
    assert answer.status_code == 422
    assert "Say why the agreement ends." in answer.content.decode()


def test_an_agreement_that_cannot_end_says_so_with_its_form(district: District, client_of_dana: Client) -> None:
    agreement = AgreementFactory()
    answer = client_of_dana.post(f"/office/contracts/agreement/{agreement.pk}/end/", {"reason": "Not used any more."})
    assert answer.status_code == 422
    assert "Not used any more.</textarea>" in answer.content.decode()


def _current(agreement: Agreement) -> Any:
    """The list that the selector adds to each agreement."""
    return vars(agreements_postable().get(pk=agreement.pk))["current_documents"]
