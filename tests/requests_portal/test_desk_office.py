"""The requests room within the office: on the first page, in the navigation, and in the search across everything."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from district.models import User
from tests.factories.district import AdoptedPackFactory
from tests.factories.requests import MONDAY, RequestFactory, request_received

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def rita(person: Callable[..., User]) -> User:
    return person("Rita Fictional", "records_custodian")


def test_the_custodian_reads_of_open_requests_on_the_first_page(district: Any, signed_in: SignIn, rita: User) -> None:
    RequestFactory()
    RequestFactory(owner=rita, state="working", identity="records", mail_bounced_at=MONDAY)
    page = signed_in(rita).get("/office/").content.decode()
    assert "2 requests are open" in page
    for words in ("1 nobody’s yet", "1 without knowing who asks", "1 with mail that came back"):
        assert words in page


@pytest.mark.parametrize("role", ["business_manager", "counsel", "committee_member"])
def test_who_may_not_read_requests_reads_nothing_of_them(
    role: str, district: Any, signed_in: SignIn, person: Callable[..., User]
) -> None:
    RequestFactory()
    page = signed_in(person("Pat Fictional", role)).get("/office/").content.decode()
    assert "request is open" not in page
    assert "/office/requests/" not in page


def test_a_late_request_is_among_the_clocks_of_the_first_page(district: Any, signed_in: SignIn, rita: User) -> None:
    AdoptedPackFactory(pack="il-school-records")
    request = request_received()
    with time_machine.travel(datetime(2026, 4, 1, 15, tzinfo=UTC), tick=False):
        page = signed_in(rita).get("/office/").content.decode()
    assert str(request) in page
    assert f"/office/requests/{request.pk}/" in page
    assert "Rosa" not in page


@pytest.mark.parametrize("words", ["R-12", "r-12", "12"])
def test_a_request_is_found_across_everything_by_its_number(
    words: str, district: Any, signed_in: SignIn, rita: User
) -> None:
    request = RequestFactory(ordinal=12)
    page = signed_in(rita).get("/office/search/", {"q": words}).content.decode()
    assert f"/office/requests/{request.pk}/" in page


def test_names_of_families_are_not_searched_across_everything(district: Any, signed_in: SignIn, rita: User) -> None:
    RequestFactory()
    page = signed_in(rita).get("/office/search/", {"q": "Rosa Fictional"}).content.decode()
    assert "/office/requests/1" not in page


def test_the_navigation_leads_to_the_desk(district: Any, signed_in: SignIn, rita: User, person: Any) -> None:
    assert 'href="/office/requests/"' in signed_in(rita).get("/office/").content.decode()
    counsel = person("Cora Fictional", "counsel")
    assert 'href="/office/requests/"' not in signed_in(counsel).get("/office/").content.decode()
