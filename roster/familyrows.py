"""What is read to write to families: four queries, whatever the number of pupils."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Func, TextField, Value

from roster.models import Guardian, Guardianship, Household, Student


def among(ids: Iterable[int]) -> Func:
    """For `pk__in=`: one parameter, where a list would be one for each of fifty thousand."""
    literal = Value("{" + ",".join(map(str, ids)) + "}", output_field=TextField())
    return Func(literal, template="(SELECT unnest(%(expressions)s::bigint[]))", output_field=BigIntegerField())


@dataclass(frozen=True, slots=True)
class Pupil:
    pk: int
    name: str
    born: date | None
    email: str
    language: str
    household: int | None


@dataclass(frozen=True, slots=True)
class Adult:
    pk: int
    name: str
    email: str
    language: str
    household: int | None
    do_not_contact: bool


@dataclass(frozen=True, slots=True)
class Home:
    """`lines` as on an envelope, the last one city, state and ZIP code; none where a letter would not arrive."""

    pk: int
    lines: tuple[str, ...]
    address: bytes
    language: str


@dataclass(frozen=True, slots=True)
class Families:
    """Pupils by id in order; per pupil the guardians (id, court order); guardians and households by id."""

    pupils: dict[int, Pupil]
    ties: dict[int, list[tuple[int, bool]]]
    adults: dict[int, Adult]
    homes: dict[int, Home]


def families_read(student_ids: Collection[int]) -> Families:
    """Unknown ids are left out."""
    ties: dict[int, list[tuple[int, bool]]] = {}
    rows = Guardianship.objects.filter(active=True, student_id__in=among(student_ids)).order_by("guardian_id")
    for student, guardian, court_order in rows.values_list("student_id", "guardian_id", "court_order"):
        ties.setdefault(student, []).append((guardian, court_order))
    pupils = _pupils(student_ids)
    adults = _adults({guardian for found in ties.values() for guardian, _ in found})
    lived_in = [pupil.household for pupil in pupils.values()] + [adult.household for adult in adults.values()]
    return Families(pupils, ties, adults, _homes({home for home in lived_in if home is not None}))


def whole_name(sealed: Any) -> str:
    return " ".join(f"{sealed.get('given_name', '')} {sealed.get('family_name', '')}".split())


def _pupils(ids: Collection[int]) -> dict[int, Pupil]:
    rows = Student.objects.filter(pk__in=among(ids)).order_by("pk")
    found = rows.values_list("pk", "sealed", "language", "household_id").iterator(chunk_size=5000)
    return {
        pk: Pupil(pk, whole_name(sealed), _day(sealed), sealed.get("email", ""), language, household)
        for pk, sealed, language, household in found
    }


def _adults(ids: Collection[int]) -> dict[int, Adult]:
    rows = Guardian.objects.filter(pk__in=among(ids)).order_by("pk")
    columns = ("pk", "sealed", "language", "household_id", "do_not_contact")
    found = rows.values_list(*columns).iterator(chunk_size=5000)
    return {
        pk: Adult(pk, whole_name(sealed), sealed.get("email", ""), language, household, do_not_contact)
        for pk, sealed, language, household, do_not_contact in found
    }


def _homes(ids: Collection[int]) -> dict[int, Home]:
    rows = Household.objects.filter(pk__in=among(ids)).order_by("pk")
    found = rows.values_list("pk", "sealed", "address_key", "language").iterator(chunk_size=5000)
    return {pk: Home(pk, postal_lines(sealed), bytes(key), language) for pk, sealed, key, language in found}


def _day(sealed: Any) -> date | None:
    born = sealed.get("birth_date", "")
    return date.fromisoformat(born) if born else None


def postal_lines(sealed: Any) -> tuple[str, ...]:
    """Street lines, "City, ST 60000", and the country where it is another one. Half an address is none."""
    street = [line.strip() for line in sealed.get("lines", []) if line.strip()]
    city, state, code = (sealed.get(part, "").strip() for part in ("city", "state", "postal_code"))
    if not street or not (code or (city and state)):
        return ()
    place = " ".join(part for part in (f"{city}," if city and state else city, state, code) if part)
    country = sealed.get("country", "").strip()
    return (*street, place, *([country] if country.upper() not in {"", "US", "USA", "UNITED STATES"} else []))
