"""The agreement's page, its files, and the office's lists."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from contracts import storage
from contracts.models import Agreement, AgreementState, DocumentState
from contracts.presenters import clock_lines
from contracts.services import agreement_sign, document_add
from district.models import District, User
from tests.factories.contracts import (
    AGREEMENT_TEXT,
    MARCH,
    AgreementFactory,
    CheckFactory,
    DocumentFactory,
    FindingFactory,
    SignedAgreementFactory,
    pdf_bytes,
)
from tests.factories.vendors import OperatorFactory, ProductFactory

pytestmark = pytest.mark.django_db
LIST = "/office/contracts/agreement/"


@pytest.fixture
def client_of_dana(district: District, dana: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(dana)


def page_of(client: Client, agreement: Agreement) -> str:
    answer = client.get(f"{LIST}{agreement.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


# What to do next


def test_a_draft_asks_for_its_file(client_of_dana: Client) -> None:
    assert "Upload the agreement: it is read and checked" in page_of(client_of_dana, AgreementFactory())


@pytest.mark.parametrize(
    ("state", "given", "says"),
    [
        ("stored", {}, "The file is being read."),
        ("needs_text", {"problem": "This is a scan."}, "Upload a text version"),
        ("unreadable", {"problem": "The PDF is damaged."}, "Upload another file"),
        ("read", {}, "Not checked yet."),
        ("read", {"check_problem": "The checker stopped."}, "The checker stopped."),
    ],
)
def test_the_page_says_what_the_file_needs(
    state: str, given: dict[str, str], says: str, client_of_dana: Client, illinois: None
) -> None:
    agreement = AgreementFactory(state=AgreementState.REVIEWING)
    DocumentFactory(agreement=agreement, state=state, **given)
    assert says in page_of(client_of_dana, agreement)


def test_findings_wait_to_be_decided(client_of_dana: Client, illinois: None) -> None:
    from contracts.examination import checker_version
    from rulebook.loading import load_packs

    packs = {"il-soppa": load_packs().pack("il-soppa").version}
    check = CheckFactory(packs=packs, checker_version=checker_version())
    FindingFactory(review_check=check)
    page = page_of(client_of_dana, check.document.agreement)
    assert "Review the findings: 0 of 1 decided." in page


def test_a_check_by_an_older_pack_asks_to_be_made_again(client_of_dana: Client, illinois: None) -> None:
    check = CheckFactory(packs={"il-soppa": "of long ago"})
    assert "A pack or the checker changed since: check again." in page_of(client_of_dana, check.document.agreement)


def test_a_signed_agreement_waits_to_be_posted(client_of_dana: Client) -> None:
    agreement = SignedAgreementFactory()
    DocumentFactory(agreement=agreement)
    assert "Signed, and not posted yet." in page_of(client_of_dana, agreement)


def test_the_page_gives_the_laws_that_apply_with_their_reason(client_of_dana: Client, illinois: None) -> None:
    page = page_of(client_of_dana, AgreementFactory())
    assert "It binds agreements entered, renewed or amended from 1 July 2021" in page


def test_the_page_turns_strangers_away(refusals: Callable[..., None]) -> None:
    refusals(f"{LIST}{AgreementFactory().pk}/")


def test_an_agreement_that_is_not_there_is_not_found(client_of_dana: Client) -> None:
    assert client_of_dana.get(f"{LIST}4711/").status_code == 404


def test_one_agreement_may_be_given_to_one_person(
    district: District, olga: User, signed_in: Callable[[User], Client]
) -> None:
    from guardian.shortcuts import assign_perm

    hers, other = AgreementFactory(), AgreementFactory()
    assign_perm("contracts.view_agreement", olga, hers)
    client = signed_in(olga)
    assert client.get(f"{LIST}{hers.pk}/").status_code == 200
    assert client.get(f"{LIST}{other.pk}/").status_code == 404
    assert client.get(f"{LIST}{hers.pk}/sign/").status_code == 403


def test_the_page_asks_a_bounded_number_of_questions(
    client_of_dana: Client, illinois: None, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    check = CheckFactory()
    for number in range(30):
        FindingFactory(review_check=check, provision=f"il-soppa.x{number}")
    for version in range(2, 8):
        DocumentFactory(agreement=check.document.agreement, version=version, state=DocumentState.READ)
    with django_assert_max_num_queries(30):
        page_of(client_of_dana, check.document.agreement)


def test_the_checklist_leads_each_person_where_they_can_act(
    client_of_dana: Client, adopted: Callable[..., None], ari: User, cora: User
) -> None:
    adopted("mt-pupil-data")
    agreement = AgreementFactory(state=AgreementState.REVIEWING)
    place = f"{LIST}{agreement.pk}/"
    assert f"{place}files/add/" in page_of(client_of_dana, agreement)
    assert f"{place}counsel/ask/" in page_of(client_of_dana, agreement)
    client_of_dana.force_login(ari, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = page_of(client_of_dana, agreement)
    assert f"{place}files/add/" not in page
    assert f"{place}counsel/" not in page
    assert "Every change, in the audit trail" in page
    client_of_dana.force_login(cora, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert f"{place}counsel/opinion/" in page_of(client_of_dana, agreement)


# Files


def test_a_file_is_saved_and_never_shown_as_a_page_of_ours(client_of_dana: Client, dana: User) -> None:
    content = f"<!doctype html><html><body><script>1</script><p>{AGREEMENT_TEXT}</p></body></html>".encode()
    document = document_add(
        agreement=AgreementFactory(), name='odd "name".html', chunks=[content], actor=dana, now=MARCH
    )
    answer = client_of_dana.get(f"/office/contracts/files/{document.pk}/")
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_file_that_was_changed_on_disk_is_not_handed_out(client_of_dana: Client, dana: User) -> None:
    document = document_add(
        agreement=AgreementFactory(), name="a.pdf", chunks=[pdf_bytes(AGREEMENT_TEXT)], actor=dana, now=MARCH
    )
    storage.stored_path(document.sha256).write_bytes(b"Something else.")
    answer = client_of_dana.get(f"/office/contracts/files/{document.pk}/")
    assert answer.status_code == 409
    assert "was changed on disk" in answer.content.decode()


def test_files_and_their_progress_turn_strangers_away(refusals: Callable[..., None]) -> None:
    document = DocumentFactory()
    refusals(f"/office/contracts/files/{document.pk}/")
    refusals(f"/office/contracts/files/{document.pk}/progress/")
    refusals(f"/office/contracts/files/{document.pk}/check/", post=True)


def test_progress_asks_again_by_itself_while_there_is_work(client_of_dana: Client) -> None:
    document = DocumentFactory(state=DocumentState.STORED)
    answer = client_of_dana.get(f"/office/contracts/files/{document.pk}/progress/")
    assert answer.headers["Refresh"] == "2"
    assert "Reading the text" in answer.content.decode()


def test_progress_rests_where_a_person_is_needed(client_of_dana: Client) -> None:
    document = DocumentFactory(state=DocumentState.NEEDS_TEXT, problem="This is a scan.")
    answer = client_of_dana.get(f"/office/contracts/files/{document.pk}/progress/")
    assert "Refresh" not in answer.headers
    assert "Upload a text version" in answer.content.decode()


def test_the_auditor_reads_files_and_starts_no_check(
    district: District, ari: User, signed_in: Callable[[User], Client]
) -> None:
    document = DocumentFactory()
    client = signed_in(ari)
    assert client.get(f"/office/contracts/files/{document.pk}/progress/").status_code == 200
    assert client.post(f"/office/contracts/files/{document.pk}/check/").status_code == 403


# Lists and the record's form


def test_the_list_shows_state_term_and_next_clock(client_of_dana: Client) -> None:
    AgreementFactory(title="Maple Reader agreement", state=AgreementState.READY)
    page = client_of_dana.get(LIST).content.decode()
    assert "Maple Reader agreement" in page
    assert "ready to sign" in page
    assert "1 Mar 2026 – 30 Jun 2027" in page


def test_the_list_asks_the_same_for_one_as_for_many(
    client_of_dana: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    AgreementFactory.create_batch(30)
    with django_assert_max_num_queries(15):
        client_of_dana.get(LIST)


@pytest.mark.parametrize(
    "name", ["agreementstaterow", "document", "check", "finding", "decision", "counselopinion", "posting"]
)
def test_what_stands_behind_is_read_and_never_edited(
    name: str, client_of_dana: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    FindingFactory.create_batch(3)
    with django_assert_max_num_queries(14):
        assert client_of_dana.get(f"/office/contracts/{name}/").status_code == 200
    assert client_of_dana.get(f"/office/contracts/{name}/add/").status_code == 403


def test_the_lists_turn_strangers_away(refusals: Callable[..., None]) -> None:
    for name in ("agreement", "document", "check", "finding", "decision", "counselopinion", "posting"):
        refusals(f"/office/contracts/{name}/")
    refusals(f"{LIST}add/")


def form_values(**given: object) -> dict[str, object]:
    return {"title": "Maple Reader agreement", "kind": "data_privacy", "starts_on": "2026-03-01", **given}


def test_the_form_offers_only_the_operators_own_products(client_of_dana: Client) -> None:
    ours, theirs = ProductFactory(name="Maple Reader"), ProductFactory(name="Copper Abacus")
    page = client_of_dana.get(f"{LIST}add/?operator={ours.operator_id}").content.decode()
    assert "Maple Reader" in page
    assert "Copper Abacus" not in page
    answer = client_of_dana.post(f"{LIST}add/?operator={ours.operator_id}", form_values(products=[theirs.pk]))
    assert "is not one of the available choices" in answer.content.decode()
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"ends_on": "2026-02-01"}, "The term ends before it begins."),
        ({"amended_on": "2025-01-01"}, "The renewal or amendment comes before the term begins."),
        ({"starts_on": "soon"}, "Enter a valid date."),
        ({"title": ""}, "This field is required."),
        ({"products": []}, "Choose at least one product that the agreement covers."),
    ],
)
def test_a_crooked_record_comes_back_with_its_fault_at_the_field(
    given: dict[str, object], says: str, client_of_dana: Client
) -> None:
    product = ProductFactory()
    values = form_values(**{"products": [product.pk], **given})
    answer = client_of_dana.post(f"{LIST}add/?operator={product.operator_id}", values)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert says in page
    assert "Constraint" not in page
    assert not Agreement.objects.exists()


def test_a_record_is_changed_under_its_operator(client_of_dana: Client, dana: User) -> None:
    agreement = AgreementFactory()
    product = agreement.products.get()
    answer = client_of_dana.post(
        f"{LIST}{agreement.pk}/change/", form_values(title="Another title", products=[product.pk], reviewer=dana.pk)
    )
    assert answer.headers["Location"] == f"{LIST}{agreement.pk}/"
    agreement.refresh_from_db()
    assert (agreement.title, agreement.reviewer) == ("Another title", dana)


@pytest.mark.parametrize("operator", ["", "x", "0", "99999999999999"])
def test_without_a_known_operator_the_form_asks_for_one(operator: str, client_of_dana: Client) -> None:
    OperatorFactory(name="Copper Abacus Fictional, LLC")
    page = client_of_dana.get(f"{LIST}add/?operator={operator}").content.decode()
    assert "Whose agreement is it?" in page
    assert "Copper Abacus Fictional, LLC" in page


def test_the_choice_of_operators_is_searched_by_name(client_of_dana: Client) -> None:
    OperatorFactory(name="Copper Abacus Fictional, LLC")
    OperatorFactory(name="Maple Reader Fictional, Inc.")
    page = client_of_dana.get(f"{LIST}add/?q=copper").content.decode()
    assert "Copper Abacus" in page
    assert "Maple Reader" not in page
    assert "Add operator" in client_of_dana.get(f"{LIST}add/?q=nobody").content.decode()
    assert client_of_dana.get(f"{LIST}add/?q=%00copper").status_code == 200


def test_a_term_is_over_when_the_districts_day_is(client_of_dana: Client) -> None:
    AgreementFactory(title="Over tonight", ends_on=date(2026, 3, 2))
    with time_machine.travel(MARCH.replace(day=3, hour=3), tick=False):  # the evening of 2 March in Chicago
        assert "Over tonight" not in client_of_dana.get(f"{LIST}?term=over").content.decode()
        assert "Over tonight" in client_of_dana.get(f"{LIST}?term=60").content.decode()


def test_a_clock_is_shown_in_the_tone_of_its_status(district: District, dana: User, illinois: None) -> None:
    agreement = AgreementFactory(state=AgreementState.READY)
    DocumentFactory(agreement=agreement)
    agreement_sign(agreement=agreement, signed_at=MARCH, reason="A rider follows.", actor=dana, now=MARCH)
    soon = MARCH.replace(day=14)
    tones = {line.deadline.rule: line.tone for line in clock_lines(agreement, dana, now=soon, zone=district.time_zone)}
    assert tones == {"il-soppa.agreement.post": "soon", "agreement.expiry": "open"}


def test_the_list_is_narrowed_by_when_terms_end(client_of_dana: Client) -> None:
    AgreementFactory(title="Over", starts_on=date(2019, 1, 1), ends_on=date(2020, 1, 1))
    AgreementFactory(title="Without end", ends_on=None)
    page = client_of_dana.get(f"{LIST}?term=over").content.decode()
    assert "Over" in page
    assert "Without end" not in page
    assert "Without end" in client_of_dana.get(f"{LIST}?term=open").content.decode()


def test_only_people_who_decide_findings_are_offered_as_reviewers(
    client_of_dana: Client, dirk: User, ari: User, cora: User
) -> None:
    agreement = AgreementFactory()
    page = client_of_dana.get(f"{LIST}{agreement.pk}/change/").content.decode()
    assert "Dirk Fictional</option>" in page
    assert "Ari Fictional</option>" not in page


def test_the_counts_beside_an_operator_lead_to_its_lists(client_of_dana: Client) -> None:
    agreement = AgreementFactory(title="Maple Reader agreement")
    AgreementFactory(title="Another one")
    page = client_of_dana.get("/office/vendors/operator/").content.decode()
    assert f"{LIST}?operator__id__exact={agreement.operator_id}" in page
    narrowed = client_of_dana.get(f"{LIST}?operator__id__exact={agreement.operator_id}").content.decode()
    assert "Maple Reader agreement" in narrowed
    assert "Another one" not in narrowed
    products = client_of_dana.get(f"/office/vendors/product/?operator__id__exact={agreement.operator_id}")
    assert products.status_code == 200
