"""What drafted agreements learn from the inventory."""

from datetime import date
from typing import Any

import pytest

from contracts.inventoried import products_inventoried
from inventory.drafting import products_in_use
from tests.factories.inventory import ElementUseFactory, ProductUseFactory

pytestmark = pytest.mark.django_db


def test_a_product_in_use_tells_what_it_holds_and_how_it_is_handled() -> None:
    row = ElementUseFactory(disclosed=True, disclosed_to="the State", maintained=False)
    known = products_in_use([row.use.product_id])[row.use.product_id]
    (line,) = known.elements
    assert (line.name, line.handled, line.disclosed_to) == (row.element.name, ("collected", "disclosed"), "the State")
    assert (known.purpose, known.grades) == (row.use.purpose, "Grades 3 to 5")


def test_a_product_whose_use_has_ended_or_never_began_is_left_out() -> None:
    ended = ProductUseFactory(ended_on=date(2026, 1, 31))
    assert products_in_use([ended.product_id, 999_999]) == {}


def test_the_inventory_has_joined() -> None:
    use = ProductUseFactory()
    assert set(products_inventoried([use.product_id])) == {use.product_id}


def test_many_products_cost_as_many_queries_as_one(django_assert_max_num_queries: Any) -> None:
    uses = [ElementUseFactory().use for _ in range(5)]
    with django_assert_max_num_queries(4):
        assert len(products_in_use([use.product_id for use in uses])) == 5
