"""What the committee's book says: which apps are approved on a day, and by which decision."""

from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from inventory.models import APPROVING, CommitteeDecision
from vendors.models import Product


def holds_on(day: date) -> Q:
    """Of decisions: those that approve and hold on a day."""
    return (
        Q(outcome__in=APPROVING, decided_on__lte=day)
        & (Q(expires_on=None) | Q(expires_on__gte=day))
        & (Q(ended_on=None) | Q(ended_on__gt=day))
    )


def decisions_in_force(day: date) -> QuerySet[CommitteeDecision]:
    """The approvals that hold on a day, newest first. A product has one, or none."""
    return CommitteeDecision.objects.filter(holds_on(day)).order_by("-decided_on", "-pk")


def decision_in_force(product: Product, day: date) -> CommitteeDecision | None:
    """The approval under which staff may use a product on a day."""
    return decisions_in_force(day).filter(product=product).prefetch_related("conditions__owner").first()


def approved_on(day: date) -> QuerySet[Product]:
    """Products that staff may use on a day, each with `decision_id`, `decision_outcome`, `decision_expires_on`."""
    newest = decisions_in_force(day).filter(product=OuterRef("pk"))
    return (
        Product.objects.annotate(
            decision_id=Subquery(newest.values("pk")[:1]),
            decision_outcome=Subquery(newest.values("outcome")[:1]),
            decision_expires_on=Subquery(newest.values("expires_on")[:1]),
        )
        .filter(decision_id__isnull=False)
        .select_related("operator")
        .order_by(F("name").asc(), "pk")
    )
