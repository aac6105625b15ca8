"""The approved list on a day, narrowed; and what is near a name but not on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.text import smart_split, unescape_string_literal

from district.grades import GRADES
from inventory.committee.selectors import approved_on
from inventory.models import (
    OPEN_REQUESTS,
    AppRequest,
    ApprovedListPlace,
    CommitteeDecision,
    ElementUse,
    ProductUse,
)
from inventory.othernames import product_known_as
from vendors.models import Product

MOST_WORDS: Final = 8
MOST_NEAR: Final = 6
SEARCHED: Final = ("name", "operator__name", "description", "use__purpose", "use__content_area")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a reader asks for. Empty values ask for nothing."""

    words: str = ""
    subject: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """An app that is near the words and not approved: its last decision, and whether it is asked for now."""

    product: Product
    decision: CommitteeDecision | None
    request: AppRequest | None


def words_of(text: str) -> list[str]:
    """The words to look for, at most eight; what stands in quotes is one."""
    found = [one if one[0] not in "\"'" else _unquoted(one) for one in smart_split(text.replace("\x00", " "))]
    return [one for one in found if one.strip()][:MOST_WORDS]


def _unquoted(word: str) -> str:
    try:
        return unescape_string_literal(word)
    except ValueError:
        return word.strip("\"'")


def matching(rows: QuerySet[Product], words: Iterable[str]) -> QuerySet[Product]:
    """Products of which each word is part of a name of theirs, operator, description, purpose or subject."""
    for word in words:
        rows = rows.filter(_any(word))
    return rows


def _any(word: str) -> Q:
    found = product_known_as(word)
    for field in SEARCHED:
        found |= Q((f"{field}__icontains", word))
    return found


def approved_list(day: date, narrowing: Narrowing) -> QuerySet[Product]:
    """The products that staff may use on a day and that fit; by name. Their use stands ready, where there is one."""
    rows = matching(approved_on(day).select_related("operator", "use"), words_of(narrowing.words))
    if narrowing.subject:
        rows = rows.filter(use__content_area=narrowing.subject)
    return rows.filter(_for_grade(narrowing.grade)) if narrowing.grade in GRADES else rows


def _for_grade(grade: str) -> Q:
    """The decision's own grades count where it names some, else those of the use; without either, all."""
    at = GRADES.index(grade)
    low, high = GRADES[: at + 1], GRADES[at:]
    decided = Q(committee_decisions=F("decision_id"))
    named = Q(committee_decisions__lowest_grade__in=low, committee_decisions__highest_grade__in=high)
    used = Q(use__lowest_grade__in=low, use__highest_grade__in=high) | Q(use=None)
    return decided & (named | (Q(committee_decisions__lowest_grade="") & used))


def subjects_approved(day: date) -> list[str]:
    """Subjects of what is approved, for the filter."""
    ids = approved_on(day).order_by().values("pk")
    rows = ProductUse.objects.filter(product__in=ids).exclude(content_area="").order_by("content_area")
    return list(rows.values_list("content_area", flat=True).distinct())


def decisions_of(products: Sequence[Product]) -> dict[int, CommitteeDecision]:
    """By product id: the decision under which each may be used, with its conditions. Two queries."""
    ids = [product.decision_id for product in products]  # type: ignore[attr-defined]
    rows = CommitteeDecision.objects.filter(pk__in=ids).prefetch_related("conditions__owner")
    return {row.product_id: row for row in rows if row.product_id is not None}


def information_of(products: Sequence[Product]) -> dict[int, list[str]]:
    """By product id: names of the kinds of information that it holds. One query."""
    rows = ElementUse.objects.filter(use__product__in=products).order_by("element__group", "element__name")
    found: dict[int, list[str]] = {}
    for product_id, name in rows.values_list("use__product_id", "element__name"):
        found.setdefault(product_id, []).append(name)
    return found


def near_not_approved(day: date, words: str) -> list[Near]:
    """Apps whose name or operator fits the words and that may not be used, with what was last said of them."""
    sought = words_of(words)
    if not sought:
        return []
    rows = Product.objects.exclude(pk__in=approved_on(day).order_by().values("pk")).select_related("operator")
    for word in sought:
        rows = rows.filter(Q(name__icontains=word) | Q(operator__name__icontains=word) | product_known_as(word))
    decided = CommitteeDecision.objects.filter(decided_on__lte=day).order_by("-decided_on", "-pk")
    asked = AppRequest.objects.filter(state__in=OPEN_REQUESTS).order_by("-ordinal")
    rows = rows.order_by("name", "pk").prefetch_related(
        Prefetch("committee_decisions", queryset=decided, to_attr="decided"),
        Prefetch("app_requests", queryset=asked, to_attr="asked"),
    )
    return [
        Near(product, next(iter(product.decided), None), next(iter(product.asked), None))
        for product in rows[:MOST_NEAR]
    ]


def places_all() -> QuerySet[ApprovedListPlace]:
    """Places that may show the list without a sign-in, by name."""
    return ApprovedListPlace.objects.order_by("name")
