"""Reads of publications as one follows the other."""

from django.db.models import Q

from transparency.models import Snapshot


def snapshot_after(snapshot: Snapshot) -> Snapshot | None:
    """The publication that took the place of this one; None for the one that stands."""
    later = Snapshot.objects.filter(
        Q(taken_at__gt=snapshot.taken_at) | Q(taken_at=snapshot.taken_at, pk__gt=snapshot.pk)
    )
    return later.defer("facets", "difference").order_by("taken_at", "pk").first()


def snapshot_before(snapshot: Snapshot) -> Snapshot | None:
    """The publication that stood before this one; None for the first."""
    rows = Snapshot.objects.filter(
        Q(taken_at__lt=snapshot.taken_at) | Q(taken_at=snapshot.taken_at, pk__lt=snapshot.pk)
    )
    return rows.defer("facets", "difference").order_by("-taken_at", "-pk").first()
