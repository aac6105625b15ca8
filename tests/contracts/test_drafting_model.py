"""The model agreement: every adopted law in one paper, for this operator, with what the inventory knows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from contracts import storage
from contracts.clauses.checking import check
from contracts.clauses.reading import read_document
from contracts.draftpresenters import onward
from contracts.models import Draft, DraftKind
from contracts.services.drafts import DraftRefused, model_make
from district.models import District, User
from rulebook.loading import load_packs
from tests.contracts.test_drafting_addendum import FULL, LAWS
from tests.factories.inventory import DataElementFactory, ElementUseFactory, ProductUseFactory
from tests.factories.vendors import ContactFactory, OperatorFactory, ProductFactory, SubcontractorFactory
from vendors.models import Operator

pytestmark = pytest.mark.django_db
BEGINS, ENDS = date(2026, 7, 1), date(2027, 6, 30)


@pytest.fixture
def operator(district: District) -> Operator:
    """One product in use with two kinds of information, and one that is not in use."""
    operator = OperatorFactory(name="Maple Reader Fictional, Inc.")
    ContactFactory(operator=operator, name="Mara Fictional", email="mara@maple-reader.example")
    SubcontractorFactory(operator=operator, name="Cloud Barn Fictional, LLC")
    reader = ProductFactory(operator=operator, name="Maple Reader")
    ProductFactory(operator=operator, name="Maple Counter")
    use = ProductUseFactory(product=reader)
    for name in ("Fictional reading level", "Fictional shoe size"):
        ElementUseFactory(use=use, element=DataElementFactory(name=name), disclosed=True, disclosed_to="Cloud Barn")
    return operator


@pytest.fixture
def laws(adopted: Callable[..., None]) -> None:
    adopted(*LAWS, "us-ferpa", "il-school-records")


def made(operator: Operator, actor: User, now: Any, **changed: Any) -> Draft:
    given = {"products": list(operator.products.filter(name="Maple Reader")), "begins": BEGINS, "ends": ENDS, **changed}
    return model_make(operator=operator, answers=FULL, actor=actor, now=now, **given)


def words(sha256: str, name: str) -> Any:
    with storage.open_verified(sha256) as stream:
        return read_document(stream.read(), name)


def test_it_holds_every_provision_of_all_adopted_packs_in_both_files(
    laws: None, operator: Operator, dirk: User, now: Any
) -> None:
    draft = made(operator, dirk, now)
    packs = [pack for pack in load_packs().packs.values() if pack.provisions]
    assert set(draft.packs) == {pack.id for pack in packs}
    for sha256, name in ((draft.docx_sha256, "model.docx"), (draft.pdf_sha256, "model.pdf")):
        findings = check(words(sha256, name), packs).findings
        assert [(one.provision, one.verdict) for one in findings if one.verdict != "found"] == []
    assert set(draft.verdicts.values()) == {"found"}
    assert len(draft.verdicts) == len(draft.provisions) == sum(len(pack.provisions) for pack in packs)


def test_its_schedules_come_from_the_records(laws: None, operator: Operator, dirk: User, now: Any) -> None:
    text = words(made(operator, dirk, now).docx_sha256, "model.docx").text
    for expected in (
        "Fictional reading level", "Fictional shoe size", "Cloud Barn", "Grades 3 to 5", "Mara Fictional",
        "begins on 1 July 2026 and ends on 30 June 2027", "Students practice reading at their own level.",
    ):  # fmt: skip
        assert expected in text
    assert "Maple Counter" not in text


def test_only_the_adopted_laws_are_satisfied(
    adopted: Callable[..., None], operator: Operator, dirk: User, now: Any
) -> None:
    adopted("il-soppa")
    draft = made(operator, dirk, now)
    assert draft.provisions == [f"il-soppa.{letter}" for letter in "abcdef"]
    assert (draft.kind, draft.agreement, draft.operator) == (DraftKind.MODEL, None, operator)
    there = onward(draft, dirk)
    assert there is not None
    assert there.url == f"{reverse('admin:contracts_agreement_add')}?operator={operator.pk}"


def test_without_a_fixed_end_it_says_how_it_ends(laws: None, operator: Operator, dirk: User, now: Any) -> None:
    assert "has no fixed end" in words(made(operator, dirk, now, ends=None).docx_sha256, "model.docx").text


def test_what_cannot_be_drafted_is_said(operator: Operator, dirk: User, now: Any) -> None:
    with pytest.raises(DraftRefused, match="no pack"):
        made(operator, dirk, now)
    with pytest.raises(DraftRefused, match="at least one product"):
        made(operator, dirk, now, products=[])
    with pytest.raises(DraftRefused, match="its own operator"):
        made(operator, dirk, now, products=[ProductFactory()])


def sent(operator: Operator, **changed: Any) -> dict[str, Any]:
    reader = operator.products.get(name="Maple Reader")
    return {**FULL, "products": [reader.pk], "begins": "2026-07-01", "ends": "2027-06-30", "make": "1", **changed}


def test_the_page_proposes_what_the_inventory_knows_and_makes_the_draft(
    laws: None, operator: Operator, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    client, address = signed_in(dirk), reverse("contracts:model", args=[operator.pk])
    form = client.get(address).context["form"]
    assert form["data_categories"].value() == "Fictional reading level\nFictional shoe size"
    assert form["deletion_days"].value() == ""
    looking = {name: value for name, value in sent(operator).items() if name != "make"}
    looked = client.post(address, {**looking, "look": "1"})
    assert b"How it will read" in looked.content
    assert not Draft.objects.exists()
    assert client.post(address, sent(operator)).headers["Location"] == reverse(
        "contracts:draft", args=[Draft.objects.get().pk]
    )
    assert b"Student data agreement for Maple Reader" in client.get(address).content


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"begins": ""}, "Give the day on which it begins"),
        ({"begins": "soon"}, "Enter a valid date"),
        ({"ends": "2025-01-01"}, "end before it begins"),
        ({"products": []}, "Choose at least one product"),
        ({"products": ["999999"]}, "not one of the available choices"),
        ({"answer_days": "-3"}, "a whole number of days"),
        ({"responsible_person": ""}, "must be filled in"),
        ({"responsible_person": "____"}, "without blanks"),
    ],
)
def test_bad_input_comes_back_with_its_sentence(
    laws: None, operator: Operator, dirk: User, signed_in: Callable[[User], Client], changed: dict[str, Any], says: str
) -> None:
    page = signed_in(dirk).post(reverse("contracts:model", args=[operator.pk]), sent(operator, **changed))
    assert page.status_code == 422
    assert says in page.content.decode()
    assert not Draft.objects.exists()


def test_without_an_adopted_pack_the_page_says_what_to_do(
    operator: Operator, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(dirk).get(reverse("contracts:model", args=[operator.pk])).content.decode()
    assert "No law to satisfy yet" in page


def test_who_is_refused(
    laws: None, operator: Operator, ari: User, dirk: User, refusals: Callable[..., None], client: Client
) -> None:
    address = reverse("contracts:model", args=[operator.pk])
    refusals(address)
    client.force_login(ari, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(address).status_code == 403
    client.force_login(dirk, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("contracts:model", args=[operator.pk + 1000])).status_code == 404


def test_the_operator_s_record_leads_here(
    laws: None, operator: Operator, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(dirk)
    for address in (
        reverse("admin:vendors_operator_change", args=[operator.pk]),
        f"{reverse('admin:contracts_agreement_add')}?operator={operator.pk}",
    ):
        page = client.get(address).content.decode()
        assert reverse("contracts:model", args=[operator.pk]) in page
        assert reverse("contracts:offer-add", args=[operator.pk]) in page


def test_the_form_asks_the_database_a_bounded_number_of_times(
    laws: None, operator: Operator, dirk: User, signed_in: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        ElementUseFactory(use=ProductUseFactory(product=ProductFactory(operator=operator)))
    client = signed_in(dirk)
    with django_assert_max_num_queries(22):
        client.get(reverse("contracts:model", args=[operator.pk]))
