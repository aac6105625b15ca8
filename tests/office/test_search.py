"""Search everything: only what the person may see, and nothing that breaks on odd input."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from district.models import District, User
from tests.office.conftest import MakeClock
from vendors.models import Operator, Product

SEARCH = "/office/search/"
SignIn = Callable[[User], Client]


@pytest.fixture
def product(operator: Operator) -> Product:
    return Product.objects.create(operator=operator, name="Maple Reader", slug="maple-reader", description="Reading.")


def found(client: Client, words: str) -> dict[str, list[str]]:
    response = client.get(SEARCH, {"q": words})
    assert response.status_code == 200
    return {answer.title: [row.title for row in answer.found] for answer in response.context["answers"]}


def test_a_part_of_a_name_finds_every_kind(
    signed_in: SignIn, dana: User, district: District, product: Product, make_clock: MakeClock
) -> None:
    make_clock(hours=5)
    assert found(signed_in(dana), "maple") == {
        "Operators": ["Maple Reader Fictional, Inc."],
        "Products": ["Maple Reader"],
        "Clocks": ["Post the agreement: Maple Reader Fictional, Inc."],
    }


def test_a_committee_member_finds_no_clocks(
    signed_in: SignIn, person: Callable[..., User], district: District, product: Product, make_clock: MakeClock
) -> None:
    make_clock(hours=5)
    assert list(found(signed_in(person("Carl Fictional", "committee_member")), "maple")) == ["Operators", "Products"]


def test_a_person_without_a_role_finds_nothing(signed_in: SignIn, olga: User, product: Product) -> None:
    assert found(signed_in(olga), "maple") == {}


def test_more_than_a_screenful_is_one_link_away(signed_in: SignIn, dana: User, operator: Operator) -> None:
    Product.objects.bulk_create(
        Product(operator=operator, name=f"Reader {number}", slug=f"reader-{number}", description="x")
        for number in range(9)
    )
    answers = signed_in(dana).get(SEARCH, {"q": "reader"}).context["answers"]
    products = next(answer for answer in answers if answer.title == "Products")
    assert len(products.found) == 8


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "'; drop table", "\0", "<script>", "é" * 300])
def test_odd_words_are_only_words(signed_in: SignIn, dana: User, product: Product, words: str) -> None:
    response = signed_in(dana).get(SEARCH, {"q": words})
    assert response.status_code == 200
    assert b"<script>" not in response.content.replace(b"<script src", b"")
    assert not any(answer.found for answer in response.context["answers"])


def test_the_number_of_queries_is_bounded(
    signed_in: SignIn, dana: User, district: District, product: Product, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(dana)
    with django_assert_max_num_queries(14):
        found(client, "maple")


@pytest.mark.django_db
def test_strangers_are_sent_to_the_sign_in_page(client: Client) -> None:
    assert client.get(SEARCH, {"q": "maple"}).status_code == 302
