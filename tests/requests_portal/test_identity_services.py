"""What follows from a comparison: known, a code to the address on record, or a person's work; each attempt is kept."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps

from deadlines.selectors import clocks_of, deadlines_open
from district.models import User
from notices.models import Message
from requests_portal.identity.recipients import guardian_recipient
from requests_portal.identity.services import (
    identity_code_repeat,
    identity_code_typed,
    identity_in_person,
    identity_refuse,
    identity_settle,
    identity_undo,
    record_code_send,
    requests_uncompared,
)
from requests_portal.identity.tasks import identity_sweep
from requests_portal.models import IdentityAttempt, IdentityState, PrivacyRequest, RequestState
from requests_portal.selectors import steps_of
from requests_portal.services import RequestRefused
from tests.factories.district import AdoptedPackFactory
from tests.factories.requests import request_asked, request_received
from tests.factories.roster import GuardianFactory, GuardianshipFactory
from tests.requests_portal.identity_cast import (
    GROWN,
    NOBODY,
    OTHER_ADDRESS,
    STRANGER,
    ana,
    attempts,
    codes_to_record,
    rosa,
    tie_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
BY_HER = b"k" * 16


def settled(now: datetime, **asked: Any) -> PrivacyRequest:
    request = request_received(now, **asked)
    identity_settle(request_id=request.pk, now=now)
    request.refresh_from_db()
    return request


def code_of(request: PrivacyRequest) -> str:
    """The digits of the newest code to the address on record."""
    content: Any = Message.objects.filter(key__startswith=f"request.{request.pk}.code.").latest("pk").content
    return re.findall(r"^\d{6}$", content["body"], re.MULTILINE)[0]


def typed(request: PrivacyRequest, digits: str, now: datetime) -> bool:
    return identity_code_typed(request=request, typed=digits, asker=BY_HER, now=now)


def test_who_is_known_by_the_records_is_settled_at_once(now: datetime) -> None:
    student = ana()
    guardian = rosa(student)
    request = settled(now)
    assert (request.identity, request.student, request.guardian) == (IdentityState.RECORDS, student, guardian)
    assert attempts(request) == [("records", "matched")]


def test_the_family_reads_nothing_of_it(now: datetime) -> None:
    rosa(ana())
    known, unknown = settled(now), settled(now, said=NOBODY)
    codes = [[step.code for step in steps_of(request, family=True)] for request in (known, unknown)]
    assert codes[0] == codes[1]


def test_who_is_not_known_waits_and_the_clocks_go_on(now: datetime) -> None:
    AdoptedPackFactory(pack="il-school-records")
    request = settled(now, asker=STRANGER)
    assert (request.identity, request.state) == (IdentityState.PENDING, RequestState.RECEIVED)
    assert attempts(request) == [("records", "not_matched")]
    assert deadlines_open(clocks_of(request)).exists()


def test_comparing_twice_changes_nothing(now: datetime) -> None:
    request = settled(now)
    rosa(ana())
    assert identity_settle(request_id=request.pk, now=now) is None
    assert len(attempts(request)) == 1


def test_directory_information_needs_no_identity(now: datetime) -> None:
    request = settled(now, kind="directory")
    assert request.identity == IdentityState.NOT_NEEDED
    assert attempts(request) == []


def test_an_unconfirmed_request_is_not_compared(now: datetime) -> None:
    rosa(ana())
    request = request_asked(now)
    assert identity_settle(request_id=request.pk, now=now) is None
    assert not requests_uncompared().exists()


def test_a_comparison_that_was_lost_is_made_by_the_timer(now: datetime) -> None:
    rosa(ana())
    request = request_received(now)
    assert list(requests_uncompared()) == [request]
    assert identity_sweep() == 1
    assert not requests_uncompared().exists()


def test_a_code_to_the_address_on_record_says_who_asks(now: datetime) -> None:
    student = ana()
    guardian = rosa(student)
    request = settled(now, asker=OTHER_ADDRESS)
    assert (request.identity, codes_to_record(request)) == (IdentityState.PENDING, 1)
    assert typed(request, code_of(request), now + timedelta(minutes=5))
    request.refresh_from_db()
    assert (request.identity, request.student, request.guardian) == (IdentityState.CODE, student, guardian)
    assert attempts(request) == [("records", "not_matched"), ("code_sent", "done"), ("code", "matched")]


def test_a_wrong_code_is_an_attempt_and_opens_nothing(now: datetime) -> None:
    rosa(ana())
    request = settled(now, asker=OTHER_ADDRESS)
    wrong = f"{(int(code_of(request)) + 1) % 10**6:06}"
    assert not typed(request, wrong, now)
    assert not typed(settled(now, said=NOBODY), wrong, now)
    request.refresh_from_db()
    assert request.identity == IdentityState.PENDING
    assert attempts(request)[-1] == ("code", "not_matched")
    last = IdentityAttempt.objects.filter(request=request).latest("at", "pk")
    assert bytes(last.asker_hash) == BY_HER


def test_an_order_that_came_after_the_code_counts(now: datetime) -> None:
    student = ana()
    guardian = rosa(student)
    request = settled(now, asker=OTHER_ADDRESS)
    tie = tie_of(student, guardian)
    tie.court_order = True
    tie.save(update_fields=["court_order"])
    assert not typed(request, code_of(request), now)
    request.refresh_from_db()
    assert request.identity == IdentityState.PENDING


def test_a_pupil_who_turned_eighteen_since_the_code_asks_for_herself(now: datetime) -> None:
    rosa(ana(birth_date="2008-03-04"))
    request = settled(now, asker=OTHER_ADDRESS, said={"birth_date": "2008-03-04"})
    digits = code_of(request)
    assert not typed(request, digits, now + timedelta(days=2))


def test_nobodys_inbox_is_filled_with_codes(now: datetime) -> None:
    guardian = rosa(ana())
    for minute in range(6):
        settled(now + timedelta(minutes=minute), asker={"email": f"somebody{minute}@stranger.example"})
    assert guardian.pk
    assert Message.objects.filter(key__contains=".code.").count() == 3
    assert IdentityAttempt.objects.filter(how="limit").count() == 3


def test_one_asker_is_compared_ten_times_a_day(now: datetime) -> None:
    requests = [
        settled(now + timedelta(minutes=minute), asker=STRANGER, said={**NOBODY, "student_number": f"9{minute}"})
        for minute in range(11)
    ]
    assert attempts(requests[9]) == [("records", "not_matched")]
    assert attempts(requests[10]) == [("limit", "waits")]


def test_one_pupil_is_guessed_at_six_times_a_day_and_her_mother_may_ask_the_day_after(now: datetime) -> None:
    rosa(ana())
    for minute in range(6):
        settled(now + timedelta(minutes=minute), asker={**STRANGER, "email": f"s{minute}@stranger.example"})
    assert attempts(settled(now + timedelta(hours=1))) == [("limit", "waits")]
    assert settled(now + timedelta(days=1, hours=1)).identity == IdentityState.RECORDS


def test_another_code_goes_only_where_one_went_before(now: datetime) -> None:
    rosa(ana())
    with_record = settled(now, asker=OTHER_ADDRESS)
    without = settled(now, said=NOBODY)
    for request in (with_record, without):
        identity_code_repeat(request_id=request.pk, now=now + timedelta(minutes=1))
    assert (codes_to_record(with_record), codes_to_record(without)) == (2, 0)


def test_a_person_confirms_face_to_face(now: datetime, dana: User) -> None:
    student = ana()
    request = settled(now, asker=STRANGER)
    values = {"student": student, "guardian": None, "way": "document", "note": "Front office of Lantern School"}
    identity_in_person(request=request, actor=dana, now=now, **values)  # type: ignore[arg-type]
    assert (request.identity, request.student, request.guardian) == (IdentityState.IN_PERSON, student, None)
    last = IdentityAttempt.objects.filter(request=request).latest("at", "pk")
    assert (last.how, last.by, last.facts) == ("in_person", dana, {"way": "document", "on_record": False})


def test_nobody_confirms_a_parent_against_whom_an_order_is_on_file(now: datetime, dana: User) -> None:
    student = ana()
    guardian = rosa(student, court_order=True)
    request = settled(now)
    with pytest.raises(RequestRefused, match="court order"):
        identity_in_person(
            request=request, student=student, guardian=guardian, way="known", note="Seen.", actor=dana, now=now
        )
    with pytest.raises(RequestRefused, match="Nothing is sent"):
        record_code_send(request=request, to=guardian_recipient(guardian, student), actor=dana, now=now)
    assert codes_to_record(request) == 0


def test_nobody_else_is_confirmed_in_the_place_of_a_barred_parent(now: datetime, dana: User) -> None:
    student = ana()
    mother = rosa(student)
    father = GuardianFactory(given_name="Luis", family_name="Fictional", email="luis@family.example")
    GuardianshipFactory(student=student, guardian=father, court_order=True)
    request = settled(now, asker={"name": "Luis Fictional", "email": "somewhere@family.example"})
    for guardian in (None, mother):
        with pytest.raises(RequestRefused, match="court order"):
            identity_in_person(
                request=request, student=student, guardian=guardian, way="known", note="Seen.", actor=dana, now=now
            )
    hers = settled(now, asker=OTHER_ADDRESS)
    identity_in_person(request=hers, student=student, guardian=mother, way="known", note="Seen.", actor=dana, now=now)
    assert hers.identity == IdentityState.IN_PERSON


def test_a_pupil_below_eighteen_is_not_confirmed_as_the_one_who_asks(now: datetime, dana: User) -> None:
    student = ana()
    request = settled(now, asker={"name": "Ana Fictional", "relationship": "student"})
    with pytest.raises(RequestRefused, match="not eighteen"):
        identity_in_person(
            request=request, student=student, guardian=None, way="pupil", note="Seen.", actor=dana, now=now
        )


def test_a_guardian_of_a_pupil_of_eighteen_needs_the_pupils_word(now: datetime, dana: User) -> None:
    student = ana(**GROWN)
    guardian = rosa(student)
    request = settled(now, said={"birth_date": GROWN["birth_date"]})
    values: dict[str, Any] = {
        "student": student,
        "guardian": guardian,
        "note": "Front office",
        "actor": dana,
        "now": now,
    }
    with pytest.raises(RequestRefused, match="eighteen"):
        identity_in_person(request=request, way="known", **values)
    identity_in_person(request=request, way="consent", **values)
    assert request.identity == IdentityState.IN_PERSON


def test_refusing_closes_with_one_sentence_whatever_the_reason(now: datetime, dana: User) -> None:
    rosa(ana(), court_order=True)
    barred, unknown = settled(now), settled(now, said=NOBODY)
    identity_refuse(request=barred, because="An order is on file.", actor=dana, now=now)
    identity_refuse(request=unknown, because="No such pupil.", actor=dana, now=now)
    shown = [[(step.code, step.facts) for step in steps_of(one, family=True)[1:]] for one in (barred, unknown)]
    assert shown[0] == shown[1]
    assert (barred.state, barred.identity) == (RequestState.CLOSED, IdentityState.FAILED)


def test_a_confirmation_is_taken_back_with_a_reason(now: datetime, dana: User) -> None:
    rosa(ana())
    request = settled(now)
    with pytest.raises(RequestRefused):
        identity_undo(request=request, because=" ", actor=dana, now=now)
    identity_undo(request=request, because="The wrong sister.", actor=dana, now=now)
    assert (request.identity, request.student, request.guardian) == (IdentityState.PENDING, None, None)
    assert attempts(request)[-1] == ("undone", "done")
    assert identity_settle(request_id=request.pk, now=now) is None  # a person decided: the timer leaves it alone
    with pytest.raises(RequestRefused):
        identity_undo(request=request, because="Again.", actor=dana, now=now)


def test_attempts_stand_in_the_trail_without_the_hashes(now: datetime) -> None:
    request = settled(now, asker=STRANGER)
    event_model: Any = apps.get_model("requests_portal", "IdentityAttemptEvent")
    (event,) = event_model.objects.filter(request=request)
    assert event.how == "records"
    assert not hasattr(event, "asker_hash")
    assert not hasattr(event, "said_key")


def test_two_ties_of_one_name_lead_no_code_anywhere(now: datetime) -> None:
    student = ana()
    rosa(student)
    other = GuardianFactory(given_name="Rosa", family_name="Fictional", email="another@family.example")
    GuardianshipFactory(student=student, guardian=other)
    assert codes_to_record(settled(now, asker=OTHER_ADDRESS)) == 0
