"""What drafted agreements take from the inventory: which products are in use, and what each of them holds."""

from collections.abc import Collection

from contracts.drafting.facts import ElementLine
from contracts.inventoried import Inventoried
from inventory.models import ElementUse, ProductUse
from inventory.selectors import used_on, uses_with_elements
from inventory.today import today


def products_in_use(product_ids: Collection[int]) -> dict[int, Inventoried]:
    """{product id: purpose, grades, kinds of information} of those in use today, in four queries."""
    day = today()
    uses = uses_with_elements(product_ids)
    return {pk: _use(use) for pk, use in uses.items() if used_on(use, day)}


def _use(use: ProductUse) -> Inventoried:
    return Inventoried(use.purpose, use.grades, tuple(_element(row) for row in use.elements.all()))


def _element(row: ElementUse) -> ElementLine:
    handled = tuple(word for word in ("collected", "maintained", "disclosed") if getattr(row, word))
    return ElementLine("", row.element.name, row.how_used, row.purpose, handled, row.disclosed_to)
