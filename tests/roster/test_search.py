"""People are found by exact match of what is sealed, in the ways in which people write it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from district.models import User
from roster import keys
from roster.models import Student
from roster.selectors import (
    guardians_matching,
    student_names,
    students_found,
    students_keyed,
    students_matching,
    students_of,
    students_visible_to,
)
from tests.factories.district import SchoolFactory
from tests.factories.roster import GuardianFactory, GuardianshipFactory, StudentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Student:
    student = StudentFactory(
        given_name="Ana María", family_name="Núñez-O’Hara", number="100234", birth_date="2014-05-06"
    )
    GuardianshipFactory(student=student, guardian=GuardianFactory(email="Rosa@Families.example"))
    StudentFactory(given_name="Ana", family_name="Other", birth_date="2013-01-02")
    return student


@pytest.mark.parametrize(
    "asked",
    [
        {"number": "100234"},
        {"number": " 100234 "},
        {"name": "Ana María Núñez-O’Hara"},
        {"name": "ana maria nunez o'hara"},
        {"name": "NUNEZ-OHARA, Ana Maria"},
        {"name": "Nun\u0303ez O'Hara"},
        {"birth_date": date(2014, 5, 6)},
        {"guardian_email": "rosa@families.EXAMPLE"},
        {"number": "100234", "name": "Núñez-O’Hara", "birth_date": date(2014, 5, 6)},
    ],
)
def test_a_pupil_is_found_by_what_is_written(ana: Student, asked: dict[str, Any]) -> None:
    assert list(students_matching(**asked)) == [ana]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"number": "  ", "name": "", "guardian_email": ""},
        {"number": "10023"},
        {"name": "Ana"},
        {"name": "Núñez"},
        {"name": "%"},
        {"name": ","},
        {"birth_date": date(2014, 5, 7)},
        {"number": "100234", "name": "Other"},
        {"guardian_email": "rosa@families.example.test"},
    ],
)
def test_a_part_or_nothing_finds_nobody(ana: Student, asked: dict[str, Any]) -> None:
    assert not students_matching(**asked).exists()


def test_a_pupil_of_whom_nothing_is_known_is_found_by_no_empty_field() -> None:
    student = StudentFactory(number="", given_name="", family_name="", birth_date="")
    assert bytes(student.number_key) == bytes(student.name_birth_key) == b""
    assert students_keyed("number_key", [b""]) == {}
    assert not students_matching(name=" - ").exists()


def test_whole_lists_are_matched_in_one_query(ana: Student, django_assert_num_queries: Callable[..., Any]) -> None:
    wanted = keys.name_birth_key("ANA MARIA", "Nunez Ohara", date(2014, 5, 6))
    stranger = keys.name_birth_key("Nobody", "Fictional", "2014-05-06")
    with django_assert_num_queries(1):
        assert students_keyed("name_birth_key", [wanted, stranger]) == {wanted: [ana.pk]}


def test_two_pupils_of_one_name_are_both_given() -> None:
    pair = [StudentFactory(given_name="Eva") for _ in range(2)]
    key = keys.name_key("Eva", "Fictional")
    assert students_keyed("name_key", [key]) == {key: [student.pk for student in pair]}


def test_no_other_column_is_matched() -> None:
    with pytest.raises(ValueError, match="sealed"):
        students_keyed("sealed", [b"x"])


def test_a_name_without_a_birth_date_is_no_name_with_one() -> None:
    assert keys.name_birth_key("Ana", "Fictional", "") == b""
    assert keys.name_birth_key("", "", "2014-05-06") == b""


@pytest.mark.parametrize("written", ["(312) 555-0100", "312.555.0100", "+1 312 555 0100", "3125550100"])
def test_writings_of_a_telephone_number_are_one(written: str) -> None:
    assert keys.phone_key(written) == keys.phone_key("312-555-0100") != keys.phone_key("312-555-0101")


def test_writings_of_an_address_are_one() -> None:
    here = keys.address_key(["7 Elm St.", "Apt. 2"], "Prairie Lantern", "60000-1234")
    assert here == keys.address_key(["7 ELM ST", "APT 2"], "prairie lantern", "60000")
    assert here != keys.address_key(["7 Elm St.", "Apt. 3"], "Prairie Lantern", "60000")


def test_guardians_are_found_by_their_address(ana: Student) -> None:
    assert guardians_matching("ROSA@families.example").count() == 1
    assert not guardians_matching("").exists()


def test_pupils_of_a_school_are_those_who_are_in_it() -> None:
    school = SchoolFactory()
    third, fourth = StudentFactory(school=school, grade="3"), StudentFactory(school=school, grade="4")
    StudentFactory(school=school, grade="3", active=False)
    StudentFactory(grade="3")
    assert set(students_of([school.pk], [])) == {third, fourth}
    assert list(students_of([school.pk], ["3"])) == [third]
    assert not students_of([]).exists()


def test_names_come_by_id(ana: Student, django_assert_num_queries: Callable[..., Any]) -> None:
    with django_assert_num_queries(1):
        assert student_names([ana.pk, 987654]) == {ana.pk: "Ana María Núñez-O’Hara"}


def test_people_without_the_right_find_nobody(ana: Student, dana: User, tom: User) -> None:
    assert students_visible_to(dana).count() == 2
    assert not students_visible_to(tom).exists()
    assert list(students_found(dana, number="100234")) == [ana]
    assert not students_found(tom, number="100234").exists()
