"""Breaches as the room makes them, their facts, and pupils on their lists. Everybody in them is invented.

breach = BreachFactory(created_by=dana)                        # of an operator, reported
breach_reported(dana, MONDAY, district_notified=FRIDAY)        # through the service, with its first facts
affected_make(breach, dana, MONDAY, pupils=students_make(40))  # pupils of the roster, by COPY
affected_invented(breach, dana, MONDAY, 50_000)                # rows without a roster, for counting
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from breaches.models import AffectedChange, Breach, BreachElement, BreachFact, ChangeKind, FactKind, How
from breaches.services.reporting import Report, breach_report
from breaches.services.students import Added, PupilRow, affected_add, affected_copied
from district.models import School, User
from roster.models import Student
from tests.factories.inventory import DataElementFactory
from tests.factories.vendors import OperatorFactory

FRIDAY = datetime(2026, 2, 27, 23, 40, tzinfo=UTC)  # 5:40 p.m. in Chicago
MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


class BreachFactory(DjangoModelFactory[Breach]):
    """A breach of an operator; give `created_by`."""

    class Meta:
        model = Breach

    drill = False
    ordinal = factory.Sequence(lambda n: n + 1)
    number = factory.LazyAttribute(lambda o: f"{'D' if o.drill else 'B'}-{o.ordinal}")
    title = "Maple Reader"
    operator = factory.SubFactory(OperatorFactory)
    created_at = MONDAY


class BreachFactFactory(DjangoModelFactory[BreachFact]):
    """That the operator notified the district on Friday evening; give `breach` and `entered_by`."""

    class Meta:
        model = BreachFact

    kind = FactKind.DISTRICT_NOTIFIED
    at = FRIDAY
    stated_by = "Maple Reader's e-mail"
    entered_at = MONDAY


class BreachElementFactory(DjangoModelFactory[BreachElement]):
    """An invented kind of information; give `breach` and `added_by`."""

    class Meta:
        model = BreachElement

    element = factory.SubFactory(DataElementFactory)
    element_class = factory.LazyAttribute(lambda o: o.element.element_class)
    added_at = MONDAY


def breach_reported(by: User, now: datetime, *, drill: bool = False, report: Any = None, **facts: datetime) -> Breach:
    """Reported by Maple Reader through the service, with these facts."""
    fields = {"reporter": "Pat Fictional", **(report or {})}
    if "operator" not in fields:
        fields["operator"] = OperatorFactory()
    return breach_report(report=Report(facts=facts, **fields), actor=by, now=now, drill=drill)


def affected_make(breach: Breach, by: User, now: datetime, *, pupils: Collection[Student]) -> Added:
    """Put pupils of the roster on the breach's list."""
    chosen = Student.objects.filter(pk__in=[pupil.pk for pupil in pupils])
    return affected_add(breach=breach, students=chosen, how=How.SCHOOL, what="Lantern School", actor=by, now=now)


def affected_invented(breach: Breach, by: User, now: datetime, number: int, school: School | None = None) -> None:
    """Rows without a pupil of the roster: enough to count and to turn pages."""
    change = AffectedChange.objects.create(
        breach=breach, kind=ChangeKind.ADDED, how=How.DRILL, what="invented", pupils=number, by=by, at=now
    )
    rows = (
        PupilRow(
            None,
            school.pk if school else None,
            str(place % 12 + 1),
            "es" if place % 4 == 0 else "en",
            {"name": f"Pupil {place}", "number": str(place), "place": place},
        )
        for place in range(number)
    )
    affected_copied(breach=breach, rows=rows, how=How.DRILL, change=change, actor=by, now=now)
