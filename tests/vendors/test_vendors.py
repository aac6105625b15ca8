"""Operators and products: permanent addresses, near names, and who sees what."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from district.models import District, User
from tests.factories.contracts import MARCH
from tests.factories.vendors import ContactFactory, OperatorFactory, ProductFactory, SubcontractorFactory
from vendors.models import Contact, Operator, Product
from vendors.selectors import operator_names_near, operators_visible_to, product_names_near, products_visible_to
from vendors.services import contact_save, operator_create, operator_update, product_create, product_update

pytestmark = pytest.mark.django_db
ADDRESS = "12 Nowhere Lane"


def create(name: str, actor: User) -> Operator:
    return operator_create(name=name, business_address=ADDRESS, actor=actor, now=MARCH)


def test_the_address_is_made_from_the_name(dana: User) -> None:
    assert create("Maple Reader Fictional, Inc.", dana).slug == "maple-reader-fictional-inc"


def test_the_address_stays_when_the_name_changes(dana: User) -> None:
    operator = create("Maple Reader Fictional, Inc.", dana)
    operator_update(operator=operator, name="Oak Reader Fictional, Inc.", actor=dana, now=MARCH)
    operator.refresh_from_db()
    assert (operator.name, operator.slug) == ("Oak Reader Fictional, Inc.", "maple-reader-fictional-inc")


def test_a_taken_address_gets_a_number(dana: User) -> None:
    assert [create(name, dana).slug for name in ("Maple Reader", "Maple-Reader", "Maple Reader!")] == [
        "maple-reader",
        "maple-reader-2",
        "maple-reader-3",
    ]


def test_a_name_without_latin_letters_still_has_an_address(dana: User) -> None:
    assert create("読書", dana).slug == "operator"


def test_two_products_of_one_name_at_two_operators_have_two_addresses(dana: User) -> None:
    first, second = OperatorFactory(), OperatorFactory()
    slugs = [
        product_create(operator=operator, name="Reader", description="Reads.", actor=dana, now=MARCH).slug
        for operator in (first, second)
    ]
    assert slugs == ["reader", "reader-2"]


def test_a_name_is_taken_whatever_its_letters_case(dana: User) -> None:
    create("Maple Reader", dana)
    with pytest.raises(ValidationError, match="An operator of this name is there already"):
        create("MAPLE READER", dana)


@pytest.mark.parametrize("values", [{"name": ""}, {"name": "x" * 201}, {"name": "A", "website": "not an address"}])
def test_a_crooked_operator_is_refused(values: dict[str, str], dana: User) -> None:
    with pytest.raises(ValidationError):
        operator_create(**{"business_address": ADDRESS, **values}, actor=dana, now=MARCH)
    assert not Operator.objects.exists()


def test_a_product_made_for_everyone_says_why(dana: User) -> None:
    product = product_create(operator=OperatorFactory(), name="Search", description="Finds.", actor=dana, now=MARCH)
    with pytest.raises(ValidationError, match="Say why it counts as made for everyone"):
        product_update(product=product, general_audience=True, actor=dana, now=MARCH)


def test_the_address_is_no_field_that_people_set(dana: User) -> None:
    with pytest.raises(TypeError, match="slug"):
        operator_create(name="A", business_address=ADDRESS, slug="b", actor=dana, now=MARCH)


def test_a_contact_needs_a_usable_address(dana: User) -> None:
    with pytest.raises(ValidationError):
        contact_save(contact=Contact(operator=OperatorFactory(), name="Pat", email="pat"), actor=dana, now=MARCH)


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        ("Maple Reader Fictional, Inc.", "Maple Reader Fictional Inc"),
        ("Maple Reader Fictional, Inc.", "MAPLE READER FICTIONAL INC."),
        ("Maple Reader Fictional, Inc.", "Mapel Reader Fictional, Inc."),
        ("Maple Reader Fictional, Inc.", "Maple Reader"),
    ],
)
def test_near_names_are_found(there: str, asked: str) -> None:
    OperatorFactory(name=there)
    assert [near.name for near in operator_names_near(asked)] == [there]


def test_names_that_only_share_a_legal_form_are_not_near() -> None:
    OperatorFactory(name="Maple Reader Fictional, Inc.")
    assert operator_names_near("Copper Abacus Fictional, Inc.") == []


def test_near_products_are_those_of_the_same_operator() -> None:
    product = ProductFactory(name="Maple Reader")
    ProductFactory(name="Maple Reader")
    assert [near.pk for near in product_names_near("Maple Readers", product.operator)] == [product.pk]


# Who sees what


def test_operators_are_seen_by_those_who_keep_or_read_them(dana: User, ari: User, tom: User, olga: User) -> None:
    OperatorFactory()
    assert [operators_visible_to(user).count() for user in (dana, ari, tom, olga)] == [1, 1, 0, 0]


def test_products_are_seen_by_those_who_keep_or_read_them(dana: User, olga: User) -> None:
    ProductFactory()
    assert [products_visible_to(user).count() for user in (dana, olga)] == [1, 0]


@pytest.fixture
def client_of_dana(district: District, dana: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(dana)


@pytest.mark.parametrize("name", ["operator", "product", "contact", "subcontractor"])
def test_the_lists_ask_the_same_for_one_as_for_many_and_turn_strangers_away(
    name: str,
    client_of_dana: Client,
    tom: User,
    olga: User,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    for _ in range(10):
        product = ProductFactory()
        ContactFactory(operator=product.operator)
        SubcontractorFactory(operator=product.operator)
    with django_assert_max_num_queries(12):
        assert client_of_dana.get(f"/office/vendors/{name}/").status_code == 200
    for person in (tom, olga):
        client_of_dana.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client_of_dana.get(f"/office/vendors/{name}/").status_code == 403
    client_of_dana.logout()
    assert "login" in client_of_dana.get(f"/office/vendors/{name}/").headers["Location"]


INLINES = {
    f"{prefix}-{name}": value
    for prefix in ("products", "contacts", "subcontractors")
    for name, value in {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}.items()
}


def post_operator(client: Client, **values: str) -> str:
    return client.post(
        "/office/vendors/operator/add/",
        {"name": "Maple Reader Fictional Inc", "kind": "operator", "business_address": ADDRESS, **INLINES, **values},
        follow=True,
    ).content.decode()


def test_a_near_name_is_asked_about_once_and_then_taken(client_of_dana: Client) -> None:
    OperatorFactory(name="Maple Reader Fictional, Inc.")
    page = post_operator(client_of_dana)
    assert "Nearly the same name is there already: “Maple Reader Fictional, Inc.”" in page
    assert "It is another one" in page
    assert Operator.objects.count() == 1
    post_operator(client_of_dana, another="on")
    assert Operator.objects.count() == 2


def test_the_very_same_name_is_refused_tick_or_not(client_of_dana: Client) -> None:
    OperatorFactory(name="Maple Reader Fictional Inc")
    assert "An operator of this name is there already." in post_operator(client_of_dana, another="on")
    assert Operator.objects.count() == 1


def test_an_operator_comes_with_its_products_and_contacts(client_of_dana: Client) -> None:
    rows = {
        "products-TOTAL_FORMS": "1",
        "products-0-name": "Maple Reader",
        "products-0-kind": "website",
        "products-0-description": "Reading practice.",
        "contacts-TOTAL_FORMS": "1",
        "contacts-0-name": "Pat Fictional",
        "contacts-0-email": "pat@maple-reader.example",
    }
    post_operator(client_of_dana, **rows)
    operator = Operator.objects.get()
    assert operator.products.get().slug == "maple-reader"
    assert operator.contacts.get().name == "Pat Fictional"


def test_a_contact_may_be_taken_off_the_record(client_of_dana: Client) -> None:
    contact = ContactFactory()
    operator = contact.operator
    client_of_dana.post(
        f"/office/vendors/operator/{operator.pk}/change/",
        {
            "name": operator.name, "kind": "operator", "business_address": ADDRESS, **INLINES,
            "contacts-TOTAL_FORMS": "1", "contacts-INITIAL_FORMS": "1", "contacts-0-id": str(contact.pk),
            "contacts-0-operator": str(operator.pk), "contacts-0-name": contact.name,
            "contacts-0-email": contact.email, "contacts-0-DELETE": "on",
        },
    )  # fmt: skip
    assert not Contact.objects.exists()
    assert Operator.objects.get().slug == operator.slug


def test_a_near_product_name_is_asked_about(client_of_dana: Client) -> None:
    product = ProductFactory(name="Maple Reader")
    values = {
        "operator": str(product.operator_id), "name": "Maple Readers", "kind": "website", "description": "Reading.",
    }  # fmt: skip
    page = client_of_dana.post("/office/vendors/product/add/", values).content.decode()
    assert "Nearly the same name is there already: “Maple Reader”" in page
    assert client_of_dana.post("/office/vendors/product/add/", {**values, "another": "on"}).status_code == 302
    assert Product.objects.count() == 2


def test_the_form_asks_why_a_product_is_for_everyone(client_of_dana: Client) -> None:
    values = {
        "operator": str(OperatorFactory().pk), "name": "Search", "kind": "website", "description": "Finds.",
        "general_audience": "on",
    }  # fmt: skip
    page = client_of_dana.post("/office/vendors/product/add/", values).content.decode()
    assert "Say why it counts as made for everyone" in page
