"""The day's number of pupils, school by school."""

from datetime import date

from django.db.models import Count, Q

from district.audit import Actor, audited
from district.models import School
from roster.models import EnrolmentCount, Student


def enrolment_count(*, day: date, actor: Actor) -> int:
    """Write how many active pupils each school has, as the count of `day`; their sum.

    Counting again on the same day replaces the count; where nothing changed, nothing is written. An installation
    without a roster gets no counts of zero: its enrolment is the number that the district entered.
    """
    if not Student.objects.exists():
        return 0
    counted = School.objects.annotate(now_active=Count("students", filter=Q(students__active=True)))
    numbers = dict(counted.order_by("pk").values_list("pk", "now_active"))
    known = dict(EnrolmentCount.objects.filter(day=day).values_list("school_id", "students"))
    changed = {school: number for school, number in numbers.items() if known.get(school) != number}
    if changed:
        with audited(actor=actor, reason="Pupils counted"):
            EnrolmentCount.objects.bulk_create(
                [EnrolmentCount(school_id=school, day=day, students=number) for school, number in changed.items()],
                update_conflicts=True,
                unique_fields=["school", "day"],
                update_fields=["students"],
            )
    return sum(numbers.values())
