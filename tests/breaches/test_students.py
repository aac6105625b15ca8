"""Whom a breach touches: added from the roster, taken off with a reason, counted, and deleted when its time is over."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from breaches.affected import (
    affected_count,
    affected_filtered,
    affected_rows,
    affected_share,
    affected_tallies,
    changes_of,
    day_that_counts,
    without_address,
)
from breaches.models import AffectedListRow, AffectedStudent, Breach, ChangeKind, Stage
from breaches.recipients import pupils_forgotten, recipients_of
from breaches.services.drills import DrillPlan, drill_begin
from breaches.services.retention import breach_lists_purge, students_of_open_breaches
from breaches.services.states import BreachRefused, breach_move
from breaches.services.students import (
    affected_add_school,
    affected_add_students,
    affected_remove,
    affected_remove_change,
)
from breaches.studentlines import share_words, sums_by_grade, sums_by_language, sums_by_school
from district.audit import SystemActor
from district.models import User
from roster.models import EnrolmentCount, Guardianship, Student
from tests.factories.breaches import FRIDAY, MONDAY, affected_make, breach_reported
from tests.factories.district import SchoolFactory
from tests.factories.roster import (
    GuardianFactory,
    GuardianshipFactory,
    StudentFactory,
    family_make,
    students_make,
    two_households_make,
)

TIMER = SystemActor("timer:roster.retention")
pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture
def breach(dana: User) -> Breach:
    return breach_reported(dana, MONDAY, district_notified=FRIDAY)


def add_school(breach: Breach, by: User, schools: list[Any], grades: list[str]) -> tuple[int, int]:
    added = affected_add_school(breach=breach, schools=schools, grades=grades, actor=by, now=MONDAY)
    return added.added, added.already


def test_a_school_and_grades_bring_their_active_pupils_once(breach: Breach, dana: User) -> None:
    school, other = SchoolFactory(), SchoolFactory()
    third = [StudentFactory(school=school, grade="3") for _ in range(2)]
    StudentFactory(school=school, grade="4")
    StudentFactory(school=school, grade="3", active=False)
    StudentFactory(school=other, grade="3")
    assert add_school(breach, dana, [school], ["3"]) == (2, 0)
    assert add_school(breach, dana, [school], []) == (1, 2)
    assert set(affected_rows(breach).values_list("student", flat=True)) >= {pupil.pk for pupil in third}
    assert Breach.objects.get(pk=breach.pk).affected_total == affected_count(breach) == 3
    words = [(change.what, change.pupils, change.by) for change in changes_of(breach)]
    assert words == [(school.name, 1, dana), (f"{school.name}, grade 3", 2, dana)]


def test_name_number_school_and_language_are_those_of_the_moment(breach: Breach, dana: User) -> None:
    pupil = StudentFactory(given_name="Ana", family_name="Inventada", number="00123", language="es", grade="2")
    affected_add_students(breach=breach, student_ids=[pupil.pk], actor=dana, now=MONDAY)
    pupil.delete()
    row = affected_rows(breach).get()
    assert row.sealed == {"name": "Ana Inventada", "number": "00123"}
    assert (row.student, row.school_id, row.grade, row.language) == (None, pupil.school_id, "2", "es")
    assert pupils_forgotten(breach) == 1


def test_names_are_not_readable_in_the_database(breach: Breach, dana: User) -> None:
    pupil = StudentFactory(given_name="Ana", family_name="Inventada")
    affected_add_students(breach=breach, student_ids=[pupil.pk], actor=dana, now=MONDAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM breaches_affectedstudent")
        stored = repr(cursor.fetchall())
    assert "Inventada" not in stored


@pytest.mark.parametrize("language", ["e\ts", "a\\b", "x\ny"])
def test_no_value_of_the_roster_breaks_the_copy(language: str, breach: Breach, dana: User) -> None:
    pupil = StudentFactory(language=language)
    affected_add_students(breach=breach, student_ids=[pupil.pk], actor=dana, now=MONDAY)
    assert affected_rows(breach).get().language == language


def test_nobody_is_added_by_nothing(breach: Breach, dana: User) -> None:
    with pytest.raises(BreachRefused, match="at least one school"):
        add_school(breach, dana, [], [])
    with pytest.raises(BreachRefused, match="no pupil for"):
        add_school(breach, dana, [SchoolFactory()], ["3"])
    with pytest.raises(BreachRefused, match="at least one pupil"):
        affected_add_students(breach=breach, student_ids=[], actor=dana, now=MONDAY)


def test_real_pupils_stay_out_of_drills(dana: User) -> None:
    drill = breach_reported(dana, MONDAY, drill=True, district_notified=FRIDAY)
    with pytest.raises(BreachRefused, match="drill"):
        affected_add_students(breach=drill, student_ids=[StudentFactory().pk], actor=dana, now=MONDAY)


def test_pupils_are_taken_off_with_a_reason_and_may_come_back(breach: Breach, dana: User) -> None:
    pupils = [StudentFactory() for _ in range(3)]
    affected_make(breach, dana, MONDAY, pupils=pupils)
    row = affected_rows(breach).get(student=pupils[0])
    with pytest.raises(BreachRefused, match="Say why") as refusal:
        affected_remove(breach=breach, affected_ids=[row.pk], because="", actor=dana, now=MONDAY)
    assert refusal.value.field == "because"
    assert affected_remove(breach=breach, affected_ids=[row.pk], because="Left in May.", actor=dana, now=MONDAY) == 1
    row.refresh_from_db()
    assert (row.removed_at, row.removed_by, row.removed_because) == (MONDAY, dana, "Left in May.")
    assert affected_count(breach) == 2
    with pytest.raises(BreachRefused, match="None of them"):
        affected_remove(breach=breach, affected_ids=[row.pk], because="again", actor=dana, now=MONDAY)
    assert affected_make(breach, dana, MONDAY, pupils=pupils).added == 1
    assert changes_of(breach)[1].kind == ChangeKind.REMOVED


def test_pupils_of_another_breach_are_not_taken_off(breach: Breach, dana: User) -> None:
    other = breach_reported(dana, MONDAY, district_notified=FRIDAY)
    affected_make(other, dana, MONDAY, pupils=[StudentFactory()])
    foreign = affected_rows(other).get()
    with pytest.raises(BreachRefused, match="None of them"):
        affected_remove(breach=breach, affected_ids=[foreign.pk], because="x", actor=dana, now=MONDAY)
    assert affected_count(other) == 1


def test_one_adding_is_taken_back_as_a_whole(breach: Breach, dana: User) -> None:
    affected_make(breach, dana, MONDAY, pupils=[StudentFactory()])
    school = SchoolFactory()
    students_make(5, school)
    add_school(breach, dana, [school], [])
    wrong = changes_of(breach)[0]
    assert affected_remove_change(change=wrong, because="The other school.", actor=dana, now=MONDAY) == 5
    assert affected_count(breach) == 1


def test_pupils_are_counted_by_school_grade_and_language(breach: Breach, dana: User) -> None:
    school, other = SchoolFactory(name="Acorn"), SchoolFactory(name="Birch")
    pupils = [
        StudentFactory(school=school, grade="10"),
        StudentFactory(school=school, grade="2", language="es"),
        StudentFactory(school=other, grade="K", language="es"),
    ]
    affected_make(breach, dana, MONDAY, pupils=pupils)
    tallies = affected_tallies(breach)
    assert [(one.name, one.pupils) for one in sums_by_school(tallies)] == [("Acorn", 2), ("Birch", 1)]
    grades = [(one.name, one.pupils) for one in sums_by_grade(tallies)]
    assert grades == [("Kindergarten", 1), ("Grade 2", 1), ("Grade 10", 1)]
    assert [(one.name, one.pupils) for one in sums_by_language(tallies)] == [("Spanish", 2), ("English", 1)]
    assert affected_filtered(breach, school=school.pk, language="es").count() == 1


def test_the_share_is_that_of_the_enrolment_on_the_day(breach: Breach, dana: User) -> None:
    school = SchoolFactory()
    EnrolmentCount.objects.create(school=school, day=date(2026, 2, 27), students=30)
    EnrolmentCount.objects.create(school=school, day=date(2026, 2, 28), students=20)
    affected_make(breach, dana, MONDAY, pupils=students_make(3, school))
    assert day_that_counts(breach) == date(2026, 2, 27)
    share = affected_share(breach)
    assert tuple(share) == (3, 30, Decimal("0.1"))
    assert share_words(share) == "10.0 per cent of 30 pupils enrolled"


def test_who_has_nobody_to_write_to_is_counted(breach: Breach, dana: User) -> None:
    reached = family_make()
    nobody = StudentFactory()
    barred = StudentFactory()
    GuardianshipFactory(student=barred, court_order=True)
    silent = StudentFactory()
    GuardianshipFactory(student=silent, guardian=GuardianFactory(do_not_contact=True))
    homeless = StudentFactory()
    GuardianshipFactory(student=homeless, guardian=GuardianFactory(household=None, email=""))
    mail = StudentFactory()
    GuardianshipFactory(student=mail, guardian=GuardianFactory(household=None))
    affected_make(breach, dana, MONDAY, pupils=[reached, nobody, barred, silent, homeless, mail])
    found = set(without_address(breach).values_list("student", flat=True))
    assert found == {nobody.pk, barred.pk, silent.pk, homeless.pk}


# Recipients


def test_families_are_the_rosters(breach: Breach, dana: User) -> None:
    pupil = two_households_make()
    Guardianship.objects.filter(student=pupil).first().guardian.delete()  # type: ignore[union-attr]
    affected_make(breach, dana, MONDAY, pupils=[pupil, family_make(language="es")])
    found = recipients_of(breach)
    assert {recipient.language for recipient in found} == {"en", "es"}
    assert {pk for recipient in found for pk in recipient.student_ids} == set(
        affected_rows(breach).values_list("student", flat=True)
    )


def test_recipients_take_a_fixed_number_of_queries(breach: Breach, dana: User) -> None:
    school = SchoolFactory()
    affected_make(breach, dana, MONDAY, pupils=students_make(2, school))
    with CaptureQueriesContext(connection) as few:
        recipients_of(breach)
    affected_make(breach, dana, MONDAY, pupils=students_make(60, school))
    with CaptureQueriesContext(connection) as many:
        recipients_of(breach)
    assert len(many) == len(few) <= 8


# Drills


def test_a_drill_has_invented_families_of_every_kind_the_same_each_time(dana: User) -> None:
    plan = DrillPlan(title="Autumn drill", pupils=400, facts={"district_discovered": FRIDAY})
    drill = drill_begin(plan=plan, actor=dana, now=MONDAY)
    assert (drill.number, drill.drill, drill.affected_total, Student.objects.count()) == ("D-1", True, 400, 0)
    found = recipients_of(drill)
    assert found == recipients_of(drill)
    assert {one.language for one in found} == {"en", "es"}
    assert {one.excluded for one in found} == {"", "court order", "do not contact"}
    assert {one.kind for one in found} == {"guardian", "student"}
    unreachable = [one for one in found if not one.lines and not one.email and not one.excluded]
    assert unreachable
    assert any(len(one.students) == 2 for one in found)  # brother and sister
    letters = [one for one in found if one.lines]
    assert any(a.student_ids == b.student_ids and a.household_id != b.household_id for a, b in pairwise(letters))
    assert all(pk < 0 for one in found for pk in one.student_ids)
    assert all(one.email.endswith("@drill.example") for one in found if one.email)
    assert all(one.lines[-1] == "Nowhere, ZZ 00000" for one in letters)


def test_everybody_in_a_drill_is_written_to_or_said_to_be_out_of_reach(dana: User) -> None:
    plan = DrillPlan(title="Drill", pupils=97, facts={"district_discovered": FRIDAY})
    drill = drill_begin(plan=plan, actor=dana, now=MONDAY)
    named = {pk for one in recipients_of(drill) for pk in one.student_ids}
    assert named == {-pk for pk in affected_rows(drill).values_list("pk", flat=True)}


@pytest.mark.parametrize("pupils", [0, -1, 50_001])
def test_a_drill_of_no_or_too_many_pupils_is_refused(pupils: int, dana: User) -> None:
    with pytest.raises(BreachRefused, match="invented pupils"):
        drill_begin(plan=DrillPlan(title="Drill", pupils=pupils), actor=dana, now=MONDAY)


# Retention


def test_the_names_go_when_their_time_is_over_and_the_sums_stay(breach: Breach, dana: User) -> None:
    school = SchoolFactory()
    affected_make(breach, dana, MONDAY, pupils=students_make(4, school))
    source = breach.lists.create(file_name="a.csv", sha256="0" * 64, by=dana, at=MONDAY)
    AffectedListRow.objects.create(list=source, line=2, fate="unmatched", reason="nobody", sealed={"cells": ["x"]})
    before = affected_tallies(breach)
    day = MONDAY.date() + timedelta(days=2)
    assert breach_lists_purge(before=day, actor=TIMER, now=MONDAY)["breaches"] == 0  # it is open
    breach_move(breach, Stage.NOT_A_BREACH, dana, MONDAY, "A test.")
    assert breach_lists_purge(before=MONDAY.date(), actor=TIMER, now=MONDAY)["breaches"] == 0  # closed that day
    assert breach_lists_purge(before=day, actor=TIMER, now=MONDAY) == {"breaches": 1, "pupils": 4, "list rows": 1}
    breach.refresh_from_db()
    assert not AffectedStudent.objects.exists()
    assert not AffectedListRow.objects.exists()
    assert (affected_count(breach), affected_tallies(breach)) == (4, before)
    assert breach_lists_purge(before=day, actor=TIMER, now=MONDAY)["breaches"] == 0
    breach_move(breach, Stage.ASSESSING, dana, MONDAY, "After all.")
    with pytest.raises(BreachRefused, match="was deleted"):
        affected_make(breach, dana, MONDAY, pupils=[StudentFactory()])


def test_the_roster_keeps_pupils_of_a_breach_that_is_not_over(breach: Breach, dana: User) -> None:
    kept, free = StudentFactory(), StudentFactory()
    affected_make(breach, dana, MONDAY, pupils=[kept])
    assert {row["pk"] for row in students_of_open_breaches()} == {kept.pk}
    breach_move(breach, Stage.NOT_A_BREACH, dana, datetime(2026, 3, 3, tzinfo=UTC), "A test.")
    assert not students_of_open_breaches().exists()
    assert free.pk
