"""Who probably holds what a family asks about: the district, operators of the apps, the State Board."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from district.clock import local_day
from district.selectors import district_current, packs_adopted
from requests_portal.asking.selectors import apps_of
from requests_portal.models import Holder, PrivacyRequest, RequestKind
from vendors.models import Operator, Product

# The State Board of Education is a holder under the Illinois act alone (105 ILCS 85/33(c); 7:345-AP1 Custodian 1, 3.3).
STATE_BOARD_PACK: Final = "il-soppa"
HELD_BY_DISTRICT: Final = (RequestKind.INSPECT, RequestKind.COPY, RequestKind.CORRECT)
HELD_BY_STATE: Final = HELD_BY_DISTRICT
# Directory information is the district's own to give: nobody else is asked.
NOBODY_ASKED: Final = (RequestKind.DIRECTORY,)


@dataclass(frozen=True, slots=True)
class Proposed:
    """One holder to ask. `products` are the operator's own among those that the request is about."""

    holder: str
    operator: Operator | None = None
    products: tuple[Product, ...] = ()

    @property
    def key(self) -> tuple[str, int | None]:
        return self.holder, self.operator.pk if self.operator is not None else None


def holders_proposed(request: PrivacyRequest, *, now: datetime) -> list[Proposed]:
    """The holders that the request speaks of, without those that have a task already. Operators by name.

    Where the family named apps, their operators; where it meant all, those of every app in use at the pupil's school
    and grade (as the family said them, until it is settled who the pupil is). The State Board is asked where no app
    was named.
    """
    if request.kind in NOBODY_ASKED:
        return []
    today = local_day(now, district_current().time_zone)
    named = list(request.products.select_related("operator"))
    found: list[Proposed] = []
    if request.kind in HELD_BY_DISTRICT or (request.kind == RequestKind.DELETE and request.all_products):
        found.append(Proposed(Holder.DISTRICT))
    found += _operators(_in_use(request, today) if request.all_products else named)
    if request.kind in HELD_BY_STATE and not named and STATE_BOARD_PACK in packs_adopted(today):
        found.append(Proposed(Holder.STATE_BOARD))
    known = set(request.tasks.values_list("holder", "operator_id"))
    return [one for one in found if one.key not in known]


def products_of_operator(request: PrivacyRequest, operator: Operator, *, now: datetime) -> list[Product]:
    """The operator's products among those that the request is about; all of its own where it is about none of them."""
    today = local_day(now, district_current().time_zone)
    meant = _in_use(request, today) if request.all_products else list(request.products.select_related("operator"))
    mine = [product for product in meant if product.operator_id == operator.pk]
    return mine or list(Product.objects.filter(operator=operator).order_by("name"))


def _in_use(request: PrivacyRequest, today: date) -> list[Product]:
    pupil = request.student
    school = pupil.school_id if pupil is not None else request.school_id
    grade = pupil.grade if pupil is not None else str((request.details or {}).get("grade", ""))
    ids = {app.pk for app in apps_of(school, grade, today)}
    return list(Product.objects.filter(pk__in=ids).select_related("operator").order_by("name"))


def _operators(products: Iterable[Product]) -> list[Proposed]:
    mine: dict[int, list[Product]] = {}
    for product in products:
        mine.setdefault(product.operator_id, []).append(product)
    found = [Proposed(Holder.OPERATOR, theirs[0].operator, tuple(theirs)) for theirs in mine.values()]
    return sorted(found, key=lambda one: str(one.operator))
