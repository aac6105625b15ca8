"""Rows of the spreadsheets: what an import of the same file would say. Columns are called as the import knows them."""

from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final

from django.db.models import Prefetch, QuerySet

from inventory.importing.fields import BY_NAME
from inventory.importing.targets import (
    CONTACT_FIELDS,
    ELEMENT_FIELDS,
    OPERATOR_FIELDS,
    PRODUCT_FIELDS,
    SUBCONTRACTOR_FIELDS,
    USE_FIELDS,
)
from inventory.models import ElementUse, ProductUse
from vendors.models import Operator, Product

AT_ONCE: Final = 500  # products read at a time
OPERATORS_HEAD: Final = (
    "operator",
    *OPERATOR_FIELDS,
    "contact_name",
    *CONTACT_FIELDS,
    "subcontractor",
    *SUBCONTRACTOR_FIELDS,
)
INVENTORY_HEAD: Final = ("operator", "product", *PRODUCT_FIELDS, *USE_FIELDS, "element", *ELEMENT_FIELDS)
CHOSEN: Final = ("kind", "sign_in", "users_under_13")


def titles(head: tuple[str, ...]) -> list[str]:
    return [BY_NAME[name].title for name in head]


def operator_rows(operators: QuerySet[Operator]) -> Iterator[list[Any]]:
    """OPERATORS_HEAD: a row for each operator; further rows for further contacts and subcontractors."""
    rows = operators.order_by("name", "pk").prefetch_related("contacts", "subcontractors")
    for operator in rows.iterator(chunk_size=AT_ONCE):
        own = [operator.name, *_values(operator, OPERATOR_FIELDS)]
        contacts = [[one.name, *_values(one, CONTACT_FIELDS)] for one in operator.contacts.all()]
        others = [[one.name, *_values(one, SUBCONTRACTOR_FIELDS)] for one in operator.subcontractors.all()]
        pairs = list(zip_longest(contacts, others)) or [(None, None)]
        for number, (contact, other) in enumerate(pairs):
            first = own if number == 0 else [operator.name, *_empty(OPERATOR_FIELDS)]
            yield [
                *first,
                *(contact or ["", *_empty(CONTACT_FIELDS)]),
                *(other or ["", *_empty(SUBCONTRACTOR_FIELDS)]),
            ]


def inventory_rows(products: QuerySet[Product]) -> Iterator[list[Any]]:
    """INVENTORY_HEAD: a row for each app and kind of information; what is said of the app stands in its first row."""
    elements = ElementUse.objects.select_related("element").order_by("element__group", "element__name")
    uses = ProductUse.objects.prefetch_related("schools", Prefetch("elements", queryset=elements))
    rows = products.select_related("operator").prefetch_related(Prefetch("use", queryset=uses))
    for product in rows.order_by("operator__name", "name", "pk").iterator(chunk_size=AT_ONCE):
        use = getattr(product, "use", None)
        own = [*_values(product, PRODUCT_FIELDS), *(_use(use) if use is not None else _empty(USE_FIELDS))]
        held = [] if use is None else list(use.elements.all())
        listed = [[one.element.name, *_values(one, ELEMENT_FIELDS)] for one in held]
        for number, element in enumerate(listed or [["", *_empty(ELEMENT_FIELDS)]]):
            about = own if number == 0 else _empty({**PRODUCT_FIELDS, **USE_FIELDS})
            yield [product.operator.name, product.name, *about, *element]


def _use(use: ProductUse) -> list[Any]:
    values = dict(zip(USE_FIELDS, _values(use, USE_FIELDS, schools=_schools), strict=True))
    return list(values.values())


def _schools(use: Any) -> str:
    return "; ".join(sorted(school.name for school in use.schools.all())) or "All schools"


def _values(row: Any, fields: Mapping[str, str], **special: Callable[[Any], str]) -> list[Any]:
    found: list[Any] = []
    for own in fields.values():
        if own in special:
            found.append(special[own](row))
        elif own in CHOSEN:
            found.append(getattr(row, f"get_{own}_display")())
        else:
            found.append(getattr(row, own))
    return found


def _empty(fields: Mapping[str, str]) -> list[str]:
    return [""] * len(fields)
