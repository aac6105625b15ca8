"""A drill: the same room on invented facts. Nothing of it leaves the house."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from breaches.clocks import clocks_recount
from breaches.invented import invented_pupil
from breaches.models import AffectedChange, Breach, ChangeKind, How, Reporter
from breaches.services.elements import breach_elements_add
from breaches.services.reporting import Report, breach_report
from breaches.services.states import BreachRefused, breach_locked
from breaches.services.students import PupilRow, affected_copied
from contracts.models import Agreement
from district.audit import audited
from district.grades import grades_between
from district.models import School, User
from inventory.models import DataElement
from vendors.models import Operator, Product

MOST_PUPILS: Final = 50_000


@dataclass(frozen=True, slots=True)
class DrillPlan:
    """What is rehearsed. `facts` are moments by kind; the operator is a real one whose agreement is tried, or none."""

    title: str
    pupils: int
    operator: Operator | None = None
    agreement: Agreement | None = None
    products: Collection[Product] = ()
    reported_by: str = Reporter.OPERATOR
    what_happened: str = ""
    facts: Mapping[str, datetime] = field(default_factory=dict)
    elements: Collection[DataElement] = ()


def drill_begin(*, plan: DrillPlan, actor: User, now: datetime) -> Breach:
    """Open a drill with invented pupils. BreachRefused as for a report, and for a number of pupils out of bounds."""
    if not 1 <= plan.pupils <= MOST_PUPILS:
        raise BreachRefused(f"Choose from 1 to {MOST_PUPILS:,} invented pupils.", "pupils")
    report = Report(
        operator=plan.operator,
        reported_by=Reporter.STAFF if plan.operator is None else plan.reported_by,
        reporter="invented for the drill",
        what_happened=plan.what_happened,
        title=plan.title,
        facts=plan.facts,
        products=plan.products,
        agreement=plan.agreement,
    )
    with audited(actor=actor, reason="Drill begun"):
        breach = breach_report(report=report, actor=actor, now=now, drill=True)
        if plan.elements:
            breach_elements_add(breach=breach, elements=plan.elements, actor=actor, now=now)
        _pupils_invented(breach, plan.pupils, actor, now)
    return breach


def _pupils_invented(breach: Breach, pupils: int, actor: User, now: datetime) -> None:
    """Pupils spread over the district's schools and their grades."""
    locked = breach_locked(breach)
    change = AffectedChange.objects.create(
        breach=locked, kind=ChangeKind.ADDED, how=How.DRILL, what="invented pupils", pupils=pupils, by=actor, at=now
    )
    places: list[tuple[int | None, str]] = [
        (school.pk, grade)
        for school in School.objects.all()
        for grade in grades_between(school.lowest_grade, school.highest_grade)
    ] or [(None, "")]
    rows = [_row(locked.ordinal, place, *places[place // 4 % len(places)]) for place in range(pupils)]
    affected_copied(breach=locked, rows=rows, how=How.DRILL, change=change, actor=actor, now=now)
    clocks_recount(breach=locked, actor=actor, now=now)
    breach.affected_total = locked.affected_total


def _row(drill: int, place: int, school: int | None, grade: str) -> PupilRow:
    pupil = invented_pupil(drill, place)
    known = {"name": pupil.name, "number": pupil.number, "place": place}
    return PupilRow(None, school, grade, pupil.language, known)
