"""The disclosure register: what covers each recipient, which lack an agreement, and who may see it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from district.models import District, User
from district.rotation import Column, columns, rotate
from district.storage import kept, open_verified
from inventory.disclosures.cover import exceptions_offered
from inventory.disclosures.selectors import disclosures_visible_to, entries_on, lacking_count
from inventory.disclosures.services import disclosure_end, disclosure_save
from inventory.keeping import files_named
from inventory.models import DataElement, Disclosure
from inventory.sealing import GivenFile, beside_content
from tests.conftest import NOW
from tests.factories.contracts import AgreementFactory, CheckFactory, DocumentFactory, FindingFactory, pdf_bytes
from tests.factories.contracts import SignedAgreementFactory as Signed
from tests.factories.district import AdoptedPackFactory
from tests.factories.inventory import DataElementFactory

DAY = date(2026, 3, 2)
COURT = "il-soppa.restriction.sharing#2"
SEALED = Column("inventory_disclosure", "document_sealed", "id")


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.disclosures.views.clock_now", lambda: NOW)


@pytest.fixture
def element(db: None) -> DataElement:
    made: DataElement = DataElementFactory(name="Bus route")
    return made


@pytest.fixture
def entered(dana: User, district: District, element: DataElement) -> Callable[..., Disclosure]:
    def make(recipient: str = "Maple County Bus Fictional Co.", **more: Any) -> Disclosure:
        values = {"recipient_kind": "service", "purpose": "To drive pupils home.", "first_on": date(2025, 9, 1)}
        row = Disclosure.objects.create(recipient=recipient, entered_by=dana, entered_at=NOW, **{**values, **more})
        row.elements.set([element])
        return row

    return make


def codes(user: User) -> dict[str, str]:
    return {entry.disclosure.recipient: entry.cover.code for entry in entries_on(disclosures_visible_to(user), DAY)}


def test_without_agreement_and_exception_it_lacks_one(entered: Callable[..., Disclosure], dana: User) -> None:
    entered()
    assert codes(dana) == {"Maple County Bus Fictional Co.": "none"}
    assert lacking_count(dana, DAY) == 1


def test_an_agreement_covers_while_it_is_in_force(entered: Callable[..., Disclosure], dana: User) -> None:
    entered("In force", agreement=Signed())
    entered("Expired", agreement=Signed(starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1)))
    entered("Draft", agreement=AgreementFactory())
    entered("Later", agreement=Signed(starts_on=date(2026, 4, 1)))
    assert codes(dana) == {"In force": "covered", "Expired": "lapsed", "Draft": "not_signed", "Later": "not_signed"}


def test_an_agreement_that_lacks_provisions_is_no_full_cover(entered: Callable[..., Disclosure], dana: User) -> None:
    row = entered(agreement=Signed())
    check = CheckFactory(document=DocumentFactory(agreement=row.agreement))
    FindingFactory(review_check=check, verdict="not_found")
    FindingFactory(review_check=check, provision="il-soppa.a")
    entry = entries_on(disclosures_visible_to(dana), DAY)[0]
    assert (entry.cover.code, entry.cover.words) == ("gaps", "agreement in force, 1 provision is open in it")


def test_an_exception_needs_its_document(entered: Callable[..., Disclosure], dana: User) -> None:
    entered("With", exception=COURT, exception_reason="Order 12.", document_sha256="a" * 64)
    entered("Without", exception=COURT, exception_reason="Order 13.")
    assert codes(dana) == {"With": "exception", "Without": "no_document"}


def test_what_has_ended_lacks_nothing(entered: Callable[..., Disclosure], dana: User) -> None:
    entered(ended_on=DAY)
    assert lacking_count(dana, DAY) == 0


def test_what_lacks_something_comes_first(entered: Callable[..., Disclosure], dana: User) -> None:
    entered("A covered", agreement=Signed())
    entered("B lacking")
    assert list(codes(dana)) == ["B lacking", "A covered"]


def test_exceptions_are_those_of_adopted_packs_with_their_citations(district: District) -> None:
    AdoptedPackFactory()
    offered = {one.key: one for one in exceptions_offered(["il-soppa"])}
    assert offered[COURT].text == "The disclosure is required by court or by State or federal law."
    assert "7:345-AP1" in offered[COURT].citation
    assert exceptions_offered([]) == []


def form(element: DataElement, **more: Any) -> dict[str, Any]:
    values = {
        "recipient": "Maple County Court",
        "recipient_kind": "court",
        "purpose": "An order.",
        "first_on": "2026-02-20",
        "elements": [str(element.pk)],
    }
    return {**values, **more}


def test_the_officer_enters_an_exception_with_its_document(
    signed_in: Callable[[User], Client], dana: User, district: District, element: DataElement
) -> None:
    AdoptedPackFactory()
    office = signed_in(dana)
    file = SimpleUploadedFile("order.pdf", pdf_bytes("Order 12"))
    sent = form(element, exception=COURT, exception_reason="Order 12 of 18 February.", document=file)
    assert office.post("/office/disclosures/new/", sent).status_code == 302
    row = Disclosure.objects.get()
    assert row.exception_words.startswith("The disclosure is required by court")
    assert (row.document_name, row.document_title) == ("", "order.pdf"), "a name may name a pupil: it is sealed"
    assert row.document_sha256 in files_named()
    with open_verified(row.document_sha256) as stream:
        assert b"PDF" not in stream.read(), "what lies in the store is noise"
    answer = office.get(f"/office/disclosures/{row.pk}/document/")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == 'attachment; filename="order.pdf"'
    page = office.get(f"/office/disclosures/{row.pk}/").content.decode()
    assert "lawful exception" in page
    assert codes(dana) == {"Maple County Court": "exception"}


def test_a_document_of_before_the_sealing_is_read_as_it_lies(
    entered: Callable[..., Disclosure], signed_in: Callable[[User], Client], dana: User
) -> None:
    row = entered(
        "Court", exception=COURT, exception_reason="Order 12.", document_name="order.txt",
        document_sha256=kept(b"Order 12, fictional"),
    )  # fmt: skip
    office, address = signed_in(dana), f"/office/disclosures/{row.pk}/document/"
    assert office.get(address).content == b"Order 12, fictional"
    assert b"order.txt" in office.get(f"/office/disclosures/{row.pk}/").content
    Disclosure.objects.update(document_sha256="a" * 64)
    lost = office.get(address)
    assert (lost.status_code, b"cannot be read" in lost.content) == (422, True)


def test_a_sealed_document_is_read_after_the_key_of_keys_was_changed(
    entered: Callable[..., Disclosure], dana: User, settings: LazySettings
) -> None:
    row = entered("Court", exception=COURT, exception_reason="Order 12.", exception_words="By court order.")
    given = GivenFile("order.txt", b"Order 12, fictional")
    disclosure_save(disclosure=row, elements=[], packs=[], document=given, actor=dana, now=NOW)
    settings.FIELD_KEYS = f"{'5a' * 32},{settings.FIELD_KEYS}"
    assert {Column("inventory_trainingcompletion", "evidence_sealed", "id"), SEALED} <= set(columns())
    assert [step.sealed for step in rotate(SEALED, batch=10)][-1] == 1
    settings.FIELD_KEYS = "5a" * 32
    row = Disclosure.objects.get()
    assert beside_content(row.document_sha256, row.document_sealed) == b"Order 12, fictional"


def test_an_edit_of_a_row_read_before_anothers_parts_no_document_from_its_key(
    entered: Callable[..., Disclosure], dana: User, element: DataElement
) -> None:
    row = entered("Court", exception=COURT, exception_reason="Order 12.", exception_words="By court order.")
    read_before = disclosures_visible_to(dana).get(pk=row.pk)
    given = GivenFile("order.txt", b"Order 12, fictional")
    disclosure_save(disclosure=row, elements=[element], packs=[], document=given, actor=dana, now=NOW)
    disclosure_end(disclosure=row, ended_on=DAY, because="It is done.", actor=dana)
    read_before.purpose = "Another order."
    disclosure_save(disclosure=read_before, elements=[element], packs=[], actor=dana, now=NOW)
    row = Disclosure.objects.get()
    assert (row.purpose, row.ended_on) == ("Another order.", DAY), "the end of an entry is no part of its form"
    assert beside_content(row.document_sha256, row.document_sealed) == b"Order 12, fictional"
    read_before.first_on = date(2026, 3, 9)
    with pytest.raises(ValidationError, match="ended in the meantime"):
        disclosure_save(disclosure=read_before, elements=[element], packs=[], actor=dana, now=NOW)


def test_an_exception_that_is_dropped_takes_its_document_along(
    entered: Callable[..., Disclosure], dana: User, element: DataElement
) -> None:
    row = entered("Court", exception=COURT, exception_reason="Order 12.", exception_words="By court order.")
    given = GivenFile("order.txt", b"Order 12, fictional")
    disclosure_save(disclosure=row, elements=[element], packs=[], document=given, actor=dana, now=NOW)
    row = disclosures_visible_to(dana).get()
    row.exception = ""
    disclosure_save(disclosure=row, elements=[element], packs=[], actor=dana, now=NOW)
    row = Disclosure.objects.get()
    assert (row.document_name, row.document_sha256, row.document_sealed) == ("", "", None)


def test_a_document_whose_key_cannot_be_opened_says_so_and_its_entry_is_shown_and_changed(
    entered: Callable[..., Disclosure],
    signed_in: Callable[[User], Client],
    dana: User,
    element: DataElement,
    settings: LazySettings,
) -> None:
    AdoptedPackFactory()
    row = entered("Court", exception=COURT, exception_reason="Order 12.", exception_words="By court order.")
    given = GivenFile("order.txt", b"Order 12, fictional")
    disclosure_save(disclosure=row, elements=[element], packs=[], document=given, actor=dana, now=NOW)
    settings.FIELD_KEYS = "5a" * 32
    office = signed_in(dana)
    shown = office.get(f"/office/disclosures/{row.pk}/")
    assert (shown.status_code, b">document</a>" in shown.content) == (200, True)
    lost = office.get(f"/office/disclosures/{row.pk}/document/")
    assert (lost.status_code, b"cannot be read" in lost.content) == (422, True)
    for address in ("", f"{row.pk}/change/"):
        assert office.get(f"/office/inventory/disclosure/{address}").status_code == 200
    sent = form(element, exception=COURT, exception_reason="Order 12, once more.")
    assert office.post(f"/office/disclosures/{row.pk}/change/", sent).status_code == 302


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"elements": []}, "Tick what is given"),
        ({"exception": COURT}, "Say why the exception holds"),
        ({"exception": "il-soppa.restriction.sharing#99", "exception_reason": "x"}, "Select a valid choice"),
        ({"first_on": "2026-02-31"}, "Enter a valid date"),
        ({"students_counted": "-1"}, "greater than or equal to 0"),
        ({"document": SimpleUploadedFile("order.exe", b"MZ not a document"), "exception": COURT,
          "exception_reason": "x"}, "program"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_refused_in_words(
    more: dict[str, Any],
    words: str,
    signed_in: Callable[[User], Client],
    dana: User,
    district: District,
    element: DataElement,
) -> None:
    AdoptedPackFactory()
    answer = signed_in(dana).post("/office/disclosures/new/", form(element, **more))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Disclosure.objects.exists()


def test_agreement_and_exception_are_not_named_both(
    signed_in: Callable[[User], Client], dana: User, district: District, element: DataElement
) -> None:
    AdoptedPackFactory()
    both = form(element, agreement=str(Signed().pk), exception=COURT, exception_reason="x")
    answer = signed_in(dana).post("/office/disclosures/new/", both)
    assert "Name the agreement or the exception, not both." in answer.content.decode()


def test_the_database_refuses_both_as_well(entered: Callable[..., Disclosure]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        entered(agreement=Signed(), exception=COURT, exception_reason="x")


def test_it_ends_on_a_day_and_stays_in_the_register(
    entered: Callable[..., Disclosure], signed_in: Callable[[User], Client], dana: User
) -> None:
    row, office = entered(), signed_in(dana)
    early = office.post(f"/office/disclosures/{row.pk}/end/", {"ended_on": "2024-01-01", "because": "x"})
    assert "It cannot end before it began." in early.content.decode()
    office.post(f"/office/disclosures/{row.pk}/end/", {"ended_on": "2026-02-27", "because": "The route is gone."})
    assert "The route is gone." in office.get(f"/office/disclosures/{row.pk}/").content.decode()
    assert "Maple County Bus" in office.get("/office/disclosures/?show=all").content.decode()
    assert "Maple County Bus" not in office.get("/office/disclosures/").content.decode()


def test_the_spreadsheet_holds_no_formula(
    entered: Callable[..., Disclosure], signed_in: Callable[[User], Client], dana: User
) -> None:
    entered("=SUM(A1:A9)", purpose="+1")
    answer = signed_in(dana).get("/office/disclosures/register.csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=SUM(A1:A9)" in text
    assert ",'+1," in text


def test_a_hundred_entries_take_as_many_queries_as_one(
    entered: Callable[..., Disclosure],
    signed_in: Callable[[User], Client],
    dana: User,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(100):
        entered(f"Recipient {number}", agreement=Signed() if number % 4 == 0 else None)
    office = signed_in(dana)
    office.get("/office/disclosures/")
    with django_assert_max_num_queries(14):
        assert office.get("/office/disclosures/").status_code == 200


def test_only_those_who_keep_the_inventory_write_it(
    entered: Callable[..., Disclosure],
    client: Client,
    signed_in: Callable[[User], Client],
    tom: User,
    ari: User,
    cora: User,
    olga: User,
    element: DataElement,
) -> None:
    row = entered()
    assert client.get("/office/disclosures/").status_code == 302
    for stranger in (tom, olga, cora):
        for page in ("", "new/", f"{row.pk}/", f"{row.pk}/change/", f"{row.pk}/document/", "register.csv"):
            assert signed_in(stranger).get(f"/office/disclosures/{page}").status_code == 403
    reader = signed_in(ari)
    assert reader.get(f"/office/disclosures/{row.pk}/").status_code == 200
    assert reader.get(f"/office/disclosures/{row.pk}/document/").status_code == 403, "it may name pupils"
    assert reader.post("/office/disclosures/new/", form(element)).status_code == 403
    assert reader.post(f"/office/disclosures/{row.pk}/end/", {}).status_code == 403
    assert reader.get("/office/disclosures/999/").status_code == 404
