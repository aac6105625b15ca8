"""Reads of one product's task page: all that is known of it, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from contracts.models import Agreement
from district.models import User
from inventory.models import DataElement, ElementDraft, ElementUse, ProductUse
from inventory.othernames import product_known_as
from inventory.selectors import in_use_on
from inventory.standing import Standing, standing_best
from vendors.models import Merger, Operator, Product
from vendors.selectors import products_visible_to


@dataclass(frozen=True, slots=True)
class Known:
    """What is recorded of a product; `use` None: not in use yet. Elements and drafts come with their kinds."""

    product: Product
    use: ProductUse | None
    elements: tuple[ElementUse, ...]
    drafts: tuple[ElementDraft, ...]
    agreements: tuple[Agreement, ...]
    standing: Standing
    mergers: tuple[Merger, ...]
    former: tuple[str, ...]


def product_known(product: Product, day: date) -> Known:
    """Everything of one product as it stands on a day, in eight queries."""
    use = ProductUse.objects.filter(product=product).prefetch_related("schools").first()
    elements = ElementUse.objects.filter(use__product=product).select_related("element", "use__product")
    drafts = ElementDraft.objects.filter(use__product=product).select_related("element", "use__product")
    agreements = tuple(Agreement.objects.filter(products=product).select_related("operator").order_by("-starts_on"))
    signed = [agreement for agreement in agreements if agreement.signed_at is not None]
    return Known(
        product,
        use,
        tuple(elements.order_by("element__group", "element__name")),
        tuple(drafts.order_by("element__group", "element__name")),
        agreements,
        standing_best(signed, day),
        tuple(product.mergers.select_related("merged_by")),
        tuple(str(address) for address in product.former_addresses.all()),
    )


def products_listed(user: User, day: date, *, words: str = "", show: str = "") -> QuerySet[Product]:
    """Products for the list, each with `in_use` and `kinds`, `proposed` counted; by name.

    `show`: "" all, "in_use", "not_in_use", "missing", "proposed", "general".
    """
    used = ProductUse.objects.filter(in_use_on(day), product=OuterRef("pk"))
    listed = ElementUse.objects.filter(use__product=OuterRef("pk"))
    rows = (
        products_visible_to(user)
        .select_related("use")
        .annotate(
            in_use=Exists(used),
            kinds=Count("use__elements", distinct=True),
            proposed=Count("use__drafts", distinct=True),
        )
    )
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(operator__name__icontains=words) | product_known_as(words))
    unexplained = ~Exists(listed) | Exists(listed.filter(Q(how_used="") | Q(purpose="")))
    narrowed = {
        "in_use": Q(in_use=True),
        "not_in_use": Q(in_use=False),
        "missing": Q(in_use=True, general_audience=False) & unexplained,
        "proposed": Q(proposed__gt=0),
        "general": Q(general_audience=True),
    }
    return rows.filter(narrowed[show] if show in narrowed else Q()).order_by("name", "pk")


def elements_choosable(use: ProductUse) -> QuerySet[DataElement]:
    """Kinds that are neither listed nor proposed for the product yet, in the order of the list."""
    return DataElement.objects.exclude(uses__use=use).exclude(drafts__use=use).order_by("group", "name")


def drafts_of(use: ProductUse) -> QuerySet[ElementDraft]:
    rows = ElementDraft.objects.filter(use=use).select_related("element", "use__product")
    return rows.order_by("element__group", "element__name")


def element_uses_of(use: ProductUse) -> QuerySet[ElementUse]:
    return ElementUse.objects.filter(use=use).select_related("element", "use__product")


def uses_like(use: ProductUse) -> QuerySet[ProductUse]:
    """Other products that hold something, those of the same subject first by name."""
    rows = ProductUse.objects.exclude(pk=use.pk).filter(elements__isnull=False).distinct()
    return rows.select_related("product__operator").order_by("product__name")


def operator_products(operator: Operator, day: date) -> list[tuple[Product, Standing, bool]]:
    """An operator's products: how the agreement of each stands, and whether it is in use on a day; two queries."""
    signed = Agreement.objects.filter(signed_at__isnull=False)
    used = ProductUse.objects.filter(in_use_on(day), product=OuterRef("pk"))
    rows = (
        Product.objects.filter(operator=operator)
        .annotate(in_use=Exists(used))
        .prefetch_related(Prefetch("agreements", queryset=signed, to_attr="agreements_signed"))
        .order_by("name")
    )
    return [(row, standing_best(_signed(row), day), row.in_use) for row in rows]


def _signed(product: Product) -> Iterable[Agreement]:
    found: Iterable[Agreement] = product.agreements_signed  # type: ignore[attr-defined]
    return found
