"""Writes of operators and what they offer. Each change is audited under its actor."""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from district.audit import Actor, audited
from vendors.models import Contact, Operator, Product, Subcontractor
from vendors.slugs import slug_made

Row = TypeVar("Row", bound=Model)

# The columns that people may set. A slug is never among them: it is on paper, in links and in other districts' feeds.
OPERATOR_FIELDS = ("name", "kind", "business_address", "website", "subcontractors_url", "notes")
PRODUCT_FIELDS = (
    "name",
    "kind",
    "description",
    "website",
    "general_audience",
    "general_audience_reason",
)
CONTACT_FIELDS = ("name", "position", "email", "telephone", "for_breaches")
SUBCONTRACTOR_FIELDS = ("name", "purpose")


def operator_create(*, actor: Actor, now: datetime, **values: Any) -> Operator:
    """A new operator. `values` are OPERATOR_FIELDS; ValidationError, by field, where one is wrong."""
    operator = Operator(**_known(values, OPERATOR_FIELDS))
    return _created(operator, actor=actor, reason=f"Entered the operator {operator.name}")


def operator_update(*, operator: Operator, actor: Actor, now: datetime, **values: Any) -> Operator:
    return _updated(operator, _known(values, OPERATOR_FIELDS), actor=actor, reason="Changed the operator's record")


def product_create(*, operator: Operator, actor: Actor, now: datetime, **values: Any) -> Product:
    """A new product of an operator. `values` are PRODUCT_FIELDS."""
    product = Product(operator=operator, **_known(values, PRODUCT_FIELDS))
    return _created(product, actor=actor, reason=f"Entered the product {product.name}")


def product_update(*, product: Product, actor: Actor, now: datetime, **values: Any) -> Product:
    return _updated(product, _known(values, PRODUCT_FIELDS), actor=actor, reason="Changed the product's record")


def contact_save(*, contact: Contact, actor: Actor, now: datetime, **values: Any) -> Contact:
    """Enter or change a contact: `Contact(operator=…)` for a new one."""
    return _saved(contact, _known(values, CONTACT_FIELDS), actor=actor, what="contact")


def subcontractor_save(*, subcontractor: Subcontractor, actor: Actor, now: datetime, **values: Any) -> Subcontractor:
    """Enter or change a subcontractor: `Subcontractor(operator=…)` for a new one."""
    return _saved(subcontractor, _known(values, SUBCONTRACTOR_FIELDS), actor=actor, what="subcontractor")


def _known(values: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    if unknown := values.keys() - set(fields):
        raise TypeError(f"These cannot be set here: {', '.join(sorted(unknown))}.")
    return values


def _created(row: Row, *, actor: Actor, reason: str) -> Row:
    with audited(actor=actor, reason=reason):
        if isinstance(row, Operator | Product):
            row.slug = slug_made(type(row), row.name)
        row.full_clean()
        row.save(force_insert=True)
    return row


def _updated(row: Row, values: dict[str, Any], *, actor: Actor, reason: str) -> Row:
    with audited(actor=actor, reason=reason):
        for name, value in values.items():
            setattr(row, name, value)
        row.full_clean()
        row.save(update_fields=list(values))
    return row


def _saved(row: Row, values: dict[str, Any], *, actor: Actor, what: str) -> Row:
    if row.pk:
        return _updated(row, values, actor=actor, reason=f"Changed a {what}")
    for name, value in values.items():
        setattr(row, name, value)
    return _created(row, actor=actor, reason=f"Entered a {what}")
