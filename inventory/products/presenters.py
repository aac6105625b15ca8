"""What a product's task page says, in words."""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, Final, TypeVar

from district.models import User
from district.selectors import district_current_or_none
from district.trail.selectors import Entry, Question, trail_page
from district.trail.words import Line, lines
from inventory.products.gaps import Lack, lacks_for, lacks_of
from inventory.products.selectors import Known
from inventory.selectors import used_on
from inventory.standing import standing_in_words
from inventory.today import today
from vendors.selectors import products_like

Row = TypeVar("Row")
HISTORY: Final = 8


def grouped(rows: Iterable[Row], group: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    """Rows under their groups, in the order in which they come."""
    return [(name, list(some)) for name, some in groupby(rows, key=group)]


def product_context(known: Known, user: User) -> dict[str, Any]:
    """The page of one product: head, what is missing, facts, use, information, agreements, addresses, history."""
    lacks = lacks_for(user, lacks_of(known))
    word, more = standing_in_words(known.standing)
    may_use = user.has_perm("inventory.change_productuse")
    district = district_current_or_none()
    return {
        "zone": district.time_zone if district else "UTC",
        "title": known.product.name,
        "product": known.product,
        "use": known.use,
        "known": known,
        "in_use": known.use is not None and used_on(known.use, today()),
        "next": _next(lacks),
        "asked": [lack for lack in lacks if lack.asked],
        "wished": [lack for lack in lacks if not lack.asked],
        "groups": grouped(known.elements, lambda row: row.element.group),
        "standing": known.standing,
        "standing_word": word,
        "standing_more": more,
        "doubles": products_like(known.product),
        "may_facts": user.has_perm("vendors.change_product"),
        "may_use": may_use,
        "may_elements": user.has_perm("inventory.change_elementuse"),
        "may_merge": may_use and user.has_perm("vendors.delete_product"),
        "history": history_of([("vendors.product", known.product.pk), *_use_key(known)]),
    }


def history_of(records: Iterable[tuple[str, int]], most: int = HISTORY) -> list[Line]:
    """The newest changes of several records together, in words."""
    entries: list[Entry] = []
    for kind, pk in records:
        entries += trail_page(Question(kind=kind, record=pk), most)[0]
    district = district_current_or_none()
    newest = sorted(entries, key=lambda entry: entry.at, reverse=True)[:most]
    return lines(newest, district.time_zone if district else "UTC")


def _use_key(known: Known) -> list[tuple[str, int]]:
    return [("inventory.productuse", known.use.pk)] if known.use is not None else []


def _next(lacks: list[Lack]) -> Lack | None:
    """The one thing to do next: the first that the law asks for."""
    return next((lack for lack in lacks if lack.asked), None)
