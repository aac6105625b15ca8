"""Reads of the inventory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from district.models import User
from inventory.models import DataElement, ElementUse, ProductUse
from vendors.models import Product


@dataclass(frozen=True, slots=True)
class Gap:
    """A product whose public entry would be incomplete, and what it lacks, in sentences."""

    product: Product
    lacks: tuple[str, ...]


def in_use_on(day: date, prefix: str = "") -> Q:
    """The one meaning of "in use on a day": the use has not ended, or its last day is that day or later.

    `prefix` is the way to the use from another model, such as `use__` from a product or a kind of information.
    """
    return Q((f"{prefix}ended_on", None)) | Q((f"{prefix}ended_on__gte", day))


def used_on(use: ProductUse, day: date) -> bool:
    """The same as `in_use_on`, of a row that was read already."""
    return use.ended_on is None or use.ended_on >= day


def uses_visible_to(user: User) -> QuerySet[ProductUse]:
    """Products in use that a person may see: all of them with the right to view, none without."""
    uses = ProductUse.objects.select_related("product__operator")
    return uses if user.has_perm("inventory.view_productuse") else uses.none()


def uses_with_elements(product_ids: Iterable[int]) -> dict[int, ProductUse]:
    """By product id, with schools and elements ready, in three queries whatever the number."""
    elements = ElementUse.objects.select_related("element").order_by("element__group", "element__name")
    uses = ProductUse.objects.filter(product_id__in=list(product_ids)).prefetch_related(
        "schools", Prefetch("elements", queryset=elements)
    )
    return {use.product_id: use for use in uses}


def elements_counted(elements: QuerySet[DataElement], day: date) -> QuerySet[DataElement]:
    """Kinds of information with `products_counted`: how many products in use on a day hold each."""
    used = Q(uses__isnull=False) & in_use_on(day, "uses__use__")  # without a use there is no end either
    counted = elements.annotate(products_counted=Count("uses", filter=used))
    return counted.order_by("group", "name")  # counting drops the model's own order


def uses_incomplete(day: date) -> QuerySet[ProductUse]:
    """Products in use on a day that list no information, or some without an explanation (A2)."""
    listed = ElementUse.objects.filter(use=OuterRef("pk"))
    return (
        ProductUse.objects.filter(in_use_on(day), product__general_audience=False)
        .filter(~Exists(listed) | Exists(listed.filter(Q(how_used="") | Q(purpose=""))))
        .select_related("product__operator")
    )


def elements_complete(product: Product) -> bool:
    """Whether everything that A2 asks about a product's information is there."""
    return gap_of(product, uses_with_elements([product.pk]).get(product.pk)) is None


def gap_of(product: Product, use: ProductUse | None) -> Gap | None:
    """What a product lacks; None where it is complete. Reads nothing more where `use` came with its elements."""
    if product.general_audience:
        return None
    lacks = ["the K-12 purpose, subject and grades"] if use is None else list(_lacks(use))
    return Gap(product, tuple(lacks)) if lacks else None


def _lacks(use: ProductUse) -> Iterable[str]:
    if not use.purpose.strip():
        yield "the K-12 purpose"
    elements = list(use.elements.all())
    if not elements:
        yield "its kinds of information"
    for row in elements:
        if not row.how_used.strip() or not row.purpose.strip():
            yield f"a plain explanation of {row.element.name}"
