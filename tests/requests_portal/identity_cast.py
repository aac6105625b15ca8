"""The families of the tests on identity: one pupil, whoever asks about her, and what the roster says of them."""

from typing import Any

from requests_portal.models import IdentityAttempt, OneTimeCode, PrivacyRequest
from roster.models import Guardian, Guardianship, Student
from tests.factories.requests import SAID
from tests.factories.roster import GuardianFactory, GuardianshipFactory, StudentFactory

ANA = {"given_name": "Ana", "family_name": "Fictional", "number": "100234", "birth_date": "2014-05-06"}
GROWN = {**ANA, "birth_date": "2008-02-01", "email": "ana@pupils.example"}
NOBODY = {"student_name": "Nobody Invented", "student_number": "999999", "birth_date": "2013-01-01"}
STRANGER = {"name": "Sam Stranger", "email": "sam@stranger.example"}
OTHER_ADDRESS = {"email": "elsewhere@family.example"}


def ana(**student: Any) -> Student:
    made: Student = StudentFactory(**{**ANA, **student})
    return made


def rosa(student: Student, **tie: Any) -> Guardian:
    """Her mother, as the requests of the factories name her."""
    guardian: Guardian = GuardianFactory(
        given_name="Rosa", family_name="Fictional", email="rosa@family.example", phone="(217) 555-0101"
    )
    GuardianshipFactory(student=student, guardian=guardian, **tie)
    return guardian


def tie_of(student: Student, guardian: Guardian) -> Guardianship:
    return Guardianship.objects.get(student=student, guardian=guardian)


def attempts(request: PrivacyRequest) -> list[tuple[str, str]]:
    """What was tried, the oldest first: how, and with what outcome."""
    rows = IdentityAttempt.objects.filter(request=request).order_by("at", "pk")
    return list(rows.values_list("how", "outcome"))


def codes_to_record(request: PrivacyRequest) -> int:
    return OneTimeCode.objects.filter(request=request, sent_to="record").count()


__all__ = ["SAID", "ana", "attempts", "codes_to_record", "rosa", "tie_of"]
