"""A page that is kept for a minute shows nobody anything longer than it may, and belongs to the browser that asks."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from district.models import District, PrivateLink, User
from requests_portal.following.links import follow_links_revoke
from requests_portal.models import PortalSettings, PrivacyRequest
from requests_portal.services.steps import family_actor
from tests.factories.requests import MONDAY, request_received
from tests.requests_portal.following_cast import forget_limits, let_in, link_for

SECRET = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PRIVATE = "This page is private"


@pytest.fixture(autouse=True)
def at_noon(district: District, dana: User, time_machine: Any) -> None:
    forget_limits()
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def request_() -> PrivacyRequest:
    return request_received()


@pytest.fixture
def page(client: Client, request_: PrivacyRequest) -> str:
    """The address of a page that is kept already."""
    token = link_for(request_)
    let_in(client, request_, token)
    address = reverse("portal:follow", args=[token])
    assert request_.number in text(client, address)
    return address


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_kept_page_asks_for_the_session_and_looks_once(client: Client, page: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    assert len(asked) == 2


def test_a_link_that_is_taken_back_opens_no_kept_page(client: Client, page: str, request_: PrivacyRequest) -> None:
    follow_links_revoke(request=request_, reason="A wrong address.", actor=family_actor(request_), now=MONDAY)
    assert PRIVATE in text(client, page)


def test_a_link_that_runs_out_opens_no_kept_page(client: Client, page: str) -> None:
    PrivateLink.objects.update(issued_at=MONDAY - timedelta(days=1), expires_at=MONDAY)
    assert PRIVATE in text(client, page)


def test_a_browser_without_the_session_gets_no_kept_page(page: str, request_: PrivacyRequest) -> None:
    answer = text(Client(), page)
    assert PRIVATE in answer
    assert request_.number not in answer


def test_a_session_that_was_deleted_on_the_server_opens_no_kept_page(client: Client, page: str) -> None:
    client.session.delete()
    assert PRIVATE in text(client, page)


def test_each_browser_gets_a_secret_of_its_own_that_its_forms_are_taken_with(
    page: str, request_: PrivacyRequest, client: Client
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["sessionid"] = client.cookies["sessionid"].value
    mine, theirs = SECRET.search(text(strict, page)), SECRET.search(text(client, page))
    assert mine is not None
    assert theirs is not None
    assert mine[1] != theirs[1]
    leave = page + "leave/"
    assert strict.post(leave, {"csrfmiddlewaretoken": theirs[1]}).status_code == 403
    assert request_.number in text(strict, page)
    assert strict.post(leave, {"csrfmiddlewaretoken": mine[1]}).status_code == 302
    assert PRIVATE in text(strict, page)


def test_a_secret_is_never_kept(client: Client, page: str) -> None:
    from django.core.cache import cache

    from district.encryption import unseal

    kept = [cache.get(key.split(":", 2)[2]) for key in cache._cache if "portal.follow." in key]  # type: ignore[attr-defined]
    pages = [str(unseal(entry)) for entry in kept if isinstance(entry, bytes)]
    assert pages
    secret = client.cookies["csrftoken"].value
    assert all(SECRET.search(one) and secret not in one for one in pages)
    found = SECRET.search(text(client, page))
    assert found is not None
    assert all(found[1] not in one for one in pages)


def test_what_is_told_once_is_told_once(client: Client, page: str) -> None:
    said = "We sent a new link to your e-mail address."
    assert said in client.post(page + "renew/", follow=True).content.decode()
    assert said not in text(client, page)


def test_a_mail_that_bounced_is_said_at_once(client: Client, page: str, request_: PrivacyRequest) -> None:
    request_.mail_bounced_at = MONDAY
    request_.save(update_fields=["mail_bounced_at"])
    assert "Our e-mail to you came back." in text(client, page)


def test_another_telephone_of_the_district_is_shown_at_once(client: Client, page: str) -> None:
    PortalSettings.objects.create(own_days_delete=30)
    District.objects.update(telephone="217 555 0199")
    assert "217 555 0199" in text(client, page)


@pytest.mark.parametrize(
    ("query", "other"), [("", "?lang=es"), ("?lang=es", "?lang=en"), ("?seen=1", "seen=1&amp;lang")]
)
def test_the_way_to_the_other_language_is_that_of_this_address(
    client: Client, page: str, query: str, other: str
) -> None:
    assert other in text(client, page + query)
    assert other in text(client, page + query)
