"""General offers: another district's agreement, adopted by one page, and only when every line of the desk is met."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdfium2 import PdfDocument

from contracts import storage
from contracts.draftpresenters import onward
from contracts.examination import checker_version
from contracts.models import (
    Agreement,
    AgreementKind,
    AgreementState,
    Check,
    DocumentStanding,
    Draft,
    GeneralOffer,
    OfferException,
)
from contracts.offerdesk import offer_desk
from contracts.selectors import clocks_open, document_current
from contracts.services import FileRefused, SignedFile, SigningRefused, decision_record
from contracts.services.offers import (
    OfferRefused,
    acceptance_make,
    offer_accept,
    offer_except,
    offer_record,
    offer_update,
)
from district.models import District, User
from inventory.models import DataElement, ProductUse
from rulebook.loading import load_packs
from tests.factories.contracts import MARCH, CheckFactory, DocumentFactory, FindingFactory, pdf_bytes
from tests.factories.inventory import DataElementFactory, ElementUseFactory, ProductUseFactory
from tests.factories.vendors import OperatorFactory, ProductFactory
from vendors.models import Operator

pytestmark = pytest.mark.django_db
PAGE = pdf_bytes("Acceptance of the general offer\nsigned by the district")


@pytest.fixture(autouse=True)
def laws(illinois: None) -> None:
    """Illinois alone."""


@pytest.fixture
def operator(db: None) -> Operator:
    operator = OperatorFactory()
    ProductFactory(operator=operator, name="Maple Reader")
    return operator


def kind(name: str) -> DataElement:
    """The product's own list holds many of these names already."""
    return DataElement.objects.filter(name=name).first() or DataElementFactory(name=name)


@pytest.fixture
def use(operator: Operator) -> ProductUse:
    use = ProductUseFactory(product=operator.products.get())
    for name in ("Name", "Grade level"):
        ElementUseFactory(use=use, element=kind(name))
    return use


def values(operator: Operator, **changed: Any) -> dict[str, Any]:
    return {
        "originating_district": "Lantern Valley Fictional District 1",
        "originating_state": "IL",
        "version": "2.1",
        "offered_on": date(2026, 1, 15),
        "expires_on": date(2027, 1, 14),
        "elements": ["Name", "grade  LEVEL", "Reading scores"],
        "product_names": ["Maple Reader"],
        "source": "the operator's page",
        "products": list(operator.products.all()),
        "starts_on": date(2026, 3, 1),
        "ends_on": None,
        **changed,
    }


def recorded(operator: Operator, actor: User, **changed: Any) -> GeneralOffer:
    return offer_record(operator=operator, actor=actor, now=MARCH, **values(operator, **changed))


@pytest.fixture
def offer(operator: Operator, dana: User, use: ProductUse, district: District) -> GeneralOffer:
    """An offer whose agreement was uploaded, checked and decided: nothing stands in the way."""
    offer = recorded(operator, dana)
    with storage.received([PAGE + b"\n% originating"]) as incoming:
        storage.keep(incoming)
        document = DocumentFactory(agreement=offer.agreement, sha256=incoming.sha256, name="exhibit-e.pdf")
    pack = load_packs().pack("il-soppa")
    check = CheckFactory(document=document, packs={pack.id: pack.version}, checker_version=checker_version())
    finding = FindingFactory(review_check=check, provision="il-soppa.e")
    decision_record(finding=finding, kind="confirm", verdict="", reason="", last_seen=0, actor=dana, now=MARCH)
    return offer


def lines(offer: GeneralOffer, now: Any = MARCH) -> dict[str, bool]:
    return {line.code: line.done for line in offer_desk(offer, now=now).lines}


def detail(offer: GeneralOffer, code: str, now: Any = MARCH) -> str:
    (line,) = [line for line in offer_desk(offer, now=now).lines if line.code == code]
    assert not line.done
    return line.detail


def accepted(offer: GeneralOffer, actor: User, **changed: Any) -> GeneralOffer:
    given = {"signed_at": MARCH, "signer": actor, "page": SignedFile("page.pdf", [PAGE]), **changed}
    return offer_accept(offer=offer, actor=actor, now=MARCH, **given)


# The desk


def test_an_offer_becomes_a_draft_agreement_that_names_its_origin(operator: Operator, dana: User) -> None:
    offer = recorded(operator, dana)
    assert offer.agreement.kind == AgreementKind.GENERAL_OFFER
    assert offer.agreement.state == AgreementState.DRAFT
    assert "Lantern Valley Fictional District 1" in offer.agreement.title
    assert (offer.recorded_by, offer.recorded_at) == (dana.email, MARCH)


def test_nothing_stands_in_the_way_of_an_offer_that_fits(offer: GeneralOffer) -> None:
    assert set(lines(offer).values()) == {True}
    assert list(lines(offer)) == ["file", "version", "state", "expiry", "products", "data", "decisions", "provisions"]


def test_before_the_file_is_there_nothing_is_said_to_be_checked(
    operator: Operator, dana: User, district: District
) -> None:
    offer = recorded(operator, dana)
    assert not lines(offer)["file"]
    assert not lines(offer)["version"]


def test_an_offer_of_another_state_is_told(offer: GeneralOffer) -> None:
    offer.originating_state = "MT"
    assert detail(offer, "state").startswith("It was made for MT; this district is in IL")


def test_an_offer_can_be_accepted_on_its_last_day_and_not_after(offer: GeneralOffer) -> None:
    offer.expires_on = date(2026, 3, 2)
    assert lines(offer)["expiry"]
    assert lines(offer, MARCH + timedelta(hours=14))["expiry"], "23:00 in Chicago, already the next day in UTC"
    assert detail(offer, "expiry", MARCH + timedelta(hours=16)) == "It expired on 2 March 2026."


def test_data_in_use_beyond_the_offer_s_schedule_is_named(offer: GeneralOffer, use: ProductUse) -> None:
    ElementUseFactory(use=use, element=kind("Home address"))
    assert detail(offer, "data") == "In use and not in the offer's schedule: Home address."
    use.ended_on = date(2026, 2, 1)
    use.save(update_fields=["ended_on"])
    assert lines(offer)["data"], "what is no longer in use is not asked for"


def test_an_empty_schedule_covers_nothing(offer: GeneralOffer) -> None:
    offer.elements = []
    assert "not entered yet" in detail(offer, "data")


def test_a_product_in_use_that_the_offer_leaves_out_is_named(offer: GeneralOffer, operator: Operator) -> None:
    ProductUseFactory(product=ProductFactory(operator=operator, name="Maple Counter"))
    assert detail(offer, "products") == "In use and not covered: Maple Counter."


def test_a_product_that_the_offer_does_not_name_is_named(offer: GeneralOffer) -> None:
    offer.product_names = ["Maple Writer"]
    assert detail(offer, "products") == "The offer does not name: Maple Reader."


def test_a_newer_version_of_the_same_district_is_known(offer: GeneralOffer, operator: Operator, dana: User) -> None:
    recorded(operator, dana, originating_district="Other Fictional District", offered_on=date(2026, 2, 1))
    assert lines(offer)["version"], "another district's offer is another offer"
    recorded(
        operator, dana, originating_district="LANTERN VALLEY fictional district 1", version="3.0",
        offered_on=date(2026, 2, 1),
    )  # fmt: skip
    assert detail(offer, "version") == "A newer version is known: 3.0, dated 1 February 2026."


def test_a_file_that_is_not_the_one_that_was_checked_is_told(offer: GeneralOffer) -> None:
    Check.objects.update(document_sha256="0" * 64)
    assert "Another file stands now" in detail(offer, "version")


def test_findings_that_nobody_decided_stand_in_the_way(offer: GeneralOffer) -> None:
    check = Check.objects.get()
    FindingFactory(review_check=check, provision="il-soppa.f", verdict="not_found")
    assert detail(offer, "decisions") == "1 of 2 decided."
    assert "il-soppa f" in detail(offer, "provisions")


# Exceptions


def test_a_named_person_may_write_an_exception(offer: GeneralOffer, use: ProductUse, dana: User) -> None:
    ElementUseFactory(use=use, element=kind("Home address"))
    offer_except(offer=offer, line="data", reason="Being taken out this week.", actor=dana, now=MARCH)
    desk = offer_desk(offer, now=MARCH)
    assert desk.open == ()
    assert [made.made_by for made in desk.exceptions] == [dana]


def test_an_exception_holds_for_what_was_seen_and_lapses_when_that_changes(
    offer: GeneralOffer, use: ProductUse, dana: User
) -> None:
    ElementUseFactory(use=use, element=kind("Home address"))
    offer_except(offer=offer, line="data", reason="Being taken out this week.", actor=dana, now=MARCH)
    ElementUseFactory(use=use, element=kind("Photo"))
    assert [line.code for line in offer_desk(offer, now=MARCH).open] == ["data"]


@pytest.mark.parametrize("line", ["file", "version", "state", "no-such-line"])
def test_what_is_met_or_cannot_be_excused_has_no_exception(
    operator: Operator, dana: User, district: District, line: str
) -> None:
    with pytest.raises(OfferRefused, match="needs no exception, or allows none"):
        offer_except(offer=recorded(operator, dana), line=line, reason="Because.", actor=dana, now=MARCH)


def test_an_exception_says_why_and_is_made_by_who_may_sign(offer: GeneralOffer, dana: User, dirk: User) -> None:
    GeneralOffer.objects.update(originating_state="MT")
    with pytest.raises(OfferRefused, match="Write why"):
        offer_except(offer=offer, line="state", reason=" ", actor=dana, now=MARCH)
    with pytest.raises(PermissionDenied):
        offer_except(offer=offer, line="state", reason="Because.", actor=dirk, now=MARCH)
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferException.objects.create(offer=offer, line="state", found="x", reason="", made_by=dana, made_at=MARCH)


# Accepting


def test_accepting_signs_the_agreement_and_keeps_the_page_beside_it(offer: GeneralOffer, dana: User) -> None:
    originating = document_current(offer.agreement)
    done = accepted(offer, dana)
    agreement = Agreement.objects.get(pk=offer.agreement_id)
    assert (agreement.state, agreement.signed_at, agreement.signed_by) == (AgreementState.SIGNED, MARCH, dana)
    assert (done.accepted_at, done.accepted_by) == (MARCH, dana)
    assert originating is not None
    assert done.accepted_sha256 == originating.sha256
    assert done.page is not None
    assert done.page.standing == DocumentStanding.ADDENDUM
    assert document_current(agreement) == originating, "the agreement itself is what gets posted"
    assert "il-soppa.agreement.post" in set(clocks_open(agreement).values_list("rule", flat=True))


def test_it_is_refused_with_every_reason_at_once(offer: GeneralOffer, use: ProductUse, dana: User) -> None:
    GeneralOffer.objects.update(originating_state="MT", expires_on=date(2026, 2, 1))
    with pytest.raises(OfferRefused) as refused:
        accepted(offer, dana)
    assert "The State: It was made for MT" in str(refused.value)
    assert "It expired on 1 February 2026" in str(refused.value)
    offer.agreement.refresh_from_db()
    assert offer.agreement.state == AgreementState.DRAFT
    assert offer.agreement.documents.count() == 1


def test_with_exceptions_it_is_accepted_and_their_reasons_are_kept(offer: GeneralOffer, dana: User) -> None:
    FindingFactory(review_check=Check.objects.get(), provision="il-soppa.f", verdict="not_found")
    for line in ("decisions", "provisions"):
        offer_except(offer=offer, line=line, reason=f"Excused: {line}.", actor=dana, now=MARCH)
    accepted(offer, dana)
    row = offer.agreement.states.get(state=AgreementState.SIGNED)
    assert "Dana Fictional: Excused: provisions." in row.reason
    assert any("il-soppa f" in gap for gap in row.gaps)


def test_an_offer_is_accepted_once_and_then_stands(offer: GeneralOffer, operator: Operator, dana: User) -> None:
    accepted(offer, dana)
    with pytest.raises(OfferRefused, match="accepted already"):
        accepted(offer, dana)
    with pytest.raises(OfferRefused, match="accepted already"):
        offer_update(offer=offer, actor=dana, now=MARCH, **values(operator, version="9"))
    with pytest.raises(IntegrityError), transaction.atomic():
        GeneralOffer.objects.update(accepted_sha256="")


def test_who_may_not_sign_does_not_accept(offer: GeneralOffer, dirk: User, dana: User) -> None:
    with pytest.raises(PermissionDenied):
        accepted(offer, dirk, signer=dana)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"signed_at": MARCH + timedelta(days=1)}, SigningRefused),
        ({"page": SignedFile("page.pdf", [b""])}, FileRefused),
        ({"page": SignedFile("page.exe", [b"\x7fELF nonsense"])}, FileRefused),
    ],
)
def test_a_refused_acceptance_leaves_nothing(
    offer: GeneralOffer, dana: User, changed: dict[str, Any], error: type[Exception]
) -> None:
    before = set(storage.stored_hashes())
    with pytest.raises(error):
        accepted(offer, dana, **changed)
    offer.refresh_from_db()
    assert offer.accepted_at is None
    assert set(storage.stored_hashes()) == before


def test_the_page_to_sign_names_the_file_the_products_and_the_exceptions(
    offer: GeneralOffer, use: ProductUse, dana: User
) -> None:
    ElementUseFactory(use=use, element=kind("Home address"))
    with pytest.raises(OfferRefused, match="Home address"):
        acceptance_make(offer=offer, actor=dana, now=MARCH)
    offer_except(offer=offer, line="data", reason="Being taken out this week.", actor=dana, now=MARCH)
    draft = acceptance_make(offer=offer, actor=dana, now=MARCH)
    there = onward(draft, dana)
    assert there is not None
    assert there.url == reverse("contracts:offer-accept", args=[offer.pk])
    with storage.open_verified(draft.pdf_sha256) as stream, PdfDocument(stream.read()) as pdf:
        assert len(pdf) == 1
        words = " ".join(pdf[0].get_textpage().get_text_bounded().split())
    for expected in (
        "exhibit-e.pdf",
        "Maple Reader",
        "Being taken out this week.",
        "14 January 2027",
        "Dana Fictional",
    ):
        assert expected in words


def test_dates_that_run_backwards_are_refused(operator: Operator, dana: User) -> None:
    with pytest.raises(ValidationError, match="ends before it was made"):
        recorded(operator, dana, expires_on=date(2025, 1, 1))
    assert not Agreement.objects.exists()


# Pages


def sent(operator: Operator, **changed: Any) -> dict[str, Any]:
    given = values(operator, **changed)
    given["elements"], given["product_names"] = "\n".join(given["elements"]), "\n".join(given["product_names"])
    return {
        **given,
        "products": [product.pk for product in given["products"]],
        "ends_on": "",
        **{name: given[name].isoformat() for name in ("offered_on", "expires_on", "starts_on")},
    }


def test_recording_leads_to_the_desk(
    operator: Operator, dana: User, district: District, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(dana)
    address = reverse("contracts:offer-add", args=[operator.pk])
    assert client.get(address).context["form"]["originating_state"].value() == "IL"
    answer = client.post(address, sent(operator))
    offer = GeneralOffer.objects.get()
    assert answer.headers["Location"] == reverse("contracts:offer", args=[offer.pk])
    assert offer.elements == ["Name", "grade LEVEL", "Reading scores"]
    page = client.get(answer.headers["Location"]).content.decode()
    assert "It was not uploaded yet." in page
    assert reverse("contracts:upload", args=[offer.agreement_id]) in page


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"expires_on": date(2025, 1, 1)}, "ends before it was made"),
        ({"elements": []}, "kinds of information that the offer"),
        ({"products": []}, "Choose at least one product"),
        ({"originating_state": "XX"}, "not one of the available choices"),
        ({"version": "x" * 61}, "at most 60 characters"),
    ],
)
def test_bad_input_comes_back_with_its_sentence(
    operator: Operator, dana: User, district: District, signed_in: Callable[[User], Client], changed: dict[str, Any],
    says: str,
) -> None:  # fmt: skip
    page = signed_in(dana).post(reverse("contracts:offer-add", args=[operator.pk]), sent(operator, **changed))
    assert page.status_code == 422
    assert says in page.content.decode()
    assert not GeneralOffer.objects.exists()


def test_the_record_is_corrected_until_it_is_accepted(
    offer: GeneralOffer, operator: Operator, dana: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(dana)
    address = reverse("contracts:offer-edit", args=[offer.pk])
    assert client.get(address).context["form"]["elements"].value() == "Name\ngrade  LEVEL\nReading scores"
    assert client.post(address, sent(operator, version="2.2")).status_code == 302
    offer.refresh_from_db()
    assert offer.version == "2.2"


def test_accepting_on_the_page(offer: GeneralOffer, dana: User, signed_in: Callable[[User], Client], now: Any) -> None:
    client = signed_in(dana)
    address = reverse("contracts:offer-accept", args=[offer.pk])
    form = {"signed_on": "2026-03-01", "signed_time": "09:00", "signer": dana.pk}
    assert client.post(address, form).status_code == 422, "the page is missing"
    answer = client.post(address, {**form, "file": SimpleUploadedFile("page.pdf", PAGE)})
    assert answer.headers["Location"] == reverse("contracts:agreement", args=[offer.agreement_id])
    page = client.get(reverse("contracts:offer", args=[offer.pk])).content.decode()
    assert "Accepted on" in page
    assert "page.pdf" in page


def test_an_open_line_is_said_on_the_page(offer: GeneralOffer, dana: User, signed_in: Callable[[User], Client]) -> None:
    GeneralOffer.objects.update(originating_state="MT")
    client = signed_in(dana)
    address = reverse("contracts:offer-accept", args=[offer.pk])
    form = {"signed_on": "2026-03-01", "signed_time": "09:00", "signer": dana.pk}
    answer = client.post(address, {**form, "file": SimpleUploadedFile("page.pdf", PAGE)})
    assert answer.status_code == 422
    assert "It was made for MT" in answer.content.decode()
    client.post(reverse("contracts:offer-page", args=[offer.pk]))
    assert not Draft.objects.exists()
    excused = reverse("contracts:offer-except", args=[offer.pk, "state"])
    assert client.post(excused, {"reason": ""}).status_code == 422
    assert client.post(excused, {"reason": "The two laws are the same here."}).status_code == 302
    assert "The two laws are the same here." in client.get(reverse("contracts:offer", args=[offer.pk])).content.decode()


def test_who_is_refused(
    offer: GeneralOffer, operator: Operator, dirk: User, ari: User, refusals: Callable[..., None], client: Client
) -> None:
    for name in ("offer", "offer-edit", "offer-accept"):
        refusals(reverse(f"contracts:{name}", args=[offer.pk]))
    refusals(reverse("contracts:offer-add", args=[operator.pk]))
    refusals(reverse("contracts:offer-page", args=[offer.pk]), post=True)
    client.force_login(ari, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("contracts:offer", args=[offer.pk])).status_code == 200
    assert client.get(reverse("contracts:offer-add", args=[operator.pk])).status_code == 403
    assert client.post(reverse("contracts:offer-page", args=[offer.pk])).status_code == 403
    client.force_login(dirk, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("contracts:offer-accept", args=[offer.pk])).status_code == 403
    assert client.get(reverse("contracts:offer-except", args=[offer.pk, "state"])).status_code == 403


def test_the_desk_asks_the_database_a_bounded_number_of_times(
    offer: GeneralOffer, operator: Operator, use: ProductUse, dana: User, signed_in: Callable[[User], Client],
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    for number in range(6):
        ElementUseFactory(use=use)
        ProductUseFactory(product=ProductFactory(operator=operator, name=f"Maple {number}"))
    client = signed_in(dana)
    with django_assert_max_num_queries(40):
        client.get(reverse("contracts:offer", args=[offer.pk]))
