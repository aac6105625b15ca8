"""Reads of the pupils whom a breach touches. Every page reads a fixed number of rows, whatever their number."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from breaches.models import (
    TO_SETTLE,
    AffectedChange,
    AffectedList,
    AffectedListRow,
    AffectedStudent,
    Breach,
    FactKind,
)
from breaches.selectors import facts_current
from district.clock import local_day
from district.grades import GRADES
from district.selectors import district_current
from roster.familyrows import whole_name
from roster.models import Guardianship, Student
from roster.selectors import enrolment_on, students_matching

SEE_NAMES = "breaches.view_affectedstudent"


class Share(NamedTuple):
    """How many pupils, of how many enrolled on the day, and the one by the other; None where that is not known."""

    pupils: int
    enrolment: int | None
    share: Decimal | None


def affected_rows(breach: Breach) -> QuerySet[AffectedStudent]:
    """The pupils of the breach, without those that were removed."""
    return AffectedStudent.objects.filter(breach=breach, removed_at=None)


def affected_count(breach: Breach) -> int:
    """How many pupils; also after their list was deleted."""
    return breach.affected_total


def day_that_counts(breach: Breach) -> date:
    """The day by which enrolment and ages count: when it was determined, else became known, else was reported."""
    facts = facts_current(breach)
    for kind in (FactKind.DETERMINED, FactKind.DISTRICT_NOTIFIED, FactKind.DISTRICT_DISCOVERED):
        if kind in facts:
            return local_day(facts[kind].at, district_current().time_zone)
    return local_day(breach.created_at, district_current().time_zone)


def affected_share(breach: Breach) -> Share:
    """The pupils' share of the district's enrolment on `day_that_counts`; exact, so that a tenth is a tenth."""
    count, enrolment = affected_count(breach), enrolment_on(day_that_counts(breach))
    return Share(count, enrolment, Decimal(count) / enrolment if enrolment else None)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pupils of one school, grade and language. `school` is 0 and `school_name` empty where none is known."""

    school: int
    school_name: str
    grade: str
    language: str
    pupils: int


def affected_tallies(breach: Breach) -> list[Tally]:
    """Pupils by school, grade and language, in one query; of a deleted list, as it was counted before."""
    if breach.students_purged_at is not None:
        return [Tally(*row) for row in breach.students_counted.get("tallies", [])]
    rows = (
        affected_rows(breach)
        .order_by()
        .values_list("school_id", "school__name", "grade", "language")
        .annotate(pupils=Count("pk"))
    )
    found = [Tally(school or 0, name or "", grade, language, pupils) for school, name, grade, language, pupils in rows]
    return sorted(found, key=lambda tally: (tally.school_name, _grade_order(tally.grade), tally.language))


def _grade_order(grade: str) -> int:
    return GRADES.index(grade) if grade in GRADES else len(GRADES)


def affected_filtered(
    breach: Breach, *, school: int | None = None, grade: str = "", language: str = ""
) -> QuerySet[AffectedStudent]:
    """The breach's pupils, of one school, grade or language."""
    # By the school's id, as the index has it: by its name fifty thousand rows would be sorted for each page.
    rows = affected_rows(breach).select_related("school", "change").order_by("school_id", "grade", "pk")
    if school is not None:
        rows = rows.filter(school=school or None)
    if grade:
        rows = rows.filter(grade=grade)
    return rows.filter(language=language) if language else rows


def students_typed(typed: str) -> QuerySet[Student]:
    """Pupils of the roster with this number, or this whole or family name."""
    words = typed.strip()
    return students_matching(number=words) | students_matching(name=words)


def without_address(breach: Breach) -> QuerySet[AffectedStudent]:
    """Pupils for whom the roster knows nobody who may be written to and has an address or an e-mail address."""
    reachable = Guardianship.objects.filter(
        Q(guardian__household__isnull=False) & ~Q(guardian__household__address_key=b"") | ~Q(guardian__email_key=b""),
        student=OuterRef("student"),
        active=True,
        court_order=False,
        guardian__do_not_contact=False,
    )
    return affected_rows(breach).filter(~Exists(reachable)).filter(student__household=None)


def changes_of(breach: Breach) -> list[AffectedChange]:
    """What was done to the list of pupils, newest first."""
    return list(breach.student_changes.select_related("by", "source").order_by("-at", "-pk"))


def lists_of(breach: Breach) -> Any:
    """The lists that were sent in, newest first, each with `open_rows`: how many rows a person may still settle."""
    waiting = Count("rows", filter=Q(rows__settled_at=None, rows__fate__in=TO_SETTLE))
    return breach.lists.select_related("by").annotate(open_rows=waiting).order_by("-at", "-pk")


def rows_of(source: AffectedList, *, only_open: bool = False) -> QuerySet[AffectedListRow]:
    """Rows that gave no pupil, by line; only those that a person may still settle."""
    rows = source.rows.select_related("settled_by").order_by("line", "pk")
    return rows.filter(settled_at=None, fate__in=TO_SETTLE) if only_open else rows


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pupil of the roster who may be meant. `listed`: the row of the breach's list, 0 where there is none."""

    pk: int
    name: str
    number: str
    birth_date: str
    school: str
    grade: str
    active: bool
    listed: int


def students_addable(breach: Breach, students: QuerySet[Student], *, most: int) -> list[Candidate]:
    """At most `most` pupils, by school and grade, with whether they are on the breach's list."""
    listed = Subquery(affected_rows(breach).filter(student=OuterRef("pk")).values("pk")[:1])
    rows: Any = students.annotate(listed=listed).select_related("school").order_by("school__name", "grade", "pk")
    return [
        Candidate(
            row.pk,
            whole_name(row.sealed),
            row.sealed.get("number", ""),
            row.sealed.get("birth_date", ""),
            row.school.name,
            row.grade,
            row.active,
            row.listed or 0,
        )
        for row in rows[:most]
    ]
