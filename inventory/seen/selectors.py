"""Apps seen in use, by how they stand: unknown, not approved, over, approved, in use, decided."""

from datetime import date
from typing import Any, Final

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from district.models import User
from inventory.committee.selectors import approved_on
from inventory.models import ProductUse, SeenApp, SeenState
from inventory.selectors import in_use_on

VIEW: Final = "inventory.view_seenapp"
CHANGE: Final = "inventory.change_seenapp"
# How an app stands, in the order of the list.
UNKNOWN, ENDED, NOT_APPROVED, NOT_IN_USE, APPROVED, DECIDED = range(6)
TO_DECIDE: Final = (UNKNOWN, ENDED, NOT_APPROVED, NOT_IN_USE)


def seen_visible_to(user: User, day: date) -> QuerySet[SeenApp]:
    """All with the right to view, each with its `standing` on a day; none without."""
    apps = SeenApp.objects.select_related("product__operator", "decided_by")
    return standing_on(apps, day) if user.has_perm(VIEW) else apps.none()


def standing_on(apps: QuerySet[SeenApp], day: date) -> QuerySet[SeenApp]:
    """Apps with `standing`, one of the six numbers above; those that ask for a decision and many people first."""
    uses = ProductUse.objects.filter(product=OuterRef("product"))
    approved = approved_on(day).filter(pk=OuterRef("product")).order_by()
    return apps.annotate(
        standing=Case(
            When(~Q(state=SeenState.OPEN) | Q(product__general_audience=True), then=Value(DECIDED)),
            When(product=None, then=Value(UNKNOWN)),
            When(Exists(approved), then=Value(APPROVED)),
            When(Exists(uses.filter(in_use_on(day))), then=Value(NOT_APPROVED)),
            When(Exists(uses), then=Value(ENDED)),
            default=Value(NOT_IN_USE),
            output_field=IntegerField(),
        )
    ).order_by("standing", "-users", "written")


def seen_counted(apps: QuerySet[Any]) -> dict[int, int]:
    """How many stand how; every standing has its number."""
    found = dict.fromkeys(range(6), 0)
    for standing in apps.order_by().values_list("standing", flat=True):
        found[standing] += 1
    return found
