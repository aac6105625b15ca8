"""Reads of operators and products. Each list begins at what the person may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from rapidfuzz import fuzz, process, utils

from district.models import User
from vendors.models import Contact, FormerAddress, LinkCheck, Merger, Operator, Product, Subcontractor

# Names at least this alike (0 to 100, rapidfuzz WRatio) are shown before a second one is made.
ALIKE = 88.0
MOST_NEAR_NAMES = 5


@dataclass(frozen=True, slots=True)
class NearName:
    """A name that is there already: the row's id, the name itself and how alike the two are, 0 to 100."""

    pk: int
    name: str
    score: float


def operators_visible_to(user: User) -> QuerySet[Operator]:
    """Every operator for people whose role reads them; none for anybody else."""
    return Operator.objects.all() if user.has_perm("vendors.view_operator") else Operator.objects.none()


def products_visible_to(user: User) -> QuerySet[Product]:
    """Products with their operators. Staff members see products, not the operators' records."""
    products = Product.objects.select_related("operator")
    return products if user.has_perm("vendors.view_product") else products.none()


def contacts_of(operator: Operator | int) -> QuerySet[Contact]:
    """Who of an operator can be written to, as its record lists them."""
    return Contact.objects.filter(operator=operator).exclude(email="").order_by("name", "pk")


def contacts_by_operator(operators: Iterable[int]) -> dict[int, Contact]:
    """The first contact of each operator, in one query: who is proposed as recipient."""
    rows = Contact.objects.filter(operator__in=operators).exclude(email="").order_by("operator_id", "name", "pk")
    return {row.operator_id: row for row in rows.distinct("operator_id").order_by("operator_id", "name", "pk")}


def operators_counted(operators: QuerySet[Operator]) -> QuerySet[Operator]:
    """Operators with the numbers that their list shows: `product_count`, `agreement_count`."""
    counted = operators.annotate(
        product_count=Count("products", distinct=True), agreement_count=Count("agreements", distinct=True)
    )
    return counted.order_by("name", "pk")  # counting drops the model's own order


def products_of(operator: Operator) -> QuerySet[Product]:
    return Product.objects.filter(operator=operator)


def operator_names_near(name: str, *, besides: int = 0) -> list[NearName]:
    """Operators whose names are nearly this one, nearest first: legal forms, case and word order count little.

    One that became part of another counts as that other's name.
    """
    rows = Operator.objects.exclude(pk=besides).values_list("pk", "name")
    merged = Merger.objects.filter(operator__isnull=False).exclude(operator=besides)
    return _near(name, dict(rows), merged.values_list("operator", "gone_name"))


def product_names_near(name: str, operator: Operator, *, besides: int = 0) -> list[NearName]:
    """Products of the same operator with nearly this name, or of which one so named became part."""
    rows = products_of(operator).exclude(pk=besides).values_list("pk", "name")
    merged = Merger.objects.filter(product__operator=operator).exclude(product=besides)
    return _near(name, dict(rows), merged.values_list("product", "gone_name"))


def _near(name: str, names: dict[int, str], former: Iterable[tuple[Any, str]]) -> list[NearName]:
    """Each record once, by its own name or one that became part of it, whichever is nearer; `former` by record."""
    known = [*names.items(), *former]
    found = process.extract(
        name,
        [there for _, there in known],
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        score_cutoff=ALIKE,
        limit=MOST_NEAR_NAMES,
    )
    near: dict[int, NearName] = {}
    for there, score, at in found:
        pk = known[at][0]
        shown = there if there == names[pk] else f"{names[pk]} (once {there})"
        near.setdefault(pk, NearName(pk, shown, round(score, 1)))
    return list(near.values())


def product_slug_now(slug: str) -> str:
    """Where a product's former permanent address leads: its present slug, or "" for an address that never was one."""
    found = FormerAddress.objects.filter(of_product=True, slug=slug).select_related("product").first()
    return found.product.slug if found is not None and found.product is not None else ""


def operator_slug_now(slug: str) -> str:
    """As `product_slug_now`, of operators."""
    found = FormerAddress.objects.filter(of_product=False, slug=slug).select_related("operator").first()
    return found.operator.slug if found is not None and found.operator is not None else ""


def subcontractors_of(operator: Operator) -> QuerySet[Subcontractor]:
    return Subcontractor.objects.filter(operator=operator).order_by("name", "pk")


def link_checks_of(operator: Operator) -> QuerySet[LinkCheck]:
    """Looks at the operator's own list, the newest first."""
    return LinkCheck.objects.filter(operator=operator).select_related("asked_by").order_by("-asked_at", "-pk")


def operators_like(operator: Operator) -> list[NearName]:
    """Other operators whose names are nearly this one's: perhaps doubles."""
    return operator_names_near(operator.name, besides=operator.pk)


def products_like(product: Product) -> list[NearName]:
    """Other products of the same operator with nearly this name: perhaps doubles."""
    return product_names_near(product.name, product.operator, besides=product.pk)
