"""Who is written to: one letter a household, one e-mail a guardian; flags and households without an address."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from district.models import School
from roster.families import Recipient, families_of
from roster.models import Guardianship, Student
from tests.factories.district import SchoolFactory
from tests.factories.roster import (
    GuardianFactory,
    GuardianshipFactory,
    HouseholdFactory,
    StudentFactory,
    family_make,
    students_make,
    two_households_make,
)

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def written_to(*students: Student) -> list[Recipient]:
    return families_of([student.pk for student in students], on=ON)


def letters(found: list[Recipient]) -> list[Recipient]:
    return [recipient for recipient in found if recipient.channel == "letter"]


def emails(found: list[Recipient]) -> list[str]:
    return [recipient.email for recipient in found if recipient.channel == "email"]


def with_guardians(student: Student, *guardians: Any, **tie: Any) -> Student:
    for guardian in guardians:
        GuardianshipFactory(student=student, guardian=guardian, **tie)
    return student


def test_two_guardians_at_one_address_share_a_letter_and_get_an_email_each() -> None:
    home = HouseholdFactory(lines=["7 Fictional Street"])
    ana = GuardianFactory(household=home, given_name="Ana", email="ana@families.example")
    luis = GuardianFactory(household=home, given_name="Luis", email="luis@families.example")
    found = written_to(with_guardians(StudentFactory(given_name="Eva"), ana, luis))
    (letter,) = letters(found)
    assert letter.name == "Ana Fictional and Luis Fictional"
    assert letter.lines == ("7 Fictional Street", "Prairie Lantern, IL 60000")
    assert [name for _, name in letter.students] == ["Eva Fictional"]
    assert letter.guardian_ids == (ana.pk, luis.pk)
    assert emails(found) == ["ana@families.example", "luis@families.example"]


def test_one_mailbox_of_two_guardians_gets_one_email() -> None:
    home = HouseholdFactory()
    both = [GuardianFactory(household=home, email=email) for email in ("we@families.example", "We@Families.example")]
    assert emails(written_to(with_guardians(StudentFactory(), *both))) == ["we@families.example"]


def test_two_households_of_a_pupil_get_a_letter_each() -> None:
    found = letters(written_to(two_households_make()))
    assert len(found) == 2
    assert len({recipient.household_id for recipient in found}) == 2


def test_siblings_stand_in_one_letter() -> None:
    first = family_make(students=3)
    pupils = Student.objects.filter(school=first.school)
    (letter,) = letters(written_to(*pupils))
    assert letter.student_ids == tuple(pupil.pk for pupil in pupils.order_by("pk"))


def test_a_household_entered_twice_is_one_address() -> None:
    pair = [GuardianFactory(household=HouseholdFactory(lines=[street])) for street in ("7 Elm St.", "7 ELM ST")]
    assert len(letters(written_to(with_guardians(StudentFactory(), *pair)))) == 1


def test_a_stepfather_reads_nothing_of_a_child_that_is_not_his() -> None:
    home = HouseholdFactory()
    mother, stepfather = GuardianFactory(household=home), GuardianFactory(household=home)
    elder, younger = StudentFactory(), StudentFactory()
    with_guardians(elder, mother)
    with_guardians(younger, mother, stepfather)
    found = {recipient.guardian_ids: recipient.student_ids for recipient in letters(written_to(elder, younger))}
    assert found == {(mother.pk,): (elder.pk, younger.pk), (stepfather.pk,): (younger.pk,)}


def test_a_guardian_under_a_court_order_gets_nothing_and_is_listed_with_the_reason() -> None:
    home = HouseholdFactory()
    kept, barred = GuardianFactory(household=home), GuardianFactory(household=home)
    student = with_guardians(StudentFactory(), kept)
    with_guardians(student, barred, court_order=True)
    found = written_to(student)
    assert [recipient.guardian_id for recipient in letters(found)] == [kept.pk]
    (excluded,) = [recipient for recipient in found if recipient.excluded]
    assert (excluded.guardian_id, excluded.excluded, excluded.channel) == (barred.pk, "court order", "")
    assert excluded.student_ids == (student.pk,)


def test_a_court_order_holds_for_one_pupil_and_not_for_the_sibling() -> None:
    father = GuardianFactory(email="")
    barred_from = with_guardians(StudentFactory(), father, court_order=True)
    sibling = with_guardians(StudentFactory(), father)
    found = written_to(barred_from, sibling)
    assert [recipient.student_ids for recipient in letters(found)] == [(sibling.pk,)]
    assert [recipient.student_ids for recipient in found if recipient.excluded] == [(barred_from.pk,)]


def test_do_not_contact_holds_for_every_pupil() -> None:
    guardian = GuardianFactory(do_not_contact=True)
    found = written_to(with_guardians(StudentFactory(), guardian), with_guardians(StudentFactory(), guardian))
    assert [(one.excluded, one.channel, len(one.student_ids)) for one in found] == [("do not contact", "", 2)]


def test_from_the_eighteenth_birthday_on_the_pupil_is_written_to_instead_of_the_guardians() -> None:
    of_age, a_day_younger = StudentFactory(birth_date="2008-03-02"), StudentFactory(birth_date="2008-03-03")
    home = HouseholdFactory()
    guardian = GuardianFactory(household=home)
    found = letters(written_to(with_guardians(of_age, guardian), with_guardians(a_day_younger, guardian)))
    assert {(one.kind, one.student_ids) for one in found} == {
        ("student", (of_age.pk,)),
        ("guardian", (a_day_younger.pk,)),
    }
    assert {one.household_id for one in found} == {home.pk}


def test_a_pupil_of_age_with_two_homes_is_on_the_work_list_until_somebody_says_where_to_write() -> None:
    student = two_households_make(birth_date="2007-01-01")
    (nowhere,) = written_to(student)
    assert (nowhere.kind, nowhere.channel, nowhere.excluded) == ("student", "", "")
    student.household = HouseholdFactory()
    student.save(update_fields=["household"])
    (letter,) = written_to(student)
    assert letter.household_id == student.household.pk


def test_a_birthday_on_29_february_is_reached_on_1_march() -> None:
    student = with_guardians(StudentFactory(birth_date="2008-02-29"), GuardianFactory(email=""))
    kinds = [families_of([student.pk], on=day)[0].kind for day in (date(2026, 2, 28), date(2026, 3, 1))]
    assert kinds == ["guardian", "student"]


def test_a_guardian_without_any_address_is_not_lost() -> None:
    found = written_to(with_guardians(StudentFactory(), GuardianFactory(household=None, email="")))
    assert [(one.channel, one.excluded, one.guardian_id is not None) for one in found] == [("", "", True)]


@pytest.mark.parametrize(
    "half",
    [{"lines": []}, {"lines": [" "]}, {"city": "", "postal_code": ""}, {"state": "", "postal_code": ""}],
)
def test_half_an_address_is_none(half: dict[str, Any]) -> None:
    student = with_guardians(StudentFactory(), GuardianFactory(household=HouseholdFactory(**half), email=""))
    assert [one.lines for one in written_to(student)] == [()]


def test_a_letter_abroad_names_the_country() -> None:
    home = HouseholdFactory(lines=["3 Fictional Road"], city="Lanternford", state="", postal_code="LX1", country="UK")
    (letter,) = letters(written_to(with_guardians(StudentFactory(), GuardianFactory(household=home))))
    assert letter.lines == ("3 Fictional Road", "Lanternford LX1", "UK")


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Parent or guardian of Eva Fictional"), ("es", "A los padres o tutores de Eva Fictional")],
)
def test_a_pupil_without_guardians_is_written_to_by_the_parents_place(language: str, name: str) -> None:
    home = HouseholdFactory(language=language)
    (letter,) = written_to(StudentFactory(given_name="Eva", household=home))
    assert (letter.name, letter.household_id, letter.guardian_id) == (name, home.pk, None)


def test_a_letter_speaks_the_households_language_and_an_email_the_guardians() -> None:
    home = HouseholdFactory(language="es")
    pair = [GuardianFactory(household=home, language=language, given_name=f"G{language}") for language in ("es", "en")]
    found = written_to(with_guardians(StudentFactory(), *pair))
    assert [(one.language, one.name) for one in letters(found)] == [("es", "Ges Fictional y Gen Fictional")]
    assert [one.language for one in found if one.channel == "email"] == ["es", "en"]


def test_a_tie_that_the_roster_no_longer_names_counts_no_more() -> None:
    student = family_make()
    Guardianship.objects.update(active=False)
    assert [one.guardian_id for one in written_to(student)] == [None]


def test_unknown_pupils_are_left_out() -> None:
    assert families_of([987654], on=ON) == []


@pytest.mark.parametrize("number", [1, 60])
def test_four_queries_whatever_the_number(number: int, django_assert_num_queries: Callable[..., Any]) -> None:
    school: School = SchoolFactory()
    pupils = students_make(number, school)
    with django_assert_num_queries(4):
        found = written_to(*pupils)
    assert len(letters(found)) == len(emails(found)) == number
