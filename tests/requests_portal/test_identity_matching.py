"""Who is known by the records alone, who gets a code to the address on record, and who waits for a person."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requests_portal.identity.matching import Match, identity_match
from requests_portal.models import PrivacyRequest
from tests.factories.requests import RequestFactory, request_received
from tests.factories.roster import GuardianFactory, GuardianshipFactory, HouseholdFactory, StudentFactory
from tests.requests_portal.identity_cast import GROWN, NOBODY, OTHER_ADDRESS, STRANGER, ana, rosa, tie_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def matched(now: datetime, *, asker: dict[str, Any] | None = None, said: dict[str, Any] | None = None) -> Match:
    return identity_match(request_received(now, asker=asker or {}, said=said or {}), now)


def verdict(match: Match) -> str:
    return "known" if match.known else "code" if match.on_record else "waits"


def test_a_mother_whose_confirmed_address_is_on_record_is_known(now: datetime) -> None:
    student = ana()
    guardian = rosa(student)
    match = matched(now)
    assert verdict(match) == "known"
    assert match.pupil is not None
    assert match.tie is not None
    assert (match.pupil.student, match.tie.guardian) == (student, guardian)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"student_number": ""}, "known"),  # name and birth date
        ({"birth_date": ""}, "known"),  # number and name
        ({"student_name": "Anita"}, "known"),  # number and birth date: the name she is called by
        ({"student_number": "", "birth_date": ""}, "waits"),  # a name alone
        ({"student_name": "Anita", "birth_date": ""}, "waits"),  # a number alone may be a sister's
        ({"student_number": "100243"}, "known"),  # two digits turned around
        (NOBODY, "waits"),
    ],
)
def test_two_of_number_name_and_birth_date_make_the_pupil_sure(
    now: datetime, said: dict[str, str], expected: str
) -> None:
    rosa(ana())
    assert verdict(matched(now, said=said)) == expected


def test_letter_case_accents_and_order_of_names_do_not_matter(now: datetime) -> None:
    rosa(ana())
    match = matched(now, asker={"name": "FICTIONAL, Rosá"}, said={"student_name": "fictional,  ANA"})
    assert verdict(match) == "known"


def test_twins_who_are_mixed_up_are_nobody_for_sure(now: datetime) -> None:
    guardian = rosa(ana())
    eva = StudentFactory(given_name="Eva", family_name="Fictional", number="100235", birth_date="2014-05-06")
    GuardianshipFactory(student=eva, guardian=guardian)
    assert verdict(matched(now, said={"student_number": "100235"})) == "waits"
    assert verdict(matched(now, said={"student_number": "100235", "student_name": "Eva Fictional"})) == "known"


def test_a_stranger_waits_whatever_they_know_of_the_child(now: datetime) -> None:
    rosa(ana())
    assert verdict(matched(now, asker=STRANGER)) == "waits"


def test_the_name_and_street_of_a_mother_are_not_enough_they_lead_to_her_own_inbox(now: datetime) -> None:
    """Both are known to many. The code goes to the address on record, not to the one that asks."""
    student = ana()
    guardian = rosa(student)
    match = matched(now, asker=OTHER_ADDRESS)
    assert verdict(match) == "code"
    assert match.on_record is not None
    assert (match.on_record.email, match.on_record.guardian_id) == ("rosa@family.example", guardian.pk)


def test_without_an_address_on_record_a_person_is_needed(now: datetime) -> None:
    GuardianshipFactory(student=ana(), guardian=GuardianFactory(given_name="Rosa", email="", phone="2175550101"))
    match = matched(now)
    assert verdict(match) == "waits"
    assert match.facts["guardian"] == {"name": True, "email": False, "phone": True, "address": False}


def test_a_street_agrees_by_its_key(now: datetime) -> None:
    home = HouseholdFactory(lines=["7 FICTIONAL STREET."])
    GuardianshipFactory(student=ana(), guardian=GuardianFactory(given_name="Rosa", email="", household=home))
    assert matched(now).facts["guardian"]["address"]


def test_another_name_with_the_address_on_record_is_known_by_family_name(now: datetime) -> None:
    rosa(ana())
    assert verdict(matched(now, asker={"name": "Rosie Fictional"})) == "known"
    assert verdict(matched(now, asker={"name": "Rosie Elsewhere"})) == "waits"


def test_two_parents_with_one_mailbox_are_told_apart_by_their_names(now: datetime) -> None:
    student = ana()
    rosa(student)
    luis = GuardianFactory(given_name="Luis", family_name="Fictional", email="rosa@family.example")
    GuardianshipFactory(student=student, guardian=luis)
    match = matched(now, asker={"name": "Luis Fictional"})
    assert verdict(match) == "known"
    assert match.tie is not None
    assert match.tie.guardian == luis
    assert verdict(matched(now, asker={"name": "L. Fictional"})) == "waits"


def test_an_order_on_file_bars_its_parent_and_nobody_else(now: datetime) -> None:
    student = ana()
    guardian = rosa(student)
    luis = GuardianFactory(given_name="Luis", family_name="Fictional", email="luis@family.example")
    GuardianshipFactory(student=student, guardian=luis, court_order=True, note={"reason": "Order 12"})
    barred = {"name": "Luis Fictional", "email": "luis@family.example"}
    assert verdict(matched(now, asker=barred)) == "waits"
    assert verdict(matched(now, asker={**barred, **OTHER_ADDRESS})) == "waits"
    assert verdict(matched(now)) == "known"
    assert tie_of(student, guardian).court_order is False


def test_a_mailbox_that_a_barred_parent_shares_proves_nothing(now: datetime) -> None:
    student = ana()
    rosa(student)
    luis = GuardianFactory(given_name="Luis", family_name="Fictional", email="rosa@family.example")
    GuardianshipFactory(student=student, guardian=luis, court_order=True)
    assert verdict(matched(now)) == "waits"
    assert verdict(matched(now, asker=OTHER_ADDRESS)) == "waits"


def test_a_parent_without_custody_has_the_same_rights(now: datetime) -> None:
    student = ana()
    rosa(student)
    luis = GuardianFactory(given_name="Luis", family_name="Fictional", email="luis@family.example")
    GuardianshipFactory(student=student, guardian=luis, relationship="father, lives elsewhere")
    assert verdict(matched(now, asker={"name": "Luis Fictional", "email": "luis@family.example"})) == "known"


def test_a_tie_that_no_longer_holds_and_a_marked_guardian_wait(now: datetime) -> None:
    student = ana()
    guardian = rosa(student)
    tie = tie_of(student, guardian)
    tie.active = False
    tie.save(update_fields=["active"])
    assert verdict(matched(now)) == "waits"
    tie.active = True
    tie.save(update_fields=["active"])
    guardian.do_not_contact = True
    guardian.save(update_fields=["do_not_contact"])
    assert verdict(matched(now)) == "waits"


def test_from_eighteen_on_the_rights_are_the_pupils_own(now: datetime) -> None:
    """20 U.S.C. 1232g(d)."""
    rosa(ana(**GROWN))
    said = {"birth_date": "2008-02-01"}
    herself = {"name": "Ana Fictional", "email": "ana@pupils.example", "relationship": "student"}
    assert verdict(matched(now, said=said)) == "waits"
    assert verdict(matched(now, asker=herself, said=said)) == "known"
    match = matched(now, asker={**herself, **OTHER_ADDRESS}, said=said)
    assert verdict(match) == "code"
    assert match.on_record is not None
    assert match.on_record.email == "ana@pupils.example"


def test_a_pupil_below_eighteen_cannot_ask_for_herself(now: datetime) -> None:
    rosa(ana(email="ana@pupils.example"))
    herself = {"name": "Ana Fictional", "email": "ana@pupils.example", "relationship": "student"}
    assert verdict(matched(now, asker=herself)) == "waits"


def test_what_staff_took_down_is_no_confirmed_address(now: datetime) -> None:
    rosa(ana())
    request: PrivacyRequest = RequestFactory(channel="paper")
    match = identity_match(request, now)
    assert not match.known
    assert match.facts["guardian"]["email"]


def test_nothing_said_finds_nobody(now: datetime) -> None:
    StudentFactory(number="", birth_date="", given_name="", family_name="")
    said = {"student_name": "", "student_number": "", "birth_date": ""}
    assert matched(now, said=said).pupils == ()


def test_the_same_queries_whoever_asks_about_whomever(now: datetime) -> None:
    """So that no answer takes longer where the pupil exists."""
    rosa(ana())
    shapes = set()
    for said in ({}, NOBODY, {"student_number": ""}, {"student_name": ""}):
        for asker in ({}, STRANGER, {"relationship": "student"}, {"email": "", "lines": []}):
            request = request_received(now, asker=asker, said=said)
            with CaptureQueriesContext(connection) as made:
                identity_match(request, now)
            shapes.add(tuple(query["sql"].split("WHERE")[0] for query in made.captured_queries))
    (queries,) = shapes
    assert len(queries) == 3
