"""Reads of ends of agreements. Lists begin at those that the person may see."""

from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from contracts.models import Agreement, AgreementState
from contracts.selectors import agreements_visible_to
from district.models import User
from inventory.models import (
    AskState,
    DestructionCertificate,
    Leaving,
    LeavingState,
    OperatorAsk,
)
from vendors.models import Product

SEE: Final = "inventory.view_leaving"
MAY_WORK: Final = "inventory.change_leaving"
SIGNED_ONCE: Final = (AgreementState.SIGNED, AgreementState.ENDED, AgreementState.VOID)


def leavings_visible_to(user: User) -> QuerySet[Leaving]:
    """Every end for those whose role reads them; none for anybody else."""
    rows = Leaving.objects.select_related("agreement__operator", "owner", "contact")
    return rows if user.has_perm(SEE) else rows.none()


def leavings_listed(leavings: QuerySet[Leaving]) -> list[Leaving]:
    """With their asks and products ready, the open ones first. Three queries whatever the number."""
    rows = leavings.prefetch_related(
        Prefetch("asks", queryset=OperatorAsk.objects.order_by("pk")), Prefetch("products")
    )
    order = {LeavingState.OPEN: 0, LeavingState.CLOSED: 1, LeavingState.WITHDRAWN: 2}
    return sorted(rows, key=lambda one: (order[LeavingState(one.state)], -one.opened_at.timestamp(), -one.pk))


def leavings_of(agreement: Agreement, user: User) -> list[Leaving]:
    return leavings_listed(leavings_visible_to(user).filter(agreement=agreement))


def asks_of(leaving: Leaving) -> list[OperatorAsk]:
    """Each part with its files, steps and certificates, in order. Four queries."""
    rows = leaving.asks.select_related("contact").prefetch_related("files", "steps", "certificates__file")
    found = list(rows.order_by("pk"))
    for ask in found:
        ask.leaving = leaving
    return found


def certificates_of(leaving: Leaving) -> list[DestructionCertificate]:
    return list(leaving.certificates.select_related("file"))


def products_bare(agreement: Agreement, today: date) -> list[Product]:
    """The agreement's products that no other agreement in force covers: their data has no ground any more."""
    runs = Q(ends_on=None) | Q(ends_on__gte=today) | Q(renews=True)
    others = Agreement.objects.filter(runs, products=OuterRef("pk"), state=AgreementState.SIGNED, starts_on__lte=today)
    return list(agreement.products.exclude(Exists(others.exclude(pk=agreement.pk))).order_by("name"))


def agreements_to_leave(user: User) -> QuerySet[Agreement]:
    """Agreements that were signed once and whose end nobody is dealing with."""
    rows = agreements_visible_to(user).filter(state__in=SIGNED_ONCE).select_related("operator")
    return rows.exclude(Exists(Leaving.objects.filter(agreement=OuterRef("pk"), state=LeavingState.OPEN)))


def people_working() -> QuerySet[User]:
    """Who may see to an end."""
    rows = User.objects.filter(is_active=True, groups__permissions__codename="change_leaving")
    return rows.distinct().order_by("name", "email")


def leavings_needing(user: User, today: date) -> dict[str, int]:
    """{open, unasked, overdue, answered, refused}: open ends, and what of them needs a person. One query."""
    asks = OperatorAsk.objects.filter(leaving__in=leavings_visible_to(user).filter(state=LeavingState.OPEN))
    rows = asks.values_list("leaving_id", "state", "last_day")
    found: dict[str, set[int]] = {
        "open": set(),
        "unasked": set(),
        "overdue": set(),
        "answered": set(),
        "refused": set(),
    }
    for leaving_id, state, last_day in rows:
        found["open"].add(leaving_id)
        if state == AskState.OPEN:
            found["unasked"].add(leaving_id)
        if state in (AskState.OPEN, AskState.ASKED) and last_day is not None and last_day < today:
            found["overdue"].add(leaving_id)
        if state in (AskState.ANSWERED, AskState.REFUSED):
            found[state].add(leaving_id)
    return {name: len(ids) for name, ids in found.items()}
