"""Reads of safeguards, their evidence and consents. Lists begin at what the person may see."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from district.models import User
from inventory.models import (
    AskState,
    ConsentRecord,
    OperatorAsk,
    ProductUse,
    SafeguardEvidence,
    SafeguardMark,
)
from inventory.selectors import in_use_on
from vendors.models import Product

SEE: Final = "inventory.view_safeguardmark"
MAY_WORK: Final = "inventory.change_safeguardmark"
UNDER_WAY: Final = (AskState.OPEN, AskState.ASKED, AskState.ANSWERED, AskState.REFUSED)

Key = tuple[int | None, str]  # product (None: the district itself) and rule


def services_visible_to(user: User, day: date) -> QuerySet[Product]:
    """Hosted services in use on a day, for those whose role reads safeguards. What is made for everyone is none."""
    uses = ProductUse.objects.filter(in_use_on(day)).values("product")
    rows = Product.objects.filter(pk__in=uses, general_audience=False).select_related("operator")
    return rows.order_by("name", "pk") if user.has_perm(SEE) else rows.none()


def marks_newest(product_ids: Collection[int | None]) -> dict[Key, SafeguardMark]:
    """A person's newest word on each safeguard of these products (None: the district itself). One query."""
    about = Q(product__in=[pk for pk in product_ids if pk is not None])
    if None in product_ids:
        about |= Q(product=None)
    rows = SafeguardMark.objects.filter(about).select_related("evidence__file", "marked_by")
    newest = rows.order_by("product_id", "rule", "-marked_at", "-pk").distinct("product_id", "rule")
    return {(mark.product_id, mark.rule): mark for mark in newest}


def asks_open(product_ids: Iterable[int]) -> dict[Key, OperatorAsk]:
    """What is being asked of the operators about safeguards, by product and rule. One query."""
    rows = OperatorAsk.objects.filter(product__in=list(product_ids), state__in=UNDER_WAY)
    return {(ask.product_id, ask.rule): ask for ask in rows.select_related("contact").order_by("made_at", "pk")}


def asks_of_product(product: Product) -> list[OperatorAsk]:
    """Every question about a product's safeguards, the newest first, with files and steps."""
    rows = OperatorAsk.objects.filter(product=product).select_related("contact").prefetch_related("files", "steps")
    return list(rows.order_by("-made_at", "-pk"))


def evidence_visible_to(user: User) -> QuerySet[SafeguardEvidence]:
    rows = SafeguardEvidence.objects.select_related("product__operator", "file", "ask")
    return rows if user.has_perm(SEE) else rows.none()


def evidence_of(product: Product | None) -> list[SafeguardEvidence]:
    """All evidence about a product (or the district's own), the newest first, with the words that rest on it."""
    rows = SafeguardEvidence.objects.filter(product=product).select_related("file").prefetch_related("marks")
    return list(rows.order_by("-dated", "-pk"))


def consents_in_force(product_ids: Iterable[int], day: date) -> dict[int, list[ConsentRecord]]:
    """By product, the consents that hold on a day and that the district authorized. One query."""
    good = Q(good_until=None) | Q(good_until__gte=day)
    rows = ConsentRecord.objects.filter(good, product__in=list(product_ids), withdrawn_at=None, given_on__lte=day)
    found: dict[int, list[ConsentRecord]] = {}
    for record in rows.exclude(authorised_by="").order_by("-given_on", "-pk"):
        found.setdefault(record.product_id, []).append(record)
    return found


def consents_of(product: Product) -> list[ConsentRecord]:
    return list(ConsentRecord.objects.filter(product=product).select_related("file").order_by("-given_on", "-pk"))
