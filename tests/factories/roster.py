"""Pupils, households and guardians: plainly fictional, with the keys that belong to what is sealed.

StudentFactory(given_name="Ana", number="100234")
family_make(guardians=2, language="es")            # one household
two_households_make()                              # a pupil, two guardians, two addresses
students_make(50_000, school)                      # quickly, with a guardian each
"""

from typing import Any

import factory
from django.db.models import Model
from factory.django import DjangoModelFactory

from roster import keys
from roster.models import Guardian, Guardianship, Household, Student
from tests.factories.district import SchoolFactory


class HouseholdFactory(DjangoModelFactory[Household]):
    class Meta:
        model = Household

    class Params:
        lines = factory.Sequence(lambda n: [f"{n} Fictional Street"])
        city = "Prairie Lantern"
        state = "IL"
        postal_code = "60000"
        country = ""

    source_key = factory.Sequence(lambda n: f"household-{n}")
    language = "en"
    sealed = factory.LazyAttribute(
        lambda o: {
            "lines": o.lines,
            "city": o.city,
            "state": o.state,
            "postal_code": o.postal_code,
            "country": o.country,
        }
    )
    address_key = factory.LazyAttribute(lambda o: keys.household_keys(o.sealed)["address_key"])


class StudentFactory(DjangoModelFactory[Student]):
    class Meta:
        model = Student

    class Params:
        number = factory.Sequence(lambda n: f"1{n:05}")
        given_name = factory.Sequence(lambda n: f"Pupil{n}")
        family_name = "Fictional"
        birth_date = "2014-05-06"
        email = ""

    source_id = factory.Sequence(lambda n: f"student-{n}")
    school = factory.SubFactory(SchoolFactory)
    grade = "5"
    language = "en"
    sealed = factory.LazyAttribute(
        lambda o: {
            "number": o.number,
            "given_name": o.given_name,
            "family_name": o.family_name,
            "birth_date": o.birth_date,
            "email": o.email,
            "language": o.language,
        }
    )
    number_key = factory.LazyAttribute(lambda o: keys.student_keys(o.sealed)["number_key"])
    name_key = factory.LazyAttribute(lambda o: keys.student_keys(o.sealed)["name_key"])
    family_key = factory.LazyAttribute(lambda o: keys.student_keys(o.sealed)["family_key"])
    birth_key = factory.LazyAttribute(lambda o: keys.student_keys(o.sealed)["birth_key"])
    name_birth_key = factory.LazyAttribute(lambda o: keys.student_keys(o.sealed)["name_birth_key"])


class GuardianFactory(DjangoModelFactory[Guardian]):
    class Meta:
        model = Guardian

    class Params:
        given_name = factory.Sequence(lambda n: f"Parent{n}")
        family_name = "Fictional"
        email = factory.Sequence(lambda n: f"parent{n}@families.example")
        phone = ""
        salutation = ""

    source_id = factory.Sequence(lambda n: f"guardian-{n}")
    household = factory.SubFactory(HouseholdFactory)
    language = "en"
    sealed = factory.LazyAttribute(
        lambda o: {
            "given_name": o.given_name,
            "family_name": o.family_name,
            "email": o.email,
            "phone": o.phone,
            "salutation": o.salutation,
        }
    )
    name_key = factory.LazyAttribute(lambda o: keys.guardian_keys(o.sealed)["name_key"])
    family_key = factory.LazyAttribute(lambda o: keys.guardian_keys(o.sealed)["family_key"])
    email_key = factory.LazyAttribute(lambda o: keys.guardian_keys(o.sealed)["email_key"])
    phone_key = factory.LazyAttribute(lambda o: keys.guardian_keys(o.sealed)["phone_key"])


class GuardianshipFactory(DjangoModelFactory[Guardianship]):
    class Meta:
        model = Guardianship

    student = factory.SubFactory(StudentFactory)
    guardian = factory.SubFactory(GuardianFactory)
    relationship = "parent"


def family_make(*, students: int = 1, guardians: int = 1, language: str = "en", **household: Any) -> Student:
    """Pupils of one school and their guardians in one household; the first pupil."""
    home = HouseholdFactory(language=language, **household)
    school = SchoolFactory()
    pupils = [StudentFactory(school=school, language=language) for _ in range(students)]
    for _ in range(guardians):
        guardian = GuardianFactory(household=home, language=language)
        for pupil in pupils:
            GuardianshipFactory(student=pupil, guardian=guardian)
    return pupils[0]


def two_households_make(**student: Any) -> Student:
    """A pupil whose two guardians live at two addresses."""
    pupil = StudentFactory(**student)
    for _ in range(2):
        GuardianshipFactory(student=pupil, guardian=GuardianFactory())
    return pupil


def students_make(number: int, school: Any = None, *, language: str = "en") -> list[Student]:
    """Many pupils with one guardian and household each, in four statements."""
    school = school or SchoolFactory()
    homes = _saved(Household, HouseholdFactory.build_batch(number, language=language))
    guardians = [GuardianFactory.build(household=home, language=language) for home in homes]
    _saved(Guardian, guardians)
    pupils = _saved(Student, [StudentFactory.build(school=school, language=language) for _ in range(number)])
    pairs = zip(pupils, guardians, strict=True)
    _saved(Guardianship, [Guardianship(student=pupil, guardian=guardian) for pupil, guardian in pairs])
    return pupils


def _saved(model: type[Model], rows: list[Any]) -> list[Any]:
    return list(model._default_manager.bulk_create(rows, batch_size=5000))
