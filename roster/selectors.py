"""Reads of the roster. What is sealed is found by exact match alone, through the keys of roster/keys.py."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from district.models import User
from district.selectors import district_current_or_none
from roster import keys
from roster.familyrows import among, whole_name
from roster.models import EnrolmentCount, Guardian, Guardianship, Student

VIEW = "roster.view_student"
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


def guardians_matching(email: str) -> QuerySet[Guardian]:
    """Guardians with exactly this address; nobody for none."""
    key = keys.email_key(email)
    return Guardian.objects.filter(email_key=key) if key else Guardian.objects.none()


def enrolment_on(day: date) -> int | None:
    """Pupils of the district on a day: each school's newest count on or before it, together.

    Before the first count the number that the district entered for itself; None before there is a district.
    """
    newest = EnrolmentCount.objects.filter(day__lte=day).order_by("school_id", "-day").distinct("school_id")
    counted = EnrolmentCount.objects.filter(pk__in=newest.values("pk")).aggregate(total=Sum("students"))["total"]
    if counted is not None:
        return int(counted)
    district = district_current_or_none()
    return district.enrolment if district else None
