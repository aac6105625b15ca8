"""Doubled operators and products become one: everything moves, old addresses lead on, nothing is lost from history."""

from datetime import date

import pytest

from contracts.models import Agreement
from district.models import User
from inventory.committee.selectors import decisions_in_force
from inventory.committee.services import approval_record
from inventory.models import ElementDraft, ElementUse, NameKind, OtherName, ProductUse
from tests.conftest import NOW
from tests.factories.conduct import ConductCaseFactory
from tests.factories.contracts import AgreementFactory
from tests.factories.inventory import DataElementFactory, ElementUseFactory, ProductUseFactory
from tests.factories.vendors import ContactFactory, OperatorFactory, ProductFactory, SubcontractorFactory
from vendors.merging import Merged, MergeRefused, _relations, merge, merge_preview
from vendors.models import FormerAddress, Merger, Operator, Product, Subcontractor
from vendors.selectors import operator_slug_now, product_names_near, product_slug_now
from vendors.services import operator_create

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture
def kept() -> Operator:
    found: Operator = OperatorFactory(name="Maple Reader Fictional, Inc.", slug="maple-reader")
    return found


@pytest.fixture
def gone() -> Operator:
    found: Operator = OperatorFactory(
        name="Maple Reader Fictional", slug="maple-reader-fictional", website="https://maple-reader.example"
    )
    return found


def merged(kept: Operator | Product, gone: Operator | Product, by: User) -> Merged:
    return merge(kept=kept, gone=gone, reason="The agreement names both.", actor=by, now=NOW)


def test_everything_of_the_double_moves(kept: Operator, gone: Operator, dana: User) -> None:
    product, agreement = ProductFactory(operator=gone), AgreementFactory(operator=gone)
    contact, case = ContactFactory(operator=gone), ConductCaseFactory(operator=gone)
    found = merged(kept, gone, dana)
    for row in (product, agreement, contact, case):
        row.refresh_from_db()
        assert row.operator_id == kept.pk
    assert not Operator.objects.filter(pk=gone.pk).exists()
    assert ("agreement", 1) in found.moved
    assert found.taken == ("website: https://maple-reader.example",)
    kept.refresh_from_db()
    assert kept.website == "https://maple-reader.example"


def test_records_without_a_way_back_move_too(kept: Operator) -> None:
    found = {(one.related_model._meta.label, one.field.name) for one in _relations(kept)}
    assert ("requests_portal.DeletionCertificate", "operator") in found


def test_the_old_address_leads_on_for_good_and_is_never_given_again(kept: Operator, gone: Operator, dana: User) -> None:
    merged(kept, gone, dana)
    assert operator_slug_now("maple-reader-fictional") == "maple-reader"
    assert operator_slug_now("nowhere") == ""
    again = operator_create(name="Maple Reader Fictional", business_address="Elsewhere", actor=dana, now=NOW)
    assert again.slug == "maple-reader-fictional-2"
    merged(again, kept, dana)
    assert operator_slug_now("maple-reader-fictional") == again.slug, "an address of an address leads on as well"


def test_the_record_says_what_went_and_why(kept: Operator, gone: Operator, dana: User) -> None:
    pk = gone.pk
    merged(kept, gone, dana)
    record = Merger.objects.get()
    assert (record.gone_name, record.gone["id"], record.reason) == (
        "Maple Reader Fictional",
        pk,
        "The agreement names both.",
    )
    assert record.merged_by == dana


def test_products_of_one_name_become_one_and_agreements_name_the_product_once(
    kept: Operator, gone: Operator, dana: User
) -> None:
    ours = ProductFactory(operator=kept, name="Maple Reader", slug="maple-reader")
    theirs = ProductFactory(operator=gone, name="maple reader", slug="maple-reader-old")
    both = AgreementFactory(operator=kept, products=[ours])
    only = AgreementFactory(operator=gone, products=[theirs])
    found = merged(kept, gone, dana)
    assert Product.objects.get(operator=kept) == ours
    assert product_slug_now("maple-reader-old") == "maple-reader"
    assert [list(Agreement.objects.get(pk=one.pk).products.all()) for one in (both, only)] == [[ours], [ours]]
    assert any("the two products of this name become one" in words for words in found.joined)


def test_a_product_in_one_list_twice_stands_there_once(kept: Operator, dana: User) -> None:
    ours, double = ProductFactory(operator=kept), ProductFactory(operator=kept)
    agreement = AgreementFactory(operator=kept, products=[ours, double])
    merged(ours, double, dana)
    assert list(agreement.products.all()) == [ours]


def test_subcontractors_of_one_name_are_kept_once(kept: Operator, gone: Operator, dana: User) -> None:
    SubcontractorFactory(operator=kept, name="Cloud Barn Fictional")
    SubcontractorFactory(operator=gone, name="Cloud Barn Fictional")
    SubcontractorFactory(operator=gone, name="Hay Loft Fictional")
    merged(kept, gone, dana)
    assert sorted(Subcontractor.objects.values_list("name", flat=True)) == [
        "Cloud Barn Fictional",
        "Hay Loft Fictional",
    ]


def test_the_uses_of_doubled_products_are_joined(kept: Operator, dana: User) -> None:
    ours, double = ProductFactory(operator=kept), ProductFactory(operator=kept)
    use = ProductUseFactory(product=ours, lowest_grade="3", highest_grade="5", in_use_since=date(2025, 8, 18))
    other = ProductUseFactory(product=double, lowest_grade="K", highest_grade="4", in_use_since=date(2024, 8, 18))
    shared, theirs = DataElementFactory(), DataElementFactory()
    ElementUseFactory(use=use, element=shared, how_used="Ours.")
    ElementUseFactory(use=other, element=shared, how_used="Theirs.")
    ElementUseFactory(use=other, element=theirs)
    found = merged(ours, double, dana)
    use.refresh_from_db()
    assert (use.lowest_grade, use.highest_grade, use.in_use_since) == ("K", "5", date(2024, 8, 18))
    assert set(ElementUse.objects.filter(use=use).values_list("element", flat=True)) == {shared.pk, theirs.pk}
    assert ElementUse.objects.get(element=shared).how_used == "Ours."
    assert ProductUse.objects.count() == 1
    assert any("the explanation of the kept one stays" in words for words in found.joined)


@pytest.mark.parametrize(
    ("ours", "theirs", "together"),
    [
        (("no", "3", "5"), ("yes", "3", "5"), "yes"),
        (("unknown", "3", "5"), ("yes", "3", "5"), "yes"),
        (("yes", "3", "5"), ("no", "3", "5"), "yes"),
        (("unknown", "9", "12"), ("no", "8", "12"), "no"),
        (("no", "8", "12"), ("unknown", "9", "12"), "no"),
        (("no", "9", "12"), ("unknown", "3", "12"), "unknown"),
        (("unknown", "3", "12"), ("no", "9", "12"), "unknown"),
    ],
)
def test_of_two_words_on_children_under_13_the_stricter_one_stays_and_is_said(
    kept: Operator, dana: User, ours: tuple[str, str, str], theirs: tuple[str, str, str], together: str
) -> None:
    fields = ("users_under_13", "lowest_grade", "highest_grade")
    use, other = (
        ProductUseFactory(product__operator=kept, **dict(zip(fields, one, strict=True))) for one in (ours, theirs)
    )
    found = merge_preview(kept=use.product, gone=other.product, actor=dana, now=NOW)
    assert merged(use.product, other.product, dana) == found
    use.refresh_from_db()
    assert use.users_under_13 == together
    assert any(f"“{use.get_users_under_13_display().capitalize()}” is kept" in words for words in found.joined)


@pytest.mark.parametrize(
    ("ours", "theirs", "together", "said"),
    [
        ("", "The school consents.", "The school consents.", "taken over: “The school consents.”"),
        ("Parents do.", "", "Parents do.", ""),
        ("Parents do.", "Parents do.", "Parents do.", ""),
        ("Parents do.", "The school does.", "Parents do.\n\nThe school does.", "the notes of both are kept"),
    ],
)
def test_no_note_on_consent_is_lost(
    kept: Operator, dana: User, ours: str, theirs: str, together: str, said: str
) -> None:
    use, other = (ProductUseFactory(product__operator=kept, under_13_consent=words) for words in (ours, theirs))
    found = merged(use.product, other.product, dana)
    use.refresh_from_db()
    assert use.under_13_consent == together
    assert any("consent for children under 13" in words for words in found.joined) == bool(said)
    assert said in " ".join(found.joined)


def test_the_former_name_is_kept_as_another_one_and_asked_about_by_hand(
    kept: Operator, gone: Operator, dana: User
) -> None:
    ours, double = ProductFactory(operator=kept, name="Maple Reader"), ProductFactory(operator=kept, name="Birch Tales")
    found = merged(ours, double, dana)
    assert "“Birch Tales” is remembered: files that write it, and searches for it, find Maple Reader." in found.joined
    assert [near.name for near in product_names_near("Birch Tale", kept)] == ["Maple Reader (once Birch Tales)"]
    merged(gone, kept, dana)
    assert OtherName.objects.get(kind=NameKind.OPERATOR).operator == gone
    assert OtherName.objects.get(kind=NameKind.PRODUCT).product == ours


def test_a_name_that_differs_in_case_alone_needs_no_remembering(kept: Operator, dana: User) -> None:
    ours, double = (ProductFactory(operator=kept, name=name) for name in ("Maple Reader", "Maple-Reader"))
    merged(ours, double, dana)
    assert not OtherName.objects.exists()


def test_a_product_doubled_with_its_operator_is_recorded_under_its_own_name(
    kept: Operator, gone: Operator, dana: User
) -> None:
    ProductFactory(operator=kept, name="Maple Reader")
    ProductFactory(operator=gone, name="maple reader")
    merged(kept, gone, dana)
    assert Merger.objects.get(product__isnull=False).gone_name == "maple reader"


def test_of_two_approvals_the_newer_one_stays(kept: Operator, dana: User) -> None:
    ours, theirs = ProductFactory(operator=kept), ProductFactory(operator=kept)
    for one, month in ((ours, 10), (theirs, 11)):
        approval_record(
            product=one, outcome="approved", reason="Minutes.", decided_on=date(2025, month, 3), actor=dana, now=NOW
        )
    found = merged(ours, theirs, dana)
    assert [one.decided_on for one in decisions_in_force(NOW.date())] == [date(2025, 11, 3)]
    assert "the newer approval stays" in found.joined[0]


def test_a_use_only_the_double_has_moves_with_its_proposals(kept: Operator, dana: User) -> None:
    ours, double = ProductFactory(operator=kept), ProductFactory(operator=kept)
    use = ProductUseFactory(product=double)
    ElementDraft.objects.create(
        use=use, element=DataElementFactory(), proposed_from="the list", proposed_at=NOW, proposed_by="dana"
    )
    merged(ours, double, dana)
    assert ElementDraft.objects.get().use.product == ours


def test_a_preview_says_the_same_and_changes_nothing(kept: Operator, gone: Operator, dana: User) -> None:
    ProductFactory(operator=gone)
    before = merge_preview(kept=kept, gone=gone, actor=dana, now=NOW)
    assert Operator.objects.count() == 2
    assert not FormerAddress.objects.exists()
    assert merged(kept, gone, dana) == before


def test_what_cannot_be_merged_is_refused_in_words(kept: Operator, gone: Operator, dana: User) -> None:
    with pytest.raises(MergeRefused, match="two different records"):
        merged(kept, kept, dana)
    with pytest.raises(MergeRefused, match="how you know"):
        merge(kept=kept, gone=gone, reason="  ", actor=dana, now=NOW)
    with pytest.raises(MergeRefused, match="two operators"):
        merged(ProductFactory(operator=kept), ProductFactory(operator=gone), dana)
    merged(kept, gone, dana)
    with pytest.raises(MergeRefused, match="not there any more"):
        merge(kept=kept, gone=gone, reason="Once more.", actor=dana, now=NOW)
