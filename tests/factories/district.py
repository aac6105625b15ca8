"""Schools, closures, adopted packs and people of a fictional district."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from district.models import AdoptedPack, Closure, School, User

MONDAY = date(2026, 3, 2)


class SchoolFactory(DjangoModelFactory[School]):
    class Meta:
        model = School

    name = factory.Sequence(lambda n: f"Lantern School {n}")
    code = factory.Sequence(lambda n: f"LS-{n}")
    lowest_grade = "K"
    highest_grade = "5"
    enrolment = 400


class ClosureFactory(DjangoModelFactory[Closure]):
    class Meta:
        model = Closure

    day = factory.Sequence(lambda n: MONDAY + timedelta(weeks=n))
    name = factory.Sequence(lambda n: f"Lantern holiday {n}")


class AdoptedPackFactory(DjangoModelFactory[AdoptedPack]):
    class Meta:
        model = AdoptedPack
        django_get_or_create = ("pack",)

    pack = "il-soppa"
    adopted_on = date(2021, 7, 1)


class PersonFactory(DjangoModelFactory[User]):
    """A person without a role and without a usable password."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@prairie-lantern.example")
    name = factory.Sequence(lambda n: f"Person {n} Fictional")
    password = "!"
