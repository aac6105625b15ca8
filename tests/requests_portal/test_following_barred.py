"""A page that was open closes at once when the roster says that whoever asked may not read about the pupil any more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from district.clock import now as clock_now
from district.models import User
from requests_portal.models import IdentityState, PrivacyRequest
from requests_portal.thread.services import thread_out
from roster.models import Guardianship
from tests.factories.requests import request_received
from tests.factories.roster import GuardianFactory, GuardianshipFactory
from tests.requests_portal.following_cast import ROSA, code_for, forget_limits, let_in, link_for

pytestmark = pytest.mark.django_db
PAGES = ("follow", "messages", "copies", "decision", "complain", "withdraw")


@pytest.fixture(autouse=True)
def house(district: object) -> None:
    forget_limits()


@pytest.fixture
def tie() -> Guardianship:
    return GuardianshipFactory(guardian=GuardianFactory(given_name="Rosa", family_name="Fictional", email=ROSA))


@pytest.fixture
def case(tie: Guardianship, dana: User) -> PrivacyRequest:
    """Known by the records; the district wrote something about the pupil."""
    now = clock_now()
    case = request_received(now - timedelta(days=2))
    case.identity, case.student, case.guardian = IdentityState.RECORDS, tie.student, tie.guardian
    case.save(update_fields=["identity", "student", "guardian"])
    thread_out(request=case, subject="Her grade", text="Ana is in grade 5.", actor=dana, now=now)
    return case


def seen(client: Client, token: str) -> list[str]:
    """What each page answers with, where it is not the door."""
    answers = {name: client.get(reverse(f"portal:{name}", args=[token]), follow=True) for name in PAGES}
    return [name for name, answer in answers.items() if "Open your request" not in answer.content.decode()]


def test_a_guardian_who_may_read_sees_everything(case: PrivacyRequest, client: Client) -> None:
    token = link_for(case, clock_now())
    let_in(client, case, token)
    assert seen(client, token) == list(PAGES)


def test_a_court_order_closes_an_open_page_at_once(case: PrivacyRequest, tie: Guardianship, client: Client) -> None:
    token = link_for(case, clock_now())
    let_in(client, case, token)
    assert "grade 5" in client.get(reverse("portal:messages", args=[token])).content.decode()
    Guardianship.objects.filter(pk=tie.pk).update(court_order=True)
    assert seen(client, token) == []


def test_after_an_order_no_code_is_sent_and_one_sent_before_opens_nothing(
    case: PrivacyRequest, tie: Guardianship, client: Client
) -> None:
    token = link_for(case, clock_now())
    client.post(reverse("portal:send", args=[token]))
    code = code_for(case)
    Guardianship.objects.filter(pk=tie.pk).update(court_order=True)
    client.post(reverse("portal:send", args=[token]))
    assert case.codes.count() == 1
    assert client.post(reverse("portal:code", args=[token]), {"code": code}).status_code == 422
    assert seen(client, token) == []


def test_an_order_on_whoever_reads_the_same_mailbox_closes_it_too(
    case: PrivacyRequest, tie: Guardianship, client: Client
) -> None:
    token = link_for(case, clock_now())
    let_in(client, case, token)
    GuardianshipFactory(student=tie.student, guardian=GuardianFactory(email=ROSA), court_order=True)
    assert seen(client, token) == []


def test_a_tie_that_the_roster_dropped_closes_what_the_records_opened(
    case: PrivacyRequest, tie: Guardianship, client: Client
) -> None:
    token = link_for(case, clock_now())
    let_in(client, case, token)
    Guardianship.objects.filter(pk=tie.pk).update(active=False)
    assert seen(client, token) == []


def test_whoever_a_person_confirmed_stays_where_the_roster_drops_the_tie(
    case: PrivacyRequest, tie: Guardianship, client: Client
) -> None:
    PrivacyRequest.objects.filter(pk=case.pk).update(identity=IdentityState.IN_PERSON)
    token = link_for(case, clock_now())
    let_in(client, case, token)
    Guardianship.objects.filter(pk=tie.pk).update(active=False)
    assert seen(client, token) == list(PAGES)


def test_an_order_on_a_parent_with_another_mailbox_closes_nothing(
    case: PrivacyRequest, tie: Guardianship, client: Client
) -> None:
    token = link_for(case, clock_now())
    let_in(client, case, token)
    GuardianshipFactory(student=tie.student, guardian=GuardianFactory(email="ben@family.example"), court_order=True)
    assert seen(client, token) == list(PAGES)
