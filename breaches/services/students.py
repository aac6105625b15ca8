"""Whom a breach touches: pupils are added in one COPY, however many, and removed with a reason."""

import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from breaches.affected import affected_rows
from breaches.clocks import clocks_recount
from breaches.models import AffectedChange, AffectedList, AffectedStudent, Breach, ChangeKind, How
from breaches.services.states import BreachRefused, breach_locked_open
from district.audit import audited
from district.encryption import seal
from district.grades import GRADES
from district.models import School, User
from roster.familyrows import among, whole_name
from roster.models import Student
from roster.selectors import students_of

COLUMNS: Final = (
    "breach_id",
    "student_id",
    "sealed",
    "how",
    "school_id",
    "grade",
    "language",
    "change_id",
    "added_at",
    "added_by_id",
    "removed_because",
)
NOTHING: Final = "\\N"
# What has a meaning of its own in COPY's text format.
ESCAPED: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True, slots=True)
class Added:
    """How many pupils were added, and how many of those asked for stood on the list already."""

    added: int
    already: int


@dataclass(frozen=True, slots=True)
class PupilRow:
    """One row to add. `known` is what is sealed with it."""

    student: int | None
    school: int | None
    grade: str
    language: str
    known: Mapping[str, Any]


def affected_add_school(
    *, breach: Breach, schools: Collection[School], grades: Collection[str], actor: User, now: datetime
) -> Added:
    """Add the active pupils of these schools, of these grades or, where none is given, of all.

    BreachRefused where no school is given, where the roster has no such pupil, or where the breach is over.
    """
    if not schools:
        raise BreachRefused("Choose at least one school.", "schools")
    students = students_of([school.pk for school in schools], grades)
    if not students.exists():
        raise BreachRefused(f"The roster has no pupil for {places_words(schools, grades)}.", "schools")
    return affected_add(
        breach=breach, students=students, how=How.SCHOOL, what=places_words(schools, grades), actor=actor, now=now
    )


def affected_add_students(*, breach: Breach, student_ids: Collection[int], actor: User, now: datetime) -> Added:
    """Add pupils that were looked up one by one. BreachRefused where none is given or the breach is over."""
    if not student_ids:
        raise BreachRefused("Choose at least one pupil.", "students")
    students = Student.objects.filter(pk__in=among(student_ids))
    return affected_add(breach=breach, students=students, how=How.SEARCH, what="looked up", actor=actor, now=now)


def affected_add(
    *,
    breach: Breach,
    students: QuerySet[Student],
    how: str,
    what: str,
    actor: User,
    now: datetime,
    source: AffectedList | None = None,
    given: Mapping[int, str] | None = None,
) -> Added:
    """Add pupils of the roster; those on the list already stay as they are. The clocks are counted anew.

    `what` says where they come from, without names; `given` is by id how a list named them.
    """
    _real(breach)
    with audited(actor=actor, reason=f"Affected pupils added: {what}"):
        locked = breach_locked_open(breach)
        if locked.students_purged_at is not None:
            raise BreachRefused("Its list of pupils was deleted when its time was over: report a new breach.")
        known = affected_rows(locked).filter(student=OuterRef("pk"))
        asked = students.count()
        rows = _rows_of(students.filter(~Exists(known)), given or {})
        if rows:
            change = _change(locked, ChangeKind.ADDED, how, what, len(rows), actor, now, source=source)
            affected_copied(breach=locked, rows=rows, how=how, change=change, actor=actor, now=now)
            clocks_recount(breach=locked, actor=actor, now=now)
    breach.affected_total = locked.affected_total
    return Added(len(rows), asked - len(rows))


def _rows_of(students: QuerySet[Student], given: Mapping[int, str]) -> list[PupilRow]:
    columns: Any = students.order_by("pk").values_list("pk", "school_id", "grade", "language", "sealed")
    return [
        PupilRow(pk, school, grade, language or "en", _known(sealed, given.get(pk, "")))
        for pk, school, grade, language, sealed in columns.iterator(chunk_size=5000)
    ]


def _known(sealed: Mapping[str, Any], given: str) -> dict[str, str]:
    known = {"name": whole_name(sealed), "number": str(sealed.get("number", ""))}
    return known | {"given": given} if given else known


def affected_copied(
    *, breach: Breach, rows: Iterable[PupilRow], how: str, change: AffectedChange, actor: User, now: datetime
) -> None:
    """The rows themselves, by COPY, and the breach's count. The caller holds the lock of the breach."""
    lines = io.StringIO()
    moment = now.isoformat()
    for row in rows:
        cells = (
            str(breach.pk),
            NOTHING if row.student is None else str(row.student),
            "\\\\x" + seal(row.known).hex(),
            how,
            NOTHING if row.school is None else str(row.school),
            row.grade.translate(ESCAPED),
            row.language.translate(ESCAPED),
            str(change.pk),
            moment,
            str(actor.pk),
            "",
        )
        lines.write("\t".join(cells) + "\n")
    lines.seek(0)
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(AffectedStudent._meta.db_table)
        cursor.copy_expert(f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN", lines)
    affected_counted(breach)


def affected_counted(breach: Breach) -> None:
    """Write the number of pupils on the breach's own row, which lists read. The caller holds the lock."""
    breach.affected_total = affected_rows(breach).count()
    breach.save(update_fields=["affected_total"])


def affected_remove(*, breach: Breach, affected_ids: Collection[int], because: str, actor: User, now: datetime) -> int:
    """Take single pupils off the list, with the reason. How many; BreachRefused where none of them is on it."""
    rows = affected_rows(breach).filter(pk__in=among(affected_ids))
    return _removed(breach, rows, "taken off one by one", because, actor, now)


def affected_remove_change(*, change: AffectedChange, because: str, actor: User, now: datetime) -> int:
    """Take off whoever one adding brought and is still there: the wrong school, or the wrong list."""
    rows = affected_rows(change.breach).filter(change=change)
    return _removed(change.breach, rows, f"taken back: {change.what}"[:300], because, actor, now, how=change.how)


def _removed(
    breach: Breach,
    rows: QuerySet[AffectedStudent],
    what: str,
    because: str,
    actor: User,
    now: datetime,
    how: str = How.SEARCH,
) -> int:
    if not because.strip():
        raise BreachRefused("Say why: whoever asks later will want to know.", "because")
    with audited(actor=actor, reason=f"Affected pupils removed: {because.strip()}"):
        locked = breach_locked_open(breach)
        count = rows.update(removed_at=now, removed_by=actor, removed_because=because.strip())
        if not count:
            raise BreachRefused("None of them is on the list any more.")
        _change(locked, ChangeKind.REMOVED, how, what, count, actor, now, because=because.strip())
        affected_counted(locked)
        clocks_recount(breach=locked, actor=actor, now=now)
    breach.affected_total = locked.affected_total
    return count


def _change(
    breach: Breach,
    kind: str,
    how: str,
    what: str,
    pupils: int,
    actor: User,
    now: datetime,
    *,
    because: str = "",
    source: AffectedList | None = None,
) -> AffectedChange:
    return AffectedChange.objects.create(
        breach=breach, kind=kind, how=how, what=what, pupils=pupils, because=because, source=source, by=actor, at=now
    )


def _real(breach: Breach) -> None:
    if breach.drill:
        raise BreachRefused("A drill has invented pupils only: real ones stay out of it.")


def places_words(schools: Collection[School], grades: Collection[str]) -> str:
    """Meadowlark Elementary School, grades K, 1 and 2. At most 300 characters."""
    names = [school.name for school in schools]
    shown = ", ".join(names) if len(names) <= 4 else f"{', '.join(names[:3])} and {len(names) - 3} more schools"
    chosen = [grade for grade in GRADES if grade in grades]
    return (f"{shown}, {'grades' if len(chosen) > 1 else 'grade'} {', '.join(chosen)}" if chosen else shown)[:300]
