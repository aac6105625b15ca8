"""Reads of what other districts publish, beside what is in use here. Bounded queries, whatever the number of rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from district.models import User
from transparency.federation.matching import name_key, site_of
from transparency.models import AdoptedOffer, FollowedApp, FollowedBreach, FollowedDistrict
from vendors.models import Operator, Product

SEE = "transparency.view_followeddistrict"
MAY_FOLLOW = "transparency.add_followeddistrict"


@dataclass(frozen=True, slots=True)
class Ours:
    """The products of this district by what they are compared by."""

    by_name: dict[str, list[Product]]
    by_site: dict[str, list[Product]]
    operators: dict[str, Operator]

    def product_of(self, row: FollowedApp) -> tuple[Product | None, bool]:
        """Our product that another district's app is, and whether that is sure.

        Sure: the same name, and the same operator or website. Perhaps: one of them alone.
        """
        named = self.by_name.get(row.name_key, [])
        for product in named:
            if name_key(product.operator.name) == row.operator_key or _same_site(product, row.site):
                return product, True
        near = named or (self.by_site.get(row.site, []) if row.site else [])
        return (near[0], False) if near else (None, False)


def _same_site(product: Product, site: str) -> bool:
    return bool(site) and site in (site_of(product.website), site_of(product.operator.website))


def ours() -> Ours:
    """One query."""
    by_name: dict[str, list[Product]] = {}
    by_site: dict[str, list[Product]] = {}
    operators: dict[str, Operator] = {}
    for product in Product.objects.select_related("operator").order_by("pk"):
        by_name.setdefault(name_key(product.name), []).append(product)
        operators.setdefault(name_key(product.operator.name), product.operator)
        if site := site_of(product.website):
            by_site.setdefault(site, []).append(product)
    return Ours(by_name, by_site, operators)


def districts_visible_to(user: User) -> QuerySet[FollowedDistrict]:
    """Followed districts, those that were stopped included; none without the right."""
    return FollowedDistrict.objects.all() if user.has_perm(SEE) else FollowedDistrict.objects.none()


def districts_followed() -> QuerySet[FollowedDistrict]:
    """For jobs: every district that is followed still."""
    return FollowedDistrict.objects.filter(stopped_at=None)


def districts_due(now: datetime, every: timedelta) -> QuerySet[FollowedDistrict]:
    """Those whose file was not asked for within `every`."""
    return districts_followed().filter(Q(asked_at=None) | Q(asked_at__lte=now - every))


def apps_visible_to(user: User) -> QuerySet[FollowedApp]:
    rows = FollowedApp.objects.select_related("district")
    return rows if user.has_perm(SEE) else rows.none()


def copies_visible_to(user: User) -> QuerySet[AdoptedOffer]:
    rows = AdoptedOffer.objects.select_related("offer__agreement")
    return rows if user.has_perm(SEE) else rows.none()


def apps_named(words: str) -> QuerySet[FollowedApp]:
    """Apps of every followed district whose name or operator holds the words."""
    rows = FollowedApp.objects.filter(Q(name__icontains=words) | Q(operator_name__icontains=words))
    return rows.select_related("district").order_by("name", "district__name", "pk")


def apps_of(followed: FollowedDistrict, words: str = "") -> QuerySet[FollowedApp]:
    """Its apps, those whose name or operator holds the words."""
    rows = followed.app_rows.order_by("name", "pk")
    return rows.filter(Q(name__icontains=words) | Q(operator_name__icontains=words)) if words else rows


def apps_shared(followed: FollowedDistrict, here: Ours) -> QuerySet[FollowedApp]:
    """Its apps that may be in use here, by name or website."""
    return followed.app_rows.filter(_like_ours(here)).order_by("name", "pk")


def _like_ours(here: Ours) -> Q:
    return Q(name_key__in=list(here.by_name)) | Q(site__in=list(here.by_site))


def apps_like(product: Product) -> QuerySet[FollowedApp]:
    """Apps of every followed district that may be this product."""
    same = Q(name_key=name_key(product.name))
    if site := site_of(product.website):
        same |= Q(site=site)
    return FollowedApp.objects.filter(same).select_related("district").order_by("district__name", "name", "pk")


def apps_offered(day: date) -> QuerySet[FollowedApp]:
    """Apps with an offer that stands on a day, those that may be ours or not."""
    return FollowedApp.objects.filter(offered_until__gte=day).select_related("district").order_by("name", "pk")


def breaches_of_operators(keys: Iterable[str]) -> QuerySet[FollowedBreach]:
    """Breaches that any followed district posted of operators with these keys, the latest first."""
    rows = FollowedBreach.objects.filter(operator_key__in=[key for key in keys if key])
    return rows.select_related("district").order_by("-posted_on", "-happened_from", "pk")


def offers_adopted(addresses: Iterable[str]) -> dict[str, AdoptedOffer]:
    """By the address of the copy: offers that were entered here already."""
    rows = AdoptedOffer.objects.filter(address__in=list(addresses)).select_related("offer__agreement")
    return {row.address: row for row in rows}


def copies_waiting() -> QuerySet[AdoptedOffer]:
    """Copies of agreements that a job has yet to fetch."""
    return AdoptedOffer.objects.filter(state="waiting").select_related("offer__agreement")
