"""Keys change by command: in batches, resumable, saying how far it is and never what is inside."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from district.encryption import key_id, key_ring, sealed_with
from district.rotation import Column, columns, rotate, rows_left
from district.sealedfiles import sealed_file_discard, sealed_file_keep
from roster.models import Guardian, Student
from roster.selectors import students_matching
from tests.factories.roster import GuardianFactory, StudentFactory, family_make

pytestmark = pytest.mark.django_db
OLD, NEW, OTHER = "a1" * 32, "b2" * 32, "c3" * 32
STUDENTS = Column("roster_student", "sealed", "id")


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Path) -> None:
    """Files that other tests left waiting are not this one's."""
    settings.PRIVATE_ROOT = tmp_path


def sealers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM roster_student UNION ALL SELECT sealed FROM roster_guardian")
        return {sealed_with(sealed) for (sealed,) in cursor.fetchall()}


def run(*options: str) -> str:
    said = StringIO()
    call_command("rotatekeys", *options, stdout=said)
    return said.getvalue()


def test_everything_is_sealed_by_the_first_key_and_the_old_one_may_go(settings: Any) -> None:
    settings.FIELD_KEYS = OLD
    family_make(students=5)
    Guardian.objects.update(do_not_contact_note={"reason": "asked"})
    names = sorted(student.sealed["given_name"] for student in Student.objects.all())
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    said = run("--batch", "2")
    settings.FIELD_KEYS = NEW
    assert sealers() == {key_id(key_ring().head)}
    assert sorted(student.sealed["given_name"] for student in Student.objects.all()) == names
    assert Guardian.objects.get().do_not_contact_note == {"reason": "asked"}
    assert "roster_student.sealed: 4 of 5" in said
    assert not any(name in said for name in names)


def test_a_run_that_was_broken_off_goes_on_where_it_was(settings: Any) -> None:
    settings.FIELD_KEYS = OLD
    StudentFactory.create_batch(6)
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    assert next(rotate(STUDENTS, batch=2)).sealed == 2
    assert rows_left(STUDENTS) == 4
    assert [step.total for step in rotate(STUDENTS, batch=3)] == [4, 4]
    assert rows_left(STUDENTS) == 0


def test_running_again_writes_nothing(settings: Any) -> None:
    StudentFactory()
    before = list(Student.objects.extra(select={"raw": "sealed"}).values_list("raw", flat=True))
    assert "roster_student.sealed:" not in run()
    assert list(Student.objects.extra(select={"raw": "sealed"}).values_list("raw", flat=True)) == before


def test_a_dry_run_only_counts(settings: Any) -> None:
    settings.FIELD_KEYS = OLD
    StudentFactory.create_batch(3)
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    assert "roster_student.sealed: 3 left" in run("--dry-run")
    assert rows_left(STUDENTS) == 3


def test_a_value_whose_key_is_gone_is_kept_and_said(settings: Any) -> None:
    settings.FIELD_KEYS = OTHER
    lost = StudentFactory()
    settings.FIELD_KEYS = OLD
    StudentFactory()
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    with pytest.raises(CommandError, match=r"1 values open with none of the keys.*roster_student.sealed"):
        run()
    settings.FIELD_KEYS = f"{NEW},{OTHER}"
    run()
    assert Student.objects.get(pk=lost.pk).sealed == lost.sealed


def test_a_file_that_still_waits_keeps_the_old_key(settings: Any) -> None:
    settings.FIELD_KEYS = OLD
    name = sealed_file_keep([b"number,name"])
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    try:
        with pytest.raises(CommandError, match="1 files that were handed in wait under an old"):
            run()
    finally:
        sealed_file_discard(name)
    assert "The others may go" in run()


def test_a_batch_has_at_least_one_row() -> None:
    with pytest.raises(CommandError, match="at least 1"):
        run("--batch", "0")


def test_people_are_found_again_after_the_search_key_changed(settings: Any) -> None:
    settings.SEARCH_KEY = OLD
    student = StudentFactory(number="555001")
    GuardianFactory.create_batch(2)
    settings.SEARCH_KEY = NEW
    assert not students_matching(number="555001").exists()
    said = run("--search-keys", "--batch", "2")
    assert students_matching(number="555001").get() == student
    assert "555001" not in said


def test_every_sealed_column_of_the_installation_takes_part() -> None:
    titles = {column.title for column in columns()}
    assert {
        "roster_student.sealed",
        "roster_guardian.sealed",
        "roster_guardian.do_not_contact_note",
        "roster_household.sealed",
        "roster_guardianship.note",
    } <= titles
