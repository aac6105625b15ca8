"""Addenda: only what lacks, with every opening answered, kept with both files, and enough for the checker."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from docx import Document as WordDocument
from pypdfium2 import PdfDocument

from contracts import storage
from contracts.clauses.checking import check as checked
from contracts.clauses.reading import read_document
from contracts.draftfacts import gaps_of
from contracts.drafting.provisions import FieldsRefused
from contracts.draftpresenters import onward
from contracts.models import Agreement, AgreementState, Draft, Finding
from contracts.readiness import review_state
from contracts.services import decision_record
from contracts.services.documents import file_discard_if_unused
from contracts.services.drafts import DraftRefused, addendum_make, draft_release
from contracts.storekeeping import store_checked
from district.audit import ActorMissing
from district.models import District, User
from rulebook.loading import load_packs
from tests.clauses.test_drafted_words import ANSWERS
from tests.contracts.conftest import stored_files
from tests.factories.contracts import (
    AGREEMENT_TEXT,
    MARCH,
    AgreementFactory,
    CheckFactory,
    DocumentFactory,
    FindingFactory,
    quote_of,
)

pytestmark = pytest.mark.django_db
SELLS = "8. The Provider may sell student data to third parties for advertising purposes.\n"
LEFT_OUT = ("1. ", "2. ", "5. ", "7. ")  # services, data, deletion and costs: these are to be asked for
TEXT = "".join(line for line in AGREEMENT_TEXT.splitlines(keepends=True) if not line.startswith(LEFT_OUT)) + SELLS
LAWS = ("il-soppa", "ct-student-data", "mt-pupil-data", "ne-hosted-service", "operator-conduct")
CHOICES = {
    "cost_allocation": "are borne by the Operator",
    "publication": "publish this Agreement on the District's website",
}
FULL = {**ANSWERS, **CHOICES}


@pytest.fixture(autouse=True)
def laws(adopted: Callable[..., None]) -> None:
    adopted(*LAWS)


def agreement_checked(text: str = TEXT) -> Agreement:
    """An agreement with one version, checked against all laws as the checker checks it."""
    document = DocumentFactory(text=text, name="terms.pdf")
    packs = [load_packs().pack(name) for name in LAWS]
    result = checked(read_document(text.encode(), "terms.txt"), packs)
    check = CheckFactory(document=document, packs={pack.id: pack.version for pack in packs})
    Finding.objects.bulk_create(
        Finding(
            review_check=check,
            position=number,
            provision=one.provision,
            verdict=one.verdict,
            quotes=[quote_of(text, quote.text) for quote in one.quotes],
            conflicts=[quote_of(text, quote.text) for quote in one.conflicts],
            why=one.why,
        )
        for number, one in enumerate(result.findings, 1)
    )
    return document.agreement


@pytest.fixture
def agreement(district: District) -> Agreement:
    return agreement_checked()


def lacking(agreement: Agreement) -> list[str]:
    return [gap.provision for gap in gaps_of(review_state(agreement, now=MARCH)) if gap.lacking]


def made(agreement: Agreement, actor: User, *provisions: str, **answers: str) -> Draft:
    return addendum_make(
        agreement=agreement,
        provisions=provisions or lacking(agreement),
        answers={**FULL, **answers},
        actor=actor,
        now=MARCH,
    )


def file_of(sha256: str) -> bytes:
    with storage.open_verified(sha256) as stream:
        return stream.read()


# What it holds


def test_the_agreement_with_its_addendum_holds_every_provision_that_lacked(agreement: Agreement, dirk: User) -> None:
    wanted = lacking(agreement)
    assert len(wanted) > 20
    draft = made(agreement, dirk)
    packs = [load_packs().pack(name) for name in LAWS]
    for sha256, name in ((draft.docx_sha256, "addendum.docx"), (draft.pdf_sha256, "addendum.pdf")):
        text = TEXT + "\n\n" + read_document(file_of(sha256), name).text
        verdicts = {
            one.provision: one.verdict for one in checked(read_document(text.encode(), "both.txt"), packs).findings
        }
        assert {one for one in wanted if verdicts[one] != "found"} == set()


def test_the_verdicts_with_the_addendum_are_kept_with_it(agreement: Agreement, dirk: User) -> None:
    draft = made(agreement, dirk)
    assert set(draft.verdicts) == set(lacking(agreement))
    assert set(draft.verdicts.values()) == {"found"}
    assert draft.checker_version


def test_it_holds_what_was_chosen_and_nothing_else(agreement: Agreement, dirk: User) -> None:
    draft = made(agreement, dirk, "il-soppa.f", "ct-student-data.9")
    assert sorted(draft.provisions) == ["ct-student-data.9", "il-soppa.f"]
    assert draft.packs == {name: load_packs().pack(name).version for name in ("ct-student-data", "il-soppa")}


def test_what_a_person_found_is_no_gap(agreement: Agreement, dirk: User) -> None:
    before = lacking(agreement)
    finding = Finding.objects.get(provision="ct-student-data.9")
    decision_record(
        finding=finding, kind="overrule", verdict="found", reason="It is on page 9.", last_seen=0, actor=dirk, now=MARCH
    )
    assert set(before) - set(lacking(agreement)) == {"ct-student-data.9"}
    with pytest.raises(DraftRefused, match="at least one provision"):
        made(agreement, dirk, "ct-student-data.9")


def test_the_words_that_conflict_are_quoted_and_superseded(agreement: Agreement, dirk: User) -> None:
    finding = Finding.objects.get(provision="operator-conduct.2")
    assert finding.conflicts
    draft = made(agreement, dirk, "operator-conduct.2")
    text = read_document(file_of(draft.docx_sha256), "addendum.docx").text
    assert "superseded by this Addendum" in text
    assert "may sell student data to third parties" in text


def test_what_is_found_and_taken_back_is_offered_too(district: District, dirk: User) -> None:
    document = DocumentFactory(text=TEXT)
    check = CheckFactory(document=document)
    FindingFactory(review_check=check, provision="operator-conduct.2", conflicts=[quote_of(TEXT, SELLS.strip())])
    (gap,) = gaps_of(review_state(document.agreement, now=MARCH))
    assert not gap.lacking
    assert made(document.agreement, dirk, "operator-conduct.2").provisions == ["operator-conduct.2"]


def test_an_answer_that_is_missing_is_named_and_nothing_is_kept(agreement: Agreement, dirk: User, store: Path) -> None:
    with pytest.raises(FieldsRefused) as refused:
        made(agreement, dirk, "il-soppa.e", "il-soppa.a", deletion_days="", data_categories="")
    assert set(refused.value.problems) == {"deletion_days", "data_categories"}
    assert not Draft.objects.exists()
    assert stored_files(store) == []


def test_an_answer_that_no_chosen_provision_needs_is_not_asked(agreement: Agreement, dirk: User) -> None:
    assert made(agreement, dirk, "ct-student-data.9", deletion_days="").provisions == ["ct-student-data.9"]


@pytest.mark.parametrize("state", [AgreementState.ENDED, AgreementState.VOID])
def test_an_agreement_that_is_over_gets_no_addendum(agreement: Agreement, dirk: User, state: str) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(state=state, signed_at=MARCH)
    agreement.refresh_from_db()
    with pytest.raises(DraftRefused, match="no longer in force"):
        made(agreement, dirk, "il-soppa.f")


def test_without_a_check_there_is_nothing_to_add(district: District, dirk: User) -> None:
    with pytest.raises(DraftRefused, match="Upload the agreement first"):
        made(AgreementFactory(), dirk, "il-soppa.f")


# What is kept


def test_every_draft_is_kept_and_none_is_overwritten(agreement: Agreement, dirk: User) -> None:
    first = made(agreement, dirk, "il-soppa.e")
    second = made(agreement, dirk, "il-soppa.e", deletion_days="30")
    assert first.pk != second.pk
    assert first.fields["deletion_days"] == "60"
    assert b"%PDF" in file_of(first.pdf_sha256)[:10]
    assert first.document_id == agreement.documents.get().pk
    assert first.made_by == dirk.email
    assert list(first.products.all()) == list(agreement.products.all())


def test_the_store_knows_the_files_of_drafts(agreement: Agreement, dirk: User) -> None:
    draft = made(agreement, dirk, "il-soppa.f")
    for sha256 in (draft.docx_sha256, draft.pdf_sha256):
        file_discard_if_unused(sha256)
        assert storage.stored_path(sha256).exists()
    assert store_checked(remove_orphans=True).orphans == ()


def test_a_file_that_cannot_be_written_leaves_nothing(
    agreement: Agreement, dirk: User, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> bool:
        raise OSError("the disk is full")

    monkeypatch.setattr(storage, "keep", broken)
    with pytest.raises(OSError, match="disk is full"):
        made(agreement, dirk, "il-soppa.f")
    assert not Draft.objects.exists()
    assert stored_files(store) == []


# Counsel


def test_counsel_releases_a_draft_as_a_new_paper_that_says_so(agreement: Agreement, dirk: User, cora: User) -> None:
    draft = made(agreement, dirk, "il-soppa.f")
    released = draft_release(draft=draft, opinion="It may go out.", actor=cora, now=MARCH)
    assert (released.releases, released.released_by, released.opinion) == (draft, cora, "It may go out.")
    assert released.provisions == draft.provisions
    with PdfDocument(file_of(released.pdf_sha256)) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    assert all("Released by counsel on 2 March 2026" in page for page in pages)
    assert "Cora Fictional" in pages[0]
    word = WordDocument(BytesIO(file_of(released.docx_sha256)))
    assert word.sections[0].header.paragraphs[0].text == "Released by counsel on 2 March 2026"
    draft.refresh_from_db()
    assert not draft.released
    assert storage.stored_path(draft.pdf_sha256).exists()


def test_a_draft_is_released_once_by_counsel_and_with_words(agreement: Agreement, dirk: User, cora: User) -> None:
    draft = made(agreement, dirk, "il-soppa.f")
    with pytest.raises(DraftRefused, match="Only counsel"):
        draft_release(draft=draft, opinion="Fine.", actor=dirk, now=MARCH)
    with pytest.raises(DraftRefused, match="Write the opinion"):
        draft_release(draft=draft, opinion="  ", actor=cora, now=MARCH)
    released = draft_release(draft=draft, opinion="Fine.", actor=cora, now=MARCH)
    for again in (draft, released):
        with pytest.raises(DraftRefused, match="released already"):
            draft_release(draft=again, opinion="Fine.", actor=cora, now=MARCH)


def test_the_database_holds_a_release_to_its_person_and_words(agreement: Agreement, dirk: User, cora: User) -> None:
    draft = made(agreement, dirk, "il-soppa.f")
    released = draft_release(draft=draft, opinion="Fine.", actor=cora, now=MARCH)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=released.pk).update(opinion="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(agreement=None)


# Pages


def sent_form(agreement: Agreement, *provisions: str, **more: str) -> dict[str, Any]:
    return {"provisions": list(provisions) or lacking(agreement), **FULL, **more}


def test_the_form_ticks_what_lacks_and_proposes_what_is_known(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(dirk).get(reverse("contracts:addendum", args=[agreement.pk]))
    form = page.context["form"]
    assert form["provisions"].initial == lacking(agreement)
    product = agreement.products.get()
    assert form["services"].initial.startswith(product.name)
    assert form["deletion_days"].initial == ""
    assert "names none" in form["deletion_days"].help_text
    assert form["cost_allocation"].initial == "are borne by the Operator"


def test_it_can_be_looked_at_before_it_is_made(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    address = reverse("contracts:addendum", args=[agreement.pk])
    page = signed_in(dirk).post(address, {**sent_form(agreement, "il-soppa.e"), "look": "1"})
    assert page.status_code == 200
    assert b"within 60 days after the Operator is made aware" in page.content
    assert not Draft.objects.exists()


def test_making_it_leads_to_its_page_with_both_files(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(dirk)
    address = reverse("contracts:addendum", args=[agreement.pk])
    answer = client.post(address, {**sent_form(agreement, "il-soppa.e"), "make": "1"})
    draft = Draft.objects.get()
    assert answer.headers["Location"] == reverse("contracts:draft", args=[draft.pk])
    page = client.get(answer.headers["Location"])
    assert b"What the checker finds in the agreement with it" in page.content
    for name, starts in (("draft-docx", b"PK"), ("draft-pdf", b"%PDF"), ("draft-whole", b"PK")):
        file = client.get(reverse(f"contracts:{name}", args=[draft.pk]))
        content = b"".join(file) if file.streaming else file.content
        assert content.startswith(starts)
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in file.headers["Content-Security-Policy"]
    listed = client.get(reverse("contracts:agreement", args=[agreement.pk])).content
    assert reverse("contracts:draft", args=[draft.pk]).encode() in listed


def test_the_whole_holds_the_agreement_s_text_and_the_addendum(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    draft = made(agreement, dirk)
    file = signed_in(dirk).get(reverse("contracts:draft-whole", args=[draft.pk])).content
    packs = [load_packs().pack(name) for name in LAWS]
    found = checked(read_document(file, "whole.docx"), packs).findings
    assert {one.provision for one in found if one.verdict != "found"} == set()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"deletion_days": ""}, "this must be filled in"),
        ({"deletion_days": "a while"}, "a whole number of days"),
        ({"provisions": []}, "at least one provision"),
        ({"provisions": ["no-such.1"]}, "not one of the available choices"),
        ({"services": "x" * 9000}, "at most 8000 characters"),
        ({"cost_allocation": "nobody"}, "not one of the available choices"),
    ],
)
def test_bad_input_comes_back_with_its_sentence(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client], changed: dict[str, Any], says: str
) -> None:
    address = reverse("contracts:addendum", args=[agreement.pk])
    page = signed_in(dirk).post(address, {**sent_form(agreement), **changed, "make": "1"})
    assert page.status_code == 422
    assert says in page.content.decode()
    assert not Draft.objects.exists()


def test_an_agreement_without_gaps_says_what_to_do(
    district: District, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(dirk).get(reverse("contracts:addendum", args=[AgreementFactory().pk]))
    assert b"Nothing to add" in page.content


def test_who_is_refused(
    agreement: Agreement, dirk: User, ari: User, refusals: Callable[..., None], client: Client
) -> None:
    draft = made(agreement, dirk, "il-soppa.f")
    for name, pk in (
        ("addendum", agreement.pk),
        ("draft", draft.pk),
        ("draft-pdf", draft.pk),
        ("draft-whole", draft.pk),
    ):
        refusals(reverse(f"contracts:{name}", args=[pk]))
    refusals(reverse("contracts:draft-release", args=[draft.pk]), post=True)
    client.force_login(ari, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("contracts:addendum", args=[agreement.pk])).status_code == 403
    assert client.get(reverse("contracts:draft-release", args=[draft.pk])).status_code == 403
    assert client.get(reverse("contracts:draft", args=[draft.pk])).status_code == 200


def test_the_pages_ask_the_database_a_bounded_number_of_times(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        draft = made(agreement, dirk, "il-soppa.f")
    client = signed_in(dirk)
    with django_assert_max_num_queries(24):
        client.get(reverse("contracts:addendum", args=[agreement.pk]))
    with django_assert_max_num_queries(14):
        client.get(reverse("contracts:draft", args=[draft.pk]))


def test_a_changed_file_is_said_and_not_sent(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    draft = made(agreement, dirk, "il-soppa.f")
    storage.stored_path(draft.pdf_sha256).write_bytes(b"%PDF-changed")
    page = signed_in(dirk).get(reverse("contracts:draft-pdf", args=[draft.pk]))
    assert page.status_code == 409


def test_counsel_releases_on_the_page(agreement: Agreement, dirk: User, cora: User, client: Client) -> None:
    draft = made(agreement, dirk, "il-soppa.f")
    client.force_login(cora, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("contracts:draft-release", args=[draft.pk])
    assert client.post(address, {"opinion": ""}).status_code == 422
    answer = client.post(address, {"opinion": "It may go out."})
    released = Draft.objects.get(releases=draft)
    assert answer.headers["Location"] == reverse("contracts:draft", args=[released.pk])
    page = client.get(answer.headers["Location"]).content.decode()
    assert "released by counsel" in page
    assert "It may go out." in page
    assert client.post(address, {"opinion": "Twice."}).status_code == 422


def test_every_draft_names_who_makes_it(agreement: Agreement) -> None:
    with pytest.raises(ActorMissing):
        made(agreement, "nobody", "il-soppa.f")  # type: ignore[arg-type]


def test_what_an_addendum_in_force_gives_is_no_gap(agreement: Agreement, monkeypatch: pytest.MonkeyPatch) -> None:
    before = lacking(agreement)
    monkeypatch.setattr("contracts.draftfacts.cured_provisions", lambda of: {before[0]} if of == agreement else set())
    assert lacking(agreement) == before[1:]


def test_the_draft_leads_to_where_the_signed_paper_is_taken_in(agreement: Agreement, dirk: User, ari: User) -> None:
    draft = made(agreement, dirk, "il-soppa.f")
    there = onward(draft, dirk)
    assert there is not None
    assert there.url == reverse("contracts:upload", args=[agreement.pk])
    assert onward(draft, ari) is None, "the auditor uploads nothing"
