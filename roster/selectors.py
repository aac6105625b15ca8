"""Reads of the roster. What is sealed is found by exact match alone, through the keys of roster/keys.py."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from district.models import User
from district.selectors import district_current_or_none
from roster import keys
from roster.familyrows import among, whole_name
from roster.models import EnrolmentCount, Guardian, Guardianship, PersonAct, PurgeRecord, Student

VIEW = "roster.view_student"
MOST_ACTS = 20
MOST_PURGES = 20
KEYED = frozenset({"number_key", "name_key", "name_birth_key"})


def students_visible_to(user: User) -> QuerySet[Student]:
    """All pupils with the right to view, none without."""
    return Student.objects.all() if user.has_perm(VIEW) else Student.objects.none()


def students_matching(
    number: str = "", name: str = "", birth_date: date | None = None, guardian_email: str = ""
) -> QuerySet[Student]:
    """Pupils to whom everything given applies exactly; nobody where nothing is given.

    `name` is a whole name ("Ana Lopez" or "Lopez, Ana") or a family name alone.
    """
    narrowed = Student.objects.all()
    asked = False
    for given, condition in (
        (keys.number_key(number), _number),
        (keys.name_typed_key(name), lambda key: Q(name_key=key) | Q(family_key=keys.family_key(name))),
        (keys.birth_key(birth_date), lambda key: Q(birth_key=key)),
        (keys.email_key(guardian_email), _guardian),
    ):
        if given:
            narrowed, asked = narrowed.filter(condition(given)), True
    return narrowed if asked else Student.objects.none()


def students_found(user: User, **asked: Any) -> QuerySet[Student]:
    """As `students_matching`, of those that a person may see, with their schools."""
    seen = students_visible_to(user).filter(pk__in=students_matching(**asked).values("pk"))
    return seen.select_related("school").order_by("-active", "pk")


def _number(key: bytes) -> Q:
    return Q(number_key=key)


def _guardian(key: bytes) -> Q:
    return Q(Exists(Guardianship.objects.filter(student=OuterRef("pk"), guardian__email_key=key)))


def students_keyed(column: str, values: Collection[bytes]) -> dict[bytes, list[int]]:
    """Ids of pupils by "number_key", "name_key" or "name_birth_key": one query for a whole list.

    Raises ValueError for another column. An empty key matches nobody.
    """
    if column not in KEYED:
        raise ValueError(f"{column} is not a key by which whole lists are matched.")
    wanted = {bytes(value) for value in values if value}
    found: dict[bytes, list[int]] = {}
    rows = Student.objects.filter(**{f"{column}__in": wanted}).order_by("pk").values_list(column, "pk")
    for key, pk in rows:
        found.setdefault(bytes(key), []).append(pk)
    return found


def students_of(school_ids: Iterable[int], grades: Collection[str] = ()) -> QuerySet[Student]:
    """Active pupils of these schools, of these grades where any are given."""
    students = Student.objects.filter(active=True, school_id__in=list(school_ids))
    return students.filter(grade__in=grades) if grades else students


def student_names(ids: Collection[int]) -> dict[int, str]:
    """Whole names by id, in one query; unknown ids are left out."""
    rows = Student.objects.filter(pk__in=among(ids)).values_list("pk", "sealed")
    return {pk: whole_name(sealed) for pk, sealed in rows.iterator(chunk_size=5000)}


def ties_of(student: Student) -> QuerySet[Guardianship]:
    """The pupil's guardians with household and flags, in one query; ties that no longer hold come last."""
    ties = Guardianship.objects.filter(student=student).order_by("-active", "guardian_id")
    return ties.select_related("guardian__household", "guardian__do_not_contact_by", "court_order_by")


def others_of(guardian_ids: Collection[int], *, but: int) -> dict[int, list[tuple[int, str]]]:
    """By guardian the other pupils that they answer for: id and name, in one query."""
    ties = Guardianship.objects.filter(guardian_id__in=guardian_ids, active=True).exclude(student_id=but)
    found: dict[int, list[tuple[int, str]]] = {}
    rows = ties.order_by("guardian_id", "student_id").values_list("guardian_id", "student_id", "student__sealed")
    for guardian, student, sealed in rows:
        found.setdefault(guardian, []).append((student, whole_name(sealed)))
    return found


def acts_on(user: User, student: Student) -> list[PersonAct]:
    """Who opened or changed the pupil's record last, for those who may know; nothing for others."""
    if not user.has_perm("roster.view_personact"):
        return []
    acts = PersonAct.objects.filter(student_number=student.pk).select_related("by")
    return list(acts[:MOST_ACTS])


def guardians_matching(email: str) -> QuerySet[Guardian]:
    """Guardians with exactly this address; nobody for none."""
    key = keys.email_key(email)
    return Guardian.objects.filter(email_key=key) if key else Guardian.objects.none()


def enrolment_on(day: date) -> int | None:
    """Pupils of the district on a day: each school's newest count on or before it, together.

    Before the first count the number that the district entered for itself; None before there is a district.
    """
    counted = _newest(day).aggregate(total=Sum("students"))["total"]
    if counted is not None:
        return int(counted)
    district = district_current_or_none()
    return district.enrolment if district else None


def counts_on(day: date) -> list[EnrolmentCount]:
    """Each school's newest count on or before a day, by name of the school."""
    return list(_newest(day).select_related("school").order_by("school__name"))


def _newest(day: date) -> QuerySet[EnrolmentCount]:
    newest = EnrolmentCount.objects.filter(day__lte=day).order_by("school_id", "-day").distinct("school_id")
    return EnrolmentCount.objects.filter(pk__in=newest.values("pk"))


def purges_newest() -> list[PurgeRecord]:
    """What was removed last, newest first."""
    return list(PurgeRecord.objects.all()[:MOST_PURGES])
