"""Reads of the district's own records."""

from datetime import date

from django.db.models import Q, QuerySet

from district.models import AdoptedPack, District, School, User


class DistrictMissing(LookupError):
    """The installation has no district yet: the first step is to enter it in the office."""


def district_current_or_none() -> District | None:
    """The one district, or None before the first set-up."""
    return District.objects.first()


def district_current() -> District:
    """The one district; DistrictMissing before the first set-up."""
    district = district_current_or_none()
    if district is None:
        raise DistrictMissing("Enter the district first: name, state, time zone and adopted rule packs.")
    return district


def packs_adopted(on: date) -> list[str]:
    """Ids of the rule packs that the board works under on a day, in order."""
    in_force = Q(adopted_on__lte=on) & (Q(ended_on=None) | Q(ended_on__gt=on))
    return list(AdoptedPack.objects.filter(in_force).order_by("pack").values_list("pack", flat=True))


def schools_all() -> QuerySet[School]:
    """Every school of the district, by name."""
    return School.objects.order_by("name", "pk")


def user_exists(email: str) -> bool:
    """Whether somebody signs in with this address."""
    return User.objects.filter(email__iexact=email).exists()
