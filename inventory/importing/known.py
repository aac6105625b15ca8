"""The inventory as it stands, read in a few queries for one plan."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from district.models import School
from inventory.importing.names import name_key
from inventory.importing.targets import (
    CONTACT_FIELDS,
    ELEMENT_FIELDS,
    OPERATOR_FIELDS,
    PRODUCT_FIELDS,
    USE_FIELDS,
    Target,
    blank,
)
from inventory.models import DataElement, ElementUse, NameKind, OtherName, ProductUse, ProductUseSchool
from vendors.models import Contact, Operator, Product, Subcontractor

DAYS: Final = ("in_use_since", "ended_on")


@dataclass
class Names:
    """Names of operators and products by their keys: numbers, several where names are that alike."""

    operators: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    operator_names: dict[int, str] = field(default_factory=dict)
    products: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    product_names: dict[int, str] = field(default_factory=dict)
    operator_of: dict[int, int] = field(default_factory=dict)
    products_of: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    other_operators: dict[str, int] = field(default_factory=dict)
    other_products: dict[tuple[str, str], int] = field(default_factory=dict)  # by the operator's key and its own
    known_as: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # products by other names' keys


def names_read() -> Names:
    """Every name there is, in three queries."""
    found = Names()
    for pk, name in Operator.objects.order_by("pk").values_list("pk", "name"):
        found.operators[name_key(name)].append(pk)
        found.operator_names[pk] = name
    for pk, name, operator in Product.objects.order_by("pk").values_list("pk", "name", "operator_id"):
        found.products[name_key(name)].append(pk)
        found.product_names[pk] = name
        found.operator_of[pk] = operator
        found.products_of[operator].append(pk)
    for other in OtherName.objects.all():
        if other.kind == NameKind.OPERATOR and other.operator_id:
            found.other_operators[other.name_key] = other.operator_id
        elif other.product_id:
            found.other_products[other.operator_key, other.name_key] = other.product_id
            found.known_as[other.name_key].add(other.product_id)
    return found


@dataclass
class Records:
    """Operators and products with everything a spreadsheet can say of them, by number."""

    operators: dict[int, Target]
    products: dict[int, Target]
    schools: dict[int, str]
    elements: dict[int, str]


def records_read(operators: Collection[int], products: Collection[int]) -> Records:
    """The records with these numbers, in eight queries whatever their number."""
    found = Records(
        _rows(Operator, "operator", OPERATOR_FIELDS.values(), operators),
        _rows(Product, "product", PRODUCT_FIELDS.values(), products),
        dict(School.objects.values_list("pk", "name")),
        dict(DataElement.objects.values_list("pk", "name")),
    )
    for model, kind, fields in (
        (Contact, "contact", CONTACT_FIELDS.values()),
        (Subcontractor, "subcontractor", ("purpose",)),
    ):
        for row in model.objects.filter(operator_id__in=operators).values("pk", "name", "operator_id", *fields):
            part = Target(kind, row["name"], {name: row[name] for name in fields}, row["pk"])
            found.operators[row["operator_id"]].parts[kind, row["name"].casefold()] = part
    _uses(found, products)
    return found


def _rows(model: Any, kind: str, fields: Any, wanted: Collection[int]) -> dict[int, Target]:
    rows = model.objects.filter(pk__in=wanted).values("pk", "name", *fields)
    return {row["pk"]: Target(kind, row["name"], {name: row[name] for name in fields}, row["pk"]) for row in rows}


def _uses(found: Records, products: Collection[int]) -> None:
    product_of: dict[int, int] = {}
    columns = [name for name in USE_FIELDS.values() if name != "schools"]
    for row in ProductUse.objects.filter(product_id__in=products).values("pk", "product_id", *columns):
        there = {name: row[name].isoformat() if name in DAYS and row[name] else row[name] for name in columns}
        use = Target("use", "", {**there, "schools": []}, row["pk"])
        found.products[row["product_id"]].parts["use"] = use
        product_of[row["pk"]] = row["product_id"]
    schools = ProductUseSchool.objects.filter(productuse_id__in=product_of).values_list("productuse_id", "school_id")
    for use_id, school in schools:
        found.products[product_of[use_id]].parts["use"].there["schools"].append(school)
    for product in product_of.values():
        found.products[product].parts["use"].there["schools"].sort()
    fields = list(ELEMENT_FIELDS.values())
    for row in ElementUse.objects.filter(use_id__in=product_of).values("pk", "use_id", "element_id", *fields):
        part = Target("element", "", {name: row[name] for name in fields}, row["pk"])
        found.products[product_of[row["use_id"]]].parts["element", row["element_id"]] = part


def part_of(target: Target, key: Any, kind: str, name: str = "") -> Target:
    """A part of a record, blank where it is not there yet."""
    if key not in target.parts:
        target.parts[key] = blank(kind, name)
    return target.parts[key]
