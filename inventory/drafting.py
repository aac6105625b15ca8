"""What drafted agreements take from the inventory: which products are in use, and what each of them holds."""

from collections.abc import Collection

from contracts.drafting.facts import ElementLine
from contracts.inventoried import Inventoried
from inventory.models import ElementUse, ProductUse
from inventory.selectors import uses_with_elements


def products_in_use(product_ids: Collection[int]) -> dict[int, Inventoried]:
    """{product id: purpose, grades, kinds of information} of those whose use has not ended, in three queries."""
    uses = uses_with_elements(product_ids)
    return {pk: _use(use) for pk, use in uses.items() if use.ended_on is None}


def _use(use: ProductUse) -> Inventoried:
    return Inventoried(use.purpose, use.grades, tuple(_element(row) for row in use.elements.all()))


def _element(row: ElementUse) -> ElementLine:
    handled = tuple(word for word in ("collected", "maintained", "disclosed") if getattr(row, word))
    return ElementLine("", row.element.name, row.how_used, row.purpose, handled, row.disclosed_to)
