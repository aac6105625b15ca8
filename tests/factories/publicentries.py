"""Breaches about which enough is known for a public entry."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from breaches.models import Breach, BreachElement, BreachFact, FactKind, Stage
from district.models import User
from inventory.models import DataElement, ElementClass
from tests.factories.vendors import OperatorFactory
from vendors.models import Operator, Product

REPORTED = datetime(2026, 2, 20, 22, 30, tzinfo=UTC)  # a Friday afternoon in Chicago
DETERMINED = datetime(2026, 2, 21, 16, 0, tzinfo=UTC)


def breach_known(by: User, *, number: int = 14, product: Product | None = None, **fields: Any) -> Breach:
    """A determined breach of 500 pupils' names at Maple Reader Fictional, Inc., from 2 to 4 February 2026."""
    drill = fields.get("drill", False)
    values: dict[str, Any] = {
        "number": f"{'D' if drill else 'B'}-{number}",
        "ordinal": number,
        "title": "Records read by strangers",
        "state": Stage.DETERMINED,
        "happened_from": date(2026, 2, 2),
        "happened_until": date(2026, 2, 4),
        "measures": "We closed the accounts that were misused.",
        "affected_total": 500,
        "created_at": REPORTED,
        "created_by": by,
    }
    if "operator" not in fields:
        fields["operator"] = product.operator if product else operator_fictional()
    breach = Breach.objects.create(**{**values, **fields})
    if product is not None:
        breach.products.add(product)
    for kind, at in ((FactKind.DISTRICT_NOTIFIED, REPORTED), (FactKind.DETERMINED, DETERMINED)):
        BreachFact.objects.create(
            breach=breach, kind=kind, at=at, stated_by="the office", entered_by=by, entered_at=at + timedelta(minutes=5)
        )
    element_added(breach, by, "Name", ElementClass.ORDINARY)
    return breach


def operator_fictional() -> Operator:
    name = "Maple Reader Fictional, Inc."
    return Operator.objects.filter(name=name).first() or OperatorFactory(name=name, slug="maple-reader-fictional-inc")


def element_added(breach: Breach, by: User, name: str, element_class: str) -> BreachElement:
    """A kind of information that the breach touched; it stands in the taxonomy that every installation has."""
    element = DataElement.objects.get(name=name)
    return BreachElement.objects.create(
        breach=breach, element=element, element_class=element_class, added_by=by, added_at=DETERMINED
    )
