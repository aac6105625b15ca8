"""What is over is removed by a job, under a time that the district set; it writes counts and never names."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from district.audit import SystemActor
from district.models import District, User
from district.refusals import Refused
from district.sealedfiles import WAITING_NAMED, sealed_file_keep, sealed_files, sealed_files_sweep
from roster.models import (
    EnrolmentCount,
    Guardian,
    Household,
    ImportSource,
    ImportState,
    PurgeRecord,
    RosterImport,
    Student,
)
from roster.retention import Kind, kind_register, purge, rule_lines, rule_set, students_keep
from roster.retention.kinds import KEEPERS, KINDS
from roster.selectors import enrolment_on
from roster.services import enrolment_count
from roster.tasks import daily
from tests.factories.district import SchoolFactory
from tests.factories.roster import StudentFactory, family_make, students_make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
TIMER = SystemActor("timer:roster.retention")


@pytest.fixture
def own_kinds() -> Iterator[None]:
    """What a test registers is gone after it."""
    kinds, keepers = dict(KINDS), dict(KEEPERS)
    yield
    KINDS.clear()
    KEEPERS.clear()
    KINDS.update(kinds)
    KEEPERS.update(keepers)


def run() -> list[PurgeRecord]:
    return purge(today=TODAY, actor=TIMER, now=NOW)


def left(on: date | None, **fields: Any) -> Student:
    student = family_make(**fields)
    Student.objects.filter(school=student.school).update(active=False, left_on=on)
    return student


def test_nothing_is_removed_before_the_district_sets_a_time(dana: User) -> None:
    left(date(1999, 6, 1))
    assert run() == []
    rule_set(what="students", days=30, actor=dana, now=NOW)
    rule_set(what="students", days=None, actor=dana, now=NOW)
    assert run() == []
    assert Student.objects.count() == 1


def test_pupils_go_with_guardians_and_household_once_their_time_is_over(dana: User) -> None:
    rule_set(what="students", days=30, actor=dana, now=NOW)
    left(date(2026, 1, 30), students=2, guardians=2)
    kept = left(date(2026, 1, 31))
    here = family_make()
    (record,) = run()
    assert record.counts == {"pupils": 2, "guardians": 2, "households": 1}
    assert (record.before, record.days, record.what) == (date(2026, 1, 31), 30, "students")
    assert set(Student.objects.all()) == {kept, here}
    assert (Guardian.objects.count(), Household.objects.count()) == (2, 2)
    assert run() == []


def test_a_guardian_of_a_pupil_who_stays_stays(dana: User) -> None:
    rule_set(what="students", days=30, actor=dana, now=NOW)
    elder = family_make(students=2)
    Student.objects.filter(pk=elder.pk).update(active=False, left_on=date(2020, 1, 1))
    (record,) = run()
    assert record.counts == {"pupils": 1}


def test_without_a_date_the_import_that_named_the_pupil_no_more_counts(dana: User) -> None:
    rule_set(what="students", days=30, actor=dana, now=NOW)
    old, new = (
        RosterImport.objects.create(
            source=ImportSource.CSV, file_name="a.csv", state=ImportState.COMMITTED, created_at=at, committed_at=at
        )
        for at in (datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 2, 20, tzinfo=UTC))
    )
    gone, stays = left(None), left(None)
    Student.objects.filter(pk=gone.pk).update(seen_in=old)
    Student.objects.filter(pk=stays.pk).update(seen_in=new)
    run()
    assert set(Student.objects.all()) == {stays}


def test_neither_the_record_nor_the_history_knows_a_name(dana: User) -> None:
    rule_set(what="students", days=1, actor=dana, now=NOW)
    student = left(date(2026, 1, 1))
    name, number = student.sealed["given_name"], student.sealed["number"]
    run()
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'roster_%'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608
            rows = " ".join(row for (row,) in cursor.fetchall())
            assert name not in rows
            assert number not in rows


def test_other_rooms_bring_their_own_and_say_who_must_stay(dana: User, own_kinds: None) -> None:
    gone, needed = left(date(2026, 1, 1)), left(date(2026, 1, 1))
    asked: list[date] = []

    def lists_remove(*, before: date, actor: Any, now: datetime) -> dict[str, int]:
        asked.append(before)
        return {"lists": 3, "rows": 0}

    kind_register(Kind("test_lists", "Lists of a test", "after the test", lists_remove))
    students_keep("test")(lambda: Student.objects.filter(pk=needed.pk).values("pk"))
    for what, days in (("students", 10), ("test_lists", 20)):
        rule_set(what=what, days=days, actor=dana, now=NOW)
    records = {record.what: record.counts for record in run()}
    assert records["test_lists"] == {"lists": 3}
    assert asked == [date(2026, 2, 10)]
    assert set(Student.objects.all()) == {needed}
    assert gone.pk != needed.pk


def test_a_kind_that_fails_stops_no_other_and_says_nothing_of_a_row(
    dana: User, own_kinds: None, caplog: pytest.LogCaptureFixture
) -> None:
    left(date(2026, 1, 1))

    def fails(*, before: date, actor: Any, now: datetime) -> dict[str, int]:
        raise RuntimeError("DETAIL: Key (name)=(Ana Fictional)")

    kind_register(Kind("test_fails", "A failing kind", "never", fails))
    for what in ("students", "test_fails"):
        rule_set(what=what, days=10, actor=dana, now=NOW)
    assert [record.what for record in run()] == ["students"]
    assert "test_fails" in caplog.text
    assert "Ana" not in caplog.text


@pytest.mark.parametrize("days", [0, -3, 36_501])
def test_a_time_is_at_least_a_day_and_at_most_a_century(dana: User, days: int) -> None:
    with pytest.raises(Refused, match="number of days"):
        rule_set(what="students", days=days, actor=dana, now=NOW)


def test_a_kind_that_nobody_registered_is_refused(dana: User) -> None:
    with pytest.raises(Refused, match="not a kind"):
        rule_set(what="pupils_eyes", days=3, actor=dana, now=NOW)


def test_rules_are_listed_with_what_went_last(dana: User) -> None:
    rule_set(what="students", days=10, actor=dana, now=NOW)
    left(date(2026, 1, 1))
    (record,) = run()
    (line,) = [line for line in rule_lines() if line.kind.what == "students"]
    assert (line.days, line.last) == (10, record)


def test_enrolment_is_counted_by_school_and_a_second_count_of_a_day_replaces_the_first(dana: User) -> None:
    school, other = SchoolFactory(), SchoolFactory()
    students_make(3, school)
    assert enrolment_count(day=TODAY, actor=dana) == 3
    StudentFactory(school=other)
    assert enrolment_count(day=TODAY, actor=dana) == 4
    counts = dict(EnrolmentCount.objects.values_list("school_id", "students"))
    assert counts == {school.pk: 3, other.pk: 1}


def test_enrolment_on_a_day_takes_each_schools_newest_count_until_then(dana: User, district: District) -> None:
    school, other = SchoolFactory(), SchoolFactory()
    for where, day, students in (
        (school, date(2026, 1, 5), 300),
        (school, date(2026, 2, 5), 310),
        (other, date(2026, 1, 9), 90),
    ):
        EnrolmentCount.objects.create(school=where, day=day, students=students)
    days = (date(2026, 1, 4), date(2026, 1, 5), date(2026, 2, 4), date(2026, 2, 5), date(2026, 3, 1))
    assert [enrolment_on(day) for day in days] == [4012, 300, 390, 400, 400]


def test_before_there_is_a_district_nobody_knows_the_enrolment() -> None:
    assert enrolment_on(TODAY) is None


def test_the_daily_job_counts_and_removes(dana: User, district: District) -> None:
    rule_set(what="students", days=10, actor=dana, now=NOW)
    left(date(2020, 1, 1))
    family_make()
    daily()
    daily()
    assert sum(EnrolmentCount.objects.values_list("students", flat=True)) == 1
    assert PurgeRecord.objects.count() == 1


def test_sealed_files_that_no_row_names_go_after_two_weeks(dana: User, settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path
    named, lost, young = (sealed_file_keep([b"Ana Fictional"]) for _ in range(3))
    RosterImport.objects.create(source=ImportSource.CSV, sealed_file=named, created_at=NOW)
    partial = tmp_path / "sealed" / "incoming-lost"
    partial.write_bytes(b"x")
    for path, days in ((named, 15), (lost, 15), (young, 13), (partial.name, 15)):
        at = (NOW - timedelta(days=days)).timestamp()
        os.utime(tmp_path / "sealed" / path, (at, at))
    assert sealed_files_sweep(now=NOW) == 2
    assert {name for name, _ in sealed_files()} == {named, young}
    assert sealed_files_sweep(now=NOW) == 0


def test_every_room_that_keeps_sealed_files_names_them() -> None:
    assert set(WAITING_NAMED) == {"roster", "breaches", "inventory"}


def test_the_daily_job_waits_for_the_district() -> None:
    StudentFactory()
    daily()
    assert not EnrolmentCount.objects.exists()
