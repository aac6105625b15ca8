"""The words of a notice, from the records. What they lack is named with where to enter it, never invented."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from contracts.models import Agreement
from district.clock import local_day
from district.grades import grades_in_words
from district.models import District
from inventory.models import ProductUse
from inventory.selectors import uses_with_elements
from transparency.presenters import executed_in_words, kind_in_words
from vendors.models import Product

TITLE: Final = "Notice of a contract about student information"


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that the records do not say, and the page of the office where it is entered."""

    words: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the records say for a notice: the shape of AgreementNotice, before anybody kept it."""

    executed_on: date
    about: str
    information: list[dict[str, Any]]
    lacks: tuple[Lack, ...]


def notice_propose(agreement: Agreement, zone: str) -> Proposal:
    """A first draft for a signed agreement, in four queries."""
    products = list(agreement.products.order_by("name"))
    uses = uses_with_elements(product.pk for product in products)
    lacks = [lack for product in products for lack in _product_lacks(product, uses.get(product.pk))]
    about = about_proposed(agreement, products, uses)
    if not products:
        lacks.append(_lack_of(agreement, "which products the agreement is for"))
    if not agreement.description.strip():
        lacks.append(_lack_of(agreement, "a description of the agreement in plain words"))
    signed_at = agreement.signed_at
    assert signed_at is not None, "a check constraint of the table"  # noqa: S101
    return Proposal(local_day(signed_at, zone), about, information_of(products, uses), tuple(lacks))


def _lack_of(agreement: Agreement, words: str) -> Lack:
    address = reverse("admin:contracts_agreement_change", args=[agreement.pk])
    return Lack(words, address, "Edit the agreement's record")


def _product_lacks(product: Product, use: ProductUse | None) -> Iterable[Lack]:
    if use is None:
        address = reverse("admin:inventory_productuse_add")
        yield Lack(f"{product.name}: its purpose and its kinds of information", address, "Enter the product as in use")
        return
    address = reverse("admin:inventory_productuse_change", args=[use.pk])
    if not use.purpose.strip():
        yield Lack(f"{product.name}: the K-12 purpose", address, "Complete the product in use")
    if not _of_students(use):
        yield Lack(f"{product.name}: its kinds of information about students", address, "Complete the product in use")


def about_proposed(agreement: Agreement, products: Sequence[Product], uses: dict[int, ProductUse]) -> str:
    """What the records say about the contract and its purpose, as paragraphs; empty where they say nothing."""
    parts = [agreement.description.strip()]
    for product in products:
        use = uses.get(product.pk)
        if use is not None and use.purpose.strip():
            parts.append(f"{product.name}: {use.purpose.strip()} ({_where(use)})")
    return "\n\n".join(part for part in parts if part)


def _where(use: ProductUse) -> str:
    grades = grades_in_words(use.lowest_grade, use.highest_grade)
    return f"{use.content_area}, {grades[0].lower()}{grades[1:]}"


def information_of(products: Iterable[Product], uses: dict[int, ProductUse]) -> list[dict[str, Any]]:
    """The kinds of information about students of each product, as AgreementNotice.information holds them."""
    found = []
    for product in products:
        use = uses.get(product.pk)
        found.append({"product": product.name, "kinds": [] if use is None else _of_students(use)})
    return found


def _of_students(use: ProductUse) -> list[dict[str, str]]:
    return [
        {
            "name": row.element.name,
            "group": row.element.group,
            "class": row.element.element_class,
            "explanation": row.element.explanation.strip(),
        }
        for row in use.elements.all()
        if not row.element.about_staff
    ]


def executed_sentence(agreement: Agreement, executed_on: date, district: District) -> str:
    """That, with whom and when the contract was executed."""
    return executed_in_words(district.name, agreement.operator.name, executed_on, agreement.title)


def notice_text(
    agreement: Agreement, executed_on: date, about: str, information: list[dict[str, Any]], district: District
) -> str:
    """The whole notice in English as plain text, fit for an e-mail."""
    parts = [
        TITLE,
        executed_sentence(agreement, executed_on, district),
        "What the contract is, and what it is for",
        about.strip(),
        "What student information, student records or student-generated content may be collected",
        *_listed(information),
        "Where to read the contract",
        "\n".join(f"{name}: {address}" for name, address in pages_of(agreement)),
    ]
    if asked := _questions(district):
        parts.append(asked)
    return "\n\n".join(parts) + "\n"


def _listed(information: list[dict[str, Any]]) -> Iterable[str]:
    for product in information:
        lines = [f"{product['product']}:", *(f"- {kind_in_words(kind)}" for kind in product["kinds"])]
        yield "\n".join(lines)


def pages_of(agreement: Agreement) -> list[tuple[str, str]]:
    """Name and public address of each product: the contract is posted there, and this notice with it."""
    return [
        (product.name, urljoin(settings.SITE_ADDRESS, reverse("public:app", args=[product.slug])))
        for product in agreement.products.order_by("name")
    ]


def _questions(district: District) -> str:
    ways = [way for way in (district.telephone, district.email) if way]
    return f"Questions: {district.name}, {', '.join(ways)}" if ways else ""
