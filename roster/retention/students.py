"""Pupils who left, and then guardians and households that nobody is left of."""

from datetime import UTC, date, datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet

from district.audit import Actor
from roster.models import Guardian, Guardianship, Household, Student
from roster.retention.kinds import KEEPERS, Kind, kind_register

BATCH = 2000


def students_over(before: date) -> QuerySet[Student]:
    """Pupils who left before a day: by the roster's own date, else by the import that no longer named them."""
    midnight = datetime.combine(before, time.min, UTC)
    over = Student.objects.filter(active=False).filter(
        Q(left_on__lt=before) | Q(left_on=None, seen_in__committed_at__lt=midnight)
    )
    for keeper in KEEPERS.values():
        over = over.exclude(pk__in=keeper())
    return over


def students_remove(*, before: date, actor: Actor, now: datetime) -> dict[str, int]:
    pupils = _removed(students_over(before))
    tied = Guardianship.objects.filter(guardian=OuterRef("pk"))
    guardians = _removed(Guardian.objects.filter(~Exists(tied))) if pupils else 0
    lived_in = Student.objects.filter(household=OuterRef("pk"))
    answered = Guardian.objects.filter(household=OuterRef("pk"))
    empty = Household.objects.filter(~Exists(lived_in), ~Exists(answered))
    return {"pupils": pupils, "guardians": guardians, "households": _removed(empty) if pupils else 0}


def _removed(rows: QuerySet[Student] | QuerySet[Guardian] | QuerySet[Household]) -> int:
    """In batches, so that fifty thousand rows are never all in memory; the number of them."""
    total = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        rows.model._default_manager.filter(pk__in=ids).delete()
        total += len(ids)
    return total


def register() -> None:
    kind_register(Kind("students", "Pupils who left", "after the pupil left", students_remove))
