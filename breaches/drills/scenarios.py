"""Ready scenarios for drills: what happened, when it was noticed, and which kinds of information it touched.

Everything here is invented. Moments are hours before the drill begins, so that its clocks run from the first minute.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from breaches.models import FactKind, Reporter
from inventory.models import DataElement, ElementClass

K = FactKind


@dataclass(frozen=True, slots=True)
class Scenario:
    """One rehearsal. `hours_ago` is by kind of fact; `classes` are the kinds of information, each with how many."""

    key: str
    title: str
    what_happened: str
    reported_by: str
    hours_ago: Mapping[str, int]
    classes: Mapping[str, int]
    pupils: int

    def facts(self, now: datetime) -> dict[str, datetime]:
        """The moments by kind of fact, counted back from `now`."""
        return {kind: now - timedelta(hours=hours) for kind, hours in self.hours_ago.items()}


SCENARIOS: Final[tuple[Scenario, ...]] = (
    Scenario(
        key="friday-evening",
        title="The operator writes on a Friday evening",
        what_happened=(
            "Invented for the drill: strangers read the operator's student table for three days through a password "
            "that a contractor had reused. The operator found it by chance and writes to the district in the evening."
        ),
        reported_by=Reporter.OPERATOR,
        hours_ago=MappingProxyType({K.OPERATOR_DISCOVERED: 40, K.OPERATOR_AWARE: 40, K.DISTRICT_NOTIFIED: 1}),
        classes=MappingProxyType({ElementClass.PERSONAL: 2, ElementClass.ORDINARY: 3}),
        pupils=400,
    ),
    Scenario(
        key="late-operator",
        title="The operator knew for weeks",
        what_happened=(
            "Invented for the drill: a backup of pupils' work lay open on the internet. The operator closed it seven "
            "weeks ago and tells the district only now, after a reporter asked."
        ),
        reported_by=Reporter.OPERATOR,
        hours_ago=MappingProxyType({K.OPERATOR_DISCOVERED: 49 * 24, K.OPERATOR_AWARE: 49 * 24, K.DISTRICT_NOTIFIED: 2}),
        classes=MappingProxyType({ElementClass.CONTENT: 2, ElementClass.DIRECTORY: 2}),
        pupils=1200,
    ),
    Scenario(
        key="own-staff",
        title="A teacher's laptop is gone",
        what_happened=(
            "Invented for the drill: a laptop with a spreadsheet of one school's pupils was left on a train. Nobody "
            "knows whether its disk was locked. The district found out itself; no operator is involved."
        ),
        reported_by=Reporter.STAFF,
        hours_ago=MappingProxyType({K.DISTRICT_DISCOVERED: 3}),
        classes=MappingProxyType({ElementClass.SENSITIVE: 1, ElementClass.ORDINARY: 2}),
        pupils=60,
    ),
    Scenario(
        key="names-only",
        title="A yearbook page with names and photographs",
        what_happened=(
            "Invented for the drill: a link to a page with names, grades and photographs was shared more widely than "
            "was meant. Nothing but directory information stood there."
        ),
        reported_by=Reporter.THIRD_PARTY,
        hours_ago=MappingProxyType({K.DISTRICT_DISCOVERED: 5}),
        classes=MappingProxyType({ElementClass.DIRECTORY: 3}),
        pupils=250,
    ),
)


def scenario(key: str) -> Scenario | None:
    return next((one for one in SCENARIOS if one.key == key), None)


def elements_for(chosen: Scenario, products: list[int]) -> list[DataElement]:
    """Kinds of information of the scenario's classes: what the products hold by the inventory, then the list's own."""
    held = set(DataElement.objects.filter(uses__use__product__in=products).values_list("pk", flat=True))
    every = DataElement.objects.filter(about_staff=False, element_class__in=list(chosen.classes))
    ordered = sorted(every, key=lambda element: (element.pk not in held, element.group, element.name))
    found: list[DataElement] = []
    for element_class, number in chosen.classes.items():
        found += [element for element in ordered if element.element_class == element_class][:number]
    return found
