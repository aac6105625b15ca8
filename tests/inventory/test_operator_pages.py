"""An operator's task page, its contacts and subcontractors, and the pages that merge doubles."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from district.models import User
from inventory.operators.presenters import lacks_of
from inventory.operators.selectors import operator_known
from tests.conftest import NOW
from tests.factories.contracts import AgreementFactory
from tests.factories.vendors import ContactFactory, OperatorFactory, ProductFactory, SubcontractorFactory
from vendors.models import Contact, LinkCheck, Operator, Product, Subcontractor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
SignIn = Callable[[User], Client]


@pytest.fixture
def operator() -> Operator:
    found: Operator = OperatorFactory()
    return found


def page_of(operator: Operator) -> str:
    return f"/office/operators/{operator.pk}/"


@pytest.mark.parametrize("place", ["", "facts/", "contacts/add/", "subcontractors/add/", "merge/"])
def test_the_pages_open_for_the_office_only(
    signed_in: SignIn, dana: User, tom: User, ari: User, operator: Operator, place: str
) -> None:
    address = page_of(operator) + place
    assert Client().get(address).status_code == 302
    assert signed_in(tom).get(address).status_code == 403
    assert signed_in(dana).get(address).status_code == 200
    assert signed_in(dana).get(f"/office/operators/999999/{place}").status_code == 404
    assert signed_in(ari).get(address).status_code == (403 if place else 200), "who reads, only reads"


def test_the_list_takes_the_same_queries_for_one_operator_and_for_many(signed_in: SignIn, dana: User) -> None:
    client = signed_in(dana)
    ProductFactory()
    client.get("/office/operators/")
    counts = []
    for number in (0, 12):
        for _ in range(number):
            AgreementFactory()
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/office/operators/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("show", ["", "subcontractors", "contact", "case", "nonsense"])
def test_the_list_is_narrowed(signed_in: SignIn, dana: User, operator: Operator, show: str) -> None:
    answer = signed_in(dana).get("/office/operators/", {"show": show, "q": operator.name, "page": "none"})
    assert answer.status_code == 200
    assert (page_of(operator).encode() in answer.content) == (show != "case")


def test_the_law_asks_for_an_address_and_for_subcontractors_or_a_link(operator: Operator) -> None:
    words = [lack.words for lack in lacks_of(operator_known(operator, NOW.date()))]
    assert words == [
        "Neither its subcontractors nor a link to its own list are recorded.",
        "There is nobody to write to.",
    ]
    SubcontractorFactory(operator=operator)
    ContactFactory(operator=operator, for_breaches=True)
    assert not list(lacks_of(operator_known(operator, NOW.date())))


@pytest.mark.parametrize("role", ["privacy_officer", "business_manager", "committee_member", "auditor"])
def test_what_is_missing_leads_only_where_a_person_may_go(
    signed_in: SignIn, person: Callable[..., User], operator: Operator, role: str
) -> None:
    Operator.objects.filter(pk=operator.pk).update(business_address=" ")
    named = ContactFactory(operator__subcontractors_url="https://maple-reader.example/list").operator
    client, seen = signed_in(person("Bea Fictional", role)), set()
    for one in Operator.objects.filter(pk__in=[operator.pk, named.pk]):
        shown = client.get(page_of(one)).content.decode()
        part = shown.partition('aria-labelledby="next-title"')[2].partition("</section>")[0]
        for lack in lacks_of(operator_known(one, NOW.date())):
            assert lack.words in part
            assert (f'href="{lack.url}"' in part) == (client.get(lack.url).status_code == 200), lack.words
            seen.add(lack.action)
    assert {
        "Enter the address",
        "Enter the link to its list",
        "Add a contact",
        "Add that contact",
        "Look below",
    } == seen


def test_the_new_name_is_said_to_be_saved(signed_in: SignIn, dana: User, operator: Operator) -> None:
    sent = {"name": "Birch Tales Fictional, Inc.", "kind": operator.kind, "business_address": "1 Birch Street"}
    shown = signed_in(dana).post(f"{page_of(operator)}facts/", sent, follow=True)
    assert b"Birch Tales Fictional, Inc. is saved." in shown.content


def test_what_it_must_never_do_is_said_with_its_exceptions(signed_in: SignIn, dana: User, operator: Operator) -> None:
    shown = signed_in(dana).get(page_of(operator)).content.decode()
    assert "Targeted advertising" in shown
    assert "Allowed: In response to a judicial order." in shown


def test_contacts_and_subcontractors_are_added_changed_and_taken_off(
    signed_in: SignIn, dana: User, operator: Operator
) -> None:
    client = signed_in(dana)
    assert client.post(f"{page_of(operator)}contacts/add/", {"name": "Pat Fictional", "email": "no"}).status_code == 422
    client.post(f"{page_of(operator)}contacts/add/", {"name": "Pat Fictional", "email": "pat@maple-reader.example"})
    contact = Contact.objects.get(operator=operator)
    client.post(
        f"{page_of(operator)}contacts/{contact.pk}/",
        {"name": "Pat Fictional", "email": "pat@maple-reader.example", "for_breaches": "on"},
    )
    contact.refresh_from_db()
    assert contact.for_breaches
    client.post(f"{page_of(operator)}subcontractors/add/", {"name": "Cloud Barn", "purpose": "Keeps the servers."})
    row = Subcontractor.objects.get(operator=operator)
    assert client.post(f"{page_of(operator)}subcontractors/{row.pk}/", {"act": "remove"}).status_code == 302
    assert not Subcontractor.objects.exists()
    stranger = ContactFactory()
    assert client.get(f"{page_of(operator)}contacts/{stranger.pk}/").status_code == 404, "another operator's"


def test_a_look_at_the_link_is_asked_by_a_press_alone(signed_in: SignIn, dana: User, operator: Operator) -> None:
    client = signed_in(dana)
    address = f"{page_of(operator)}subcontractors/check/"
    assert client.get(address).status_code == 405
    client.post(address)
    assert not LinkCheck.objects.exists(), "there is no link yet"
    Operator.objects.filter(pk=operator.pk).update(subcontractors_url="https://maple-reader.example/list")
    client.post(address)
    assert LinkCheck.objects.get().asked_by == dana


def test_a_double_is_merged_after_reading_what_happens(signed_in: SignIn, dana: User, operator: Operator) -> None:
    client = signed_in(dana)
    gone = OperatorFactory(name="Maple Reader Fictional")
    ProductFactory(operator=gone)
    chosen = client.post(f"{page_of(operator)}merge/", {"other": gone.pk})
    assert chosen.status_code == 302
    shown = client.get(chosen.headers["Location"]).content.decode()
    assert "1 product: moved to" in shown
    assert client.post(chosen.headers["Location"], {"reason": "One company."}).status_code == 422, "unticked"
    assert client.post(chosen.headers["Location"], {"reason": "One company.", "sure": "on"}).status_code == 302
    assert Product.objects.get().operator == operator
    assert b"leads here" in client.get(page_of(operator)).content


def test_two_that_cannot_be_merged_say_so_instead_of_a_form(signed_in: SignIn, dana: User, operator: Operator) -> None:
    assert signed_in(dana).get(f"{page_of(operator)}merge/{operator.pk}/").status_code == 404
