"""The demonstration's roster: invented pupils and guardians, brought in the way a district brings in its own."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.db.models import Count

from district.audit import SystemActor
from district.clock import local_day
from district.models import District, School, User
from district.tables.packages import package_of
from districtprivacy.demo.foundation import ZONE, schools_make
from districtprivacy.demo.rosterfiles import Invention
from roster.models import Guardianship, ImportState, RosterImport, Student
from roster.services import court_order_set
from roster.services.imports import import_commit, import_commit_ask, import_from_package, import_plan

ROSTER: Final = SystemActor("command:loaddemo")
PUPILS: Final = 240
WRITTEN: Final = {"PK": "PK", "K": "KG"}


class RosterNotMade(RuntimeError):
    """The invented package was refused: a fault of ours."""


@dataclass(frozen=True, slots=True)
class Made:
    students: int
    guardians: int


def roster_make(*, people: dict[str, User], now: datetime) -> Made:
    """Some 240 pupils: a quarter of the families Spanish, some in two households, flagged, or without an address."""
    made = pupils_make(PUPILS, now=now)
    ties = Guardianship.objects.filter(guardian__source_id__endswith="-10").order_by("pk")
    for tie in ties[:2]:
        court_order_set(
            guardianship=tie,
            reason="Order 00-F-000 of the Fictional County court (invented): no contact.",
            actor=people["dana"],
            now=now,
        )
    return made


def pupils_make(students: int, *, now: datetime) -> Made:
    """A roster of so many invented pupils in the schools that there are, in the place of any roster before."""
    if not School.objects.exists():
        schools_make()
    schools = [
        (school.code, school.name, written(school.lowest_grade), written(school.highest_grade))
        for school in School.objects.order_by("pk")
    ]
    today = local_day(now, ZONE)
    year = today.year if today >= date(today.year, 8, 1) else today.year - 1
    with TemporaryDirectory(prefix="invented-roster-") as folder:
        Invention(students, schools, year).write(Path(folder))
        batch = taken_over(Path(folder), now=now)
    enrolment_typed()
    return Made(batch.counts["students_added"], batch.counts["guardians_added"])


def enrolment_typed() -> None:
    """The numbers that the district and its schools entered are those of the roster, so that shares of both agree."""
    counts = Student.objects.filter(active=True).order_by().values_list("school").annotate(pupils=Count("pk"))
    of_school = dict(counts)
    schools = list(School.objects.all())
    for school in schools:
        school.enrolment = of_school.get(school.pk, 0)
    School.objects.bulk_update(schools, ["enrolment"])
    District.objects.update(enrolment=sum(of_school.values()))


def taken_over(folder: Path, *, now: datetime) -> RosterImport:
    package = package_of(folder)
    batch = import_from_package(package=package, file_name="invented-roster", whole=True, actor=ROSTER, now=now)
    batch = import_plan(batch=batch, actor=ROSTER, now=now, package=package)
    if batch.state != ImportState.PLANNED or batch.counts["conflicts"]:
        raise RosterNotMade(batch.problem or f"{batch.counts['conflicts']} rows came back.")
    import_commit_ask(batch=batch, confirmed_gone=True, actor=ROSTER, now=now)
    return import_commit(batch=batch, actor=ROSTER, now=now)


def written(grade: str) -> str:
    """As OneRoster writes a grade."""
    return WRITTEN.get(grade) or f"{int(grade):02}"
