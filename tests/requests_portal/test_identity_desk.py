"""The tab "Who asks": who may open it, what it shows to whom, and what its buttons do."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from district.models import User
from requests_portal.identity.services import identity_settle
from requests_portal.models import IdentityState, PrivacyRequest, RequestState
from roster.models import PersonAct
from tests.factories.requests import request_received
from tests.factories.roster import GuardianFactory, GuardianshipFactory
from tests.requests_portal.identity_cast import GROWN, NOBODY, OTHER_ADDRESS, STRANGER, ana, codes_to_record, rosa

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
SignIn = Callable[[User], Client]


@pytest.fixture
def rita(person: Callable[..., User]) -> User:
    """The records custodian."""
    return person("Rita Fictional", "records_custodian")


def settled(now: datetime, **asked: Any) -> PrivacyRequest:
    request = request_received(now, **asked)
    identity_settle(request_id=request.pk, now=now)
    request.refresh_from_db()
    return request


def page_of(request: PrivacyRequest, name: str = "identity", *more: int) -> str:
    return reverse(f"requests:{name}", args=[request.pk, *more])


def test_the_tab_is_for_those_who_may_see_requests_and_pupils(
    now: datetime,
    signed_in: SignIn,
    client: Client,
    rita: User,
    dana: User,
    ari: User,
    tom: User,
    olga: User,
    cora: User,
) -> None:
    address = page_of(settled(now))
    assert client.get(address).status_code == 302
    for user, status in ((rita, 200), (dana, 200), (ari, 200), (tom, 403), (olga, 403), (cora, 403)):
        assert signed_in(user).get(address).status_code == status


def test_who_may_only_read_changes_nothing(now: datetime, signed_in: SignIn, ari: User) -> None:
    student = ana()
    guardian = rosa(student)
    request = settled(now, asker=OTHER_ADDRESS)
    for name, more in (
        ("identity-confirm", (student.pk, guardian.pk)),
        ("identity-code", (student.pk, guardian.pk)),
        ("identity-refuse", ()),
        ("identity-undo", ()),
    ):
        assert signed_in(ari).post(page_of(request, name, *more)).status_code == 403
    page = signed_in(ari).get(page_of(request)).content.decode()
    assert "Confirm face to face" not in page
    assert "Look for another pupil" not in page


def test_the_page_says_what_agrees_and_what_differs(now: datetime, signed_in: SignIn, rita: User) -> None:
    rosa(ana())
    page = signed_in(rita).get(page_of(settled(now, asker=OTHER_ADDRESS)))
    (pupil,) = page.context["pupils"]
    assert [(mark.title, mark.word) for mark in pupil.marks] == [
        ("Number", "agrees"),
        ("Name", "agrees"),
        ("Date of birth", "agrees"),
    ]
    (tie,) = pupil.ties
    assert [mark.word for mark in tie.marks] == ["agrees", "differs", "agrees", "differs"]
    assert "elsewhere@family.example (confirmed)" in page.content.decode()


def test_an_order_is_shown_to_the_custodian_and_to_no_reader(
    now: datetime, signed_in: SignIn, rita: User, ari: User, person: Callable[..., User]
) -> None:
    rosa(ana(), court_order=True, note={"reason": "Order 12 of the county court"})
    request = settled(now)
    page = signed_in(rita).get(page_of(request)).content.decode()
    assert "court order on file: no access" in page
    assert "Order 12 of the county court" in page
    assert "Confirm face to face" not in page
    for reader in (ari, person("Sue Fictional", "superintendent"), person("Dirk Fictional", "director")):
        page = signed_in(reader).get(page_of(request)).content.decode()
        assert "court order" not in page
        assert "Order 12" not in page


def test_looking_at_a_pupil_leaves_a_line(now: datetime, signed_in: SignIn, rita: User) -> None:
    student = ana()
    signed_in(rita).get(page_of(settled(now)))
    assert PersonAct.objects.filter(by=rita, student_number=student.pk, what="looked").count() == 1


def test_confirming_face_to_face_needs_a_way_and_a_place(now: datetime, signed_in: SignIn, rita: User) -> None:
    student = ana()
    guardian = rosa(student)
    request = settled(now, asker=OTHER_ADDRESS)
    address = page_of(request, "identity-confirm", student.pk, guardian.pk)
    assert signed_in(rita).get(address).status_code == 200
    assert signed_in(rita).post(address, {"way": "a passport was copied"}).status_code == 422
    answer = signed_in(rita).post(address, {"way": "known", "note": "Front office"}, follow=True)
    assert "Confirmed. The request goes on." in answer.content.decode()
    request.refresh_from_db()
    assert (request.identity, request.guardian) == (IdentityState.IN_PERSON, guardian)


def test_an_order_is_said_in_words_to_who_tries_its_address(now: datetime, signed_in: SignIn, rita: User) -> None:
    student = ana()
    guardian = rosa(student, court_order=True)
    address = page_of(settled(now), "identity-confirm", student.pk, guardian.pk)
    answer = signed_in(rita).post(address, {"way": "known", "note": "Front office"})
    assert answer.status_code == 422
    assert "A court order is on file" in answer.content.decode()


def test_only_the_pupils_own_guardians_can_be_chosen(now: datetime, signed_in: SignIn, rita: User) -> None:
    stranger = GuardianFactory()
    address = page_of(settled(now), "identity-confirm", ana().pk, stranger.pk)
    assert signed_in(rita).get(address).status_code == 404
    assert signed_in(rita).get(page_of(settled(now), "identity-confirm", 987654, 0)).status_code == 404


def test_a_code_goes_to_the_address_on_record_at_the_press_of_a_button(
    now: datetime, signed_in: SignIn, rita: User
) -> None:
    student = ana()
    guardian = GuardianFactory(given_name="Rosamund", family_name="Fictional", email="rosamund@family.example")
    GuardianshipFactory(student=student, guardian=guardian)
    request = settled(now)
    address = page_of(request, "identity-code", student.pk, guardian.pk)
    assert signed_in(rita).get(address).status_code == 405
    answer = signed_in(rita).post(address, follow=True)
    assert "A code is on its way" in answer.content.decode()
    assert codes_to_record(request) == 1
    below = signed_in(rita).post(page_of(request, "identity-code", student.pk, 0), follow=True)
    assert "Only a pupil of eighteen" in below.content.decode()
    assert codes_to_record(request) == 1


def test_a_pupil_of_eighteen_gets_her_own_code(now: datetime, signed_in: SignIn, rita: User) -> None:
    student = ana(**GROWN)
    rosa(student)
    request = settled(now, said={"birth_date": GROWN["birth_date"]})
    page = signed_in(rita).get(page_of(request)).content.decode()
    assert "eighteen or older" in page
    signed_in(rita).post(page_of(request, "identity-code", student.pk, 0))
    assert codes_to_record(request) == 1


def test_another_pupil_is_looked_for_without_an_address_that_tells(
    now: datetime, signed_in: SignIn, rita: User
) -> None:
    ana()
    request = settled(now, said=NOBODY)
    assert "No pupil on record agrees" in signed_in(rita).get(page_of(request)).content.decode()
    found = signed_in(rita).post(page_of(request), {"name": "Ana Fictional"})
    assert [pupil.name for pupil in found.context["pupils"]] == ["Ana Fictional"]
    assert signed_in(rita).post(page_of(request), {}).status_code == 422
    assert signed_in(rita).post(page_of(request), {"birth_date": "yesterday"}).status_code == 422


def test_refusing_and_taking_back_need_a_reason(now: datetime, signed_in: SignIn, rita: User) -> None:
    rosa(ana())
    known, unknown = settled(now), settled(now, asker=STRANGER)
    for request, name in ((known, "identity-undo"), (unknown, "identity-refuse")):
        assert signed_in(rita).post(page_of(request, name), {"because": " "}).status_code == 422
        assert signed_in(rita).post(page_of(request, name), {"because": "Not hers."}).status_code == 302
        request.refresh_from_db()
    assert known.identity == IdentityState.PENDING
    assert unknown.state == RequestState.CLOSED
    again = signed_in(rita).post(page_of(unknown, "identity-refuse"), {"because": "Again."})
    assert again.status_code == 422


def test_more_guardians_cost_no_more_queries(
    now: datetime, signed_in: SignIn, rita: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    student = ana()
    for _ in range(8):
        GuardianshipFactory(student=student, guardian=GuardianFactory())
    address = page_of(settled(now, asker=STRANGER))
    client = signed_in(rita)
    client.get(address)
    with django_assert_max_num_queries(22):
        client.get(address)
