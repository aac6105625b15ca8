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
    "description_es",
    "sign_in",
    "data_location",
    "data_location_es",
    "website",
    "general_audience",
    "general_audience_reason",
)
CONTACT_FIELDS = ("name", "position", "email", "telephone", "for_breaches")
SUBCONTRACTOR_FIELDS = ("name", "purpose")


def operator_create(*, actor: Actor, now: datetime, **values: Any) -> Operator:
    """A new operator. `values` are OPERATOR_FIELDS; ValidationError, by field, where one is wrong."""
    return operator_save(operator=Operator(**_known(values, OPERATOR_FIELDS)), actor=actor, now=now)


def operator_update(*, operator: Operator, actor: Actor, now: datetime, **values: Any) -> Operator:
    return operator_save(operator=_set(operator, _known(values, OPERATOR_FIELDS)), actor=actor, now=now)


def operator_save(*, operator: Operator, actor: Actor, now: datetime) -> Operator:
    """Write an operator that a form has filled. A new one gets its permanent address."""
    return _written(operator, OPERATOR_FIELDS, actor=actor)


def product_create(*, operator: Operator, actor: Actor, now: datetime, **values: Any) -> Product:
    """A new product of an operator. `values` are PRODUCT_FIELDS."""
    return product_save(product=Product(operator=operator, **_known(values, PRODUCT_FIELDS)), actor=actor, now=now)


def product_update(*, product: Product, actor: Actor, now: datetime, **values: Any) -> Product:
    return product_save(product=_set(product, _known(values, PRODUCT_FIELDS)), actor=actor, now=now)


def product_save(*, product: Product, actor: Actor, now: datetime) -> Product:
    return _written(product, PRODUCT_FIELDS, actor=actor)


def contact_save(*, contact: Contact, actor: Actor, now: datetime) -> Contact:
    return _written(contact, CONTACT_FIELDS, actor=actor)


def subcontractor_save(*, subcontractor: Subcontractor, actor: Actor, now: datetime) -> Subcontractor:
    return _written(subcontractor, SUBCONTRACTOR_FIELDS, actor=actor)


def row_save(*, row: Product | Contact | Subcontractor, actor: Actor, now: datetime) -> None:
    """Write one row of what belongs to an operator."""
    if isinstance(row, Product):
        product_save(product=row, actor=actor, now=now)
    elif isinstance(row, Contact):
        contact_save(contact=row, actor=actor, now=now)
    else:
        subcontractor_save(subcontractor=row, actor=actor, now=now)


def row_remove(*, row: Contact | Subcontractor, actor: Actor, now: datetime) -> None:
    """Take a contact or subcontractor off the record; the history of rows keeps it."""
    with audited(actor=actor, reason=f"Removed the {row._meta.verbose_name} {row}"):
        row.delete()


def _known(values: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    if unknown := values.keys() - set(fields):
        raise TypeError(f"These cannot be set here: {', '.join(sorted(unknown))}.")
    return values


def _set(row: Row, values: dict[str, Any]) -> Row:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _written(row: Row, fields: tuple[str, ...], *, actor: Actor) -> Row:
    new = row.pk is None
    with audited(actor=actor, reason=f"{'Entered' if new else 'Changed'} the {row._meta.verbose_name} {row}"):
        if new and isinstance(row, Operator | Product):
            row.slug = slug_made(Operator if isinstance(row, Operator) else Product, row.name)
        row.full_clean()
        if new:
            row.save(force_insert=True)
        else:
            row.save(update_fields=list(fields))
    return row
