"""Signed agreements that can be posted, with their products in use."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from contracts.models import Agreement, AgreementState, Document, DocumentState
from contracts.storage import keep, received
from inventory.models import DataElement
from tests.factories.inventory import ElementUseFactory, FictionalProductFactory, ProductUseFactory
from vendors.models import Product, Subcontractor

SIGNED_AT = datetime(2026, 2, 23, 16, 0, tzinfo=UTC)
PDF = b"%PDF-1.4\n% a fictional agreement\n"


def agreement_signed(product: Product, body: bytes = PDF, **fields: Any) -> Agreement:
    """A signed agreement for one product, with its file in the private store."""
    values = {
        "title": f"Data agreement for {product.name}",
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2027, 6, 30),
        "state": AgreementState.SIGNED,
        "signed_at": SIGNED_AT,
        "description": "It lets the operator run the app for our students.",
    }
    agreement = Agreement.objects.create(operator=product.operator, **{**values, **fields})
    agreement.products.add(product)
    document_added(agreement, body)
    return agreement


def document_added(agreement: Agreement, body: bytes, version: int = 1, **fields: Any) -> Document:
    """A file of an agreement, kept as uploads are."""
    with received([body]) as incoming:
        keep(incoming)
    values = {
        "name": f"agreement {version}.pdf",
        "media_type": "application/pdf",
        "state": DocumentState.READ,
        "uploaded_at": SIGNED_AT,
        "uploaded_by": "dana@prairie-lantern.example",
    }
    return Document.objects.create(
        agreement=agreement,
        version=version,
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        **{**values, **fields},
    )


def app_posted_able(
    name: str = "Maple Reader", elements: tuple[str, ...] = ("Name", "Grades and marks"), **use: Any
) -> Product:
    """A product in use with explained information and a signed agreement: publishing shows it."""
    slug = name.lower().replace(" ", "-")
    product = FictionalProductFactory(name=name, slug=slug)
    row = ProductUseFactory(product=product, **use)
    for element in DataElement.objects.filter(name__in=elements):
        ElementUseFactory(use=row, element=element)
    Subcontractor.objects.create(operator=product.operator, name="Cloudlet Fictional", purpose="Keeps the servers.")
    agreement_signed(product, body=PDF + slug.encode())
    return product
