"""A link alone opens nothing, and nobody learns from the door whether there is anything behind it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from district.models import District, PrivateLink, User
from notices.models import Message
from requests_portal.following.limits import KNOCKS
from requests_portal.models import OneTimeCode, PrivacyRequest
from requests_portal.services import request_withdraw
from requests_portal.services.steps import family_actor
from tests.factories.requests import MONDAY, request_received
from tests.requests_portal.following_cast import (
    body_of,
    code_for,
    forget_limits,
    let_in,
    link_for,
    mails,
    tokens,
    without_tokens,
)

BEHIND = ("messages", "withdraw", "complain")
KINDS = ("own", "other", "expired", "taken back", "none", "cut off")


@pytest.fixture(autouse=True)
def at_noon(district: District, dana: User, time_machine: Any) -> None:
    forget_limits()
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def request_() -> PrivacyRequest:
    return request_received()


@pytest.fixture
def other() -> PrivacyRequest:
    return request_received(kind="delete", asker={"email": "ben@family.example", "name": "Ben Fictional"})


def test_every_token_gets_the_same_page_to_the_letter(
    client: Client, request_: PrivacyRequest, other: PrivacyRequest
) -> None:
    known = tokens(request_, other)
    pages = {}
    for kind, token in known.items():
        answer = client.get(reverse("portal:follow", args=[token]))
        pages[kind] = (answer.status_code, without_tokens(answer.content.decode(), known.values()))
    assert len(set(pages.values())) == 1
    assert pages["own"][0] == 200
    assert request_.number not in pages["own"][1]


def test_asking_for_a_code_answers_the_same_for_every_token(
    client: Client, request_: PrivacyRequest, other: PrivacyRequest
) -> None:
    known = tokens(request_, other)
    pages = set()
    for token in known.values():
        answer = client.post(reverse("portal:send", args=[token]), follow=True)
        pages.add((answer.status_code, without_tokens(answer.content.decode(), known.values())))
    assert len(pages) == 1


def test_a_wrong_code_answers_the_same_for_every_token(
    client: Client, request_: PrivacyRequest, other: PrivacyRequest
) -> None:
    known = tokens(request_, other)
    pages = set()
    for token in known.values():
        answer = client.post(reverse("portal:code", args=[token]), {"code": "000000"})
        pages.add((answer.status_code, without_tokens(answer.content.decode(), known.values())))
    assert len(pages) == 1
    assert pages.pop()[0] == 422


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("page", [*BEHIND, "file", "renew", "leave"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_the_code_every_page_leads_to_the_door(
    client: Client, request_: PrivacyRequest, other: PrivacyRequest, kind: str, page: str, method: str
) -> None:
    token = tokens(request_, other)[kind]
    args = [token, 1] if page == "file" else [token]
    answer = getattr(client, method)(reverse(f"portal:{page}", args=args))
    if answer.status_code != 405:
        assert (answer.status_code, answer.url) == (302, reverse("portal:follow", args=[token]))
    request_.refresh_from_db()
    assert request_.state == "received"


def behind_links() -> list[str]:
    """Every address of the portal that hangs under a family's link, but for the door's own; numbers stand as 1."""
    from django.urls import URLPattern

    from requests_portal import portal_urls

    found = [
        str(pattern.pattern)
        for part in portal_urls.urlpatterns
        for pattern in part.url_patterns
        if isinstance(pattern, URLPattern) and str(pattern.pattern).startswith("r/<str:token>/")
    ]
    own = ("r/<str:token>/", "r/<str:token>/send/", "r/<str:token>/code/")
    return [re.sub(r"<int:\w+>", "1", route) for route in found if route not in own]


@pytest.mark.parametrize("kind", KINDS)
def test_no_part_of_the_portal_has_a_page_behind_a_link_without_the_door(
    client: Client, request_: PrivacyRequest, other: PrivacyRequest, kind: str
) -> None:
    token = tokens(request_, other)[kind]
    routes = behind_links()
    assert len(routes) >= 12
    for route in routes:
        for method in ("get", "post"):
            answer = getattr(client, method)("/portal/" + route.replace("<str:token>", token))
            if answer.status_code != 405:
                assert (answer.status_code, answer.url) == (302, reverse("portal:follow", args=[token])), route


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "own"])
@pytest.mark.parametrize("page", ["follow", *BEHIND])
def test_with_the_code_of_one_request_no_other_token_opens(
    client: Client, request_: PrivacyRequest, other: PrivacyRequest, kind: str, page: str
) -> None:
    known = tokens(request_, other)
    let_in(client, request_, known["own"])
    answer = client.get(reverse(f"portal:{page}", args=[known[kind]]), follow=True)
    assert "This page is private" in answer.content.decode()
    assert other.number not in answer.content.decode()


@pytest.mark.parametrize("page", ["follow", *BEHIND])
def test_with_the_code_the_pages_open_and_are_kept_by_nobody(
    client: Client, request_: PrivacyRequest, page: str
) -> None:
    token = link_for(request_)
    let_in(client, request_, token)
    answer = client.get(reverse(f"portal:{page}", args=[token]))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "strict-origin"
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert "<script" not in answer.content.decode().replace('<script src="/static/js/enhance.js" defer></script>', "")


def test_a_link_to_a_withdrawn_request_shows_that_it_is_withdrawn_and_lets_nothing_be_done(
    client: Client, request_: PrivacyRequest
) -> None:
    token = link_for(request_)
    request_withdraw(request=request_, actor=family_actor(request_), now=MONDAY)
    let_in(client, request_, token)
    assert "You withdrew your request." in client.get(reverse("portal:follow", args=[token])).content.decode()
    again = client.post(reverse("portal:withdraw", args=[token]), follow=True)
    assert "This request is over already." in again.content.decode()


def test_the_code_goes_to_the_known_address_alone(client: Client, request_: PrivacyRequest) -> None:
    client.post(reverse("portal:send", args=[link_for(request_)]), {"email": "stranger@elsewhere.example"})
    (mail,) = mails(request_, ".code.")
    assert (mail.sealed or {})["email"] == "rosa@family.example"


def test_the_code_of_one_request_opens_no_other(
    client: Client, request_: PrivacyRequest, other: PrivacyRequest
) -> None:
    mine, theirs = link_for(request_), link_for(other)
    client.post(reverse("portal:send", args=[mine]))
    client.post(reverse("portal:send", args=[theirs]))
    answer = client.post(reverse("portal:code", args=[theirs]), {"code": code_for(request_)})
    assert answer.status_code == 422


def test_a_link_that_is_over_brings_a_new_link_instead_of_a_code(client: Client, request_: PrivacyRequest) -> None:
    old = link_for(request_, MONDAY - timedelta(days=40))
    links = PrivateLink.objects.count()
    client.post(reverse("portal:send", args=[old]))
    assert not OneTimeCode.objects.filter(purpose="open").exists()
    (mail,) = mails(request_, ".link.")
    assert "[[private link" in body_of(mail)
    assert PrivateLink.objects.count() == links + 1


def test_new_links_for_an_old_one_stop_after_three_a_day(
    client: Client, request_: PrivacyRequest, time_machine: Any
) -> None:
    old = link_for(request_, MONDAY - timedelta(days=40))
    for minute in range(5):
        time_machine.move_to(MONDAY + timedelta(minutes=minute), tick=False)
        client.post(reverse("portal:send", args=[old]))
    assert len(mails(request_, ".link.")) == 3


def test_a_link_that_was_taken_back_brings_nothing(
    client: Client, request_: PrivacyRequest, other: PrivacyRequest
) -> None:
    known = tokens(request_, other)
    before = Message.objects.count()
    client.post(reverse("portal:send", args=[known["taken back"]]))
    client.post(reverse("portal:send", args=[known["none"]]))
    assert Message.objects.count() == before


def test_a_session_ends_after_half_an_hour_without_use(
    client: Client, request_: PrivacyRequest, time_machine: Any
) -> None:
    token = link_for(request_)
    let_in(client, request_, token)
    page = reverse("portal:follow", args=[token])
    time_machine.move_to(MONDAY + timedelta(minutes=29), tick=False)
    assert request_.number in client.get(page).content.decode()
    time_machine.move_to(MONDAY + timedelta(minutes=58), tick=False)
    assert request_.number in client.get(page).content.decode()
    time_machine.move_to(MONDAY + timedelta(minutes=89), tick=False)
    assert "This page is private" in client.get(page).content.decode()


def test_a_session_ends_after_four_hours_however_much_it_is_used(
    client: Client, request_: PrivacyRequest, time_machine: Any
) -> None:
    token = link_for(request_)
    let_in(client, request_, token)
    page = reverse("portal:follow", args=[token])
    for minute in range(20, 241, 20):
        time_machine.move_to(MONDAY + timedelta(minutes=minute), tick=False)
        assert request_.number in client.get(page).content.decode()
    time_machine.move_to(MONDAY + timedelta(minutes=241), tick=False)
    assert "This page is private" in client.get(page).content.decode()


def test_leaving_ends_it_also_for_who_kept_the_cookie(client: Client, request_: PrivacyRequest) -> None:
    token = link_for(request_)
    let_in(client, request_, token)
    kept = client.cookies["sessionid"].value
    client.post(reverse("portal:leave", args=[token]))
    client.cookies["sessionid"] = kept
    assert "This page is private" in client.get(reverse("portal:follow", args=[token])).content.decode()


def test_a_session_that_was_planted_is_not_the_one_that_opens(client: Client, request_: PrivacyRequest) -> None:
    client.get(reverse("portal:follow", args=[link_for(request_)]))
    planted = client.session
    planted["planted"] = True
    planted.save()
    client.cookies["sessionid"] = str(planted.session_key)
    let_in(client, request_, link_for(request_))
    assert client.cookies["sessionid"].value != planted.session_key


def test_the_link_of_an_open_session_that_runs_out_opens_nothing(
    client: Client, request_: PrivacyRequest, time_machine: Any
) -> None:
    token = link_for(request_, MONDAY - timedelta(days=30) + timedelta(minutes=10))
    let_in(client, request_, token)
    time_machine.move_to(MONDAY + timedelta(minutes=11), tick=False)
    answer = client.get(reverse("portal:follow", args=[token]))
    assert "This page is private" in answer.content.decode()


def test_a_request_whose_time_is_over_opens_nothing(client: Client, request_: PrivacyRequest) -> None:
    token = link_for(request_)
    let_in(client, request_, token)
    request_.forgotten_at = MONDAY
    request_.save(update_fields=["forgotten_at"])
    assert "This page is private" in client.get(reverse("portal:follow", args=[token])).content.decode()


def test_who_knocks_all_the_time_is_told_to_wait(client: Client, request_: PrivacyRequest) -> None:
    token = link_for(request_)
    for _ in range(KNOCKS.most):
        client.post(reverse("portal:code", args=[token]), {"code": "000000"})
    answer = client.post(reverse("portal:code", args=[token]), {"code": "000000"})
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()


def test_five_wrong_codes_void_the_right_one(client: Client, request_: PrivacyRequest) -> None:
    token = link_for(request_)
    client.post(reverse("portal:send", args=[token]))
    right = code_for(request_)
    wrong = "111111" if right != "111111" else "222222"
    for _ in range(5):
        client.post(reverse("portal:code", args=[token]), {"code": wrong})
    assert client.post(reverse("portal:code", args=[token]), {"code": right}).status_code == 422


@pytest.mark.parametrize(
    "typed", ["", "   ", "\0", "12345678901234567890123456789012345", "<script>", "½¾⅓", "１２３４５６"]
)
def test_whatever_is_typed_as_a_code_is_refused_with_a_sentence(
    client: Client, request_: PrivacyRequest, typed: str
) -> None:
    token = link_for(request_)
    client.post(reverse("portal:send", args=[token]))
    assert client.post(reverse("portal:code", args=[token]), {"code": typed}).status_code == 422


def test_opening_is_in_the_trail_and_shown_to_nobody_outside(client: Client, request_: PrivacyRequest) -> None:
    let_in(client, request_, link_for(request_))
    step = request_.steps.get(code="page_opened")
    assert (step.shown, step.by) == (False, "family")


def test_a_forged_form_is_refused(request_: PrivacyRequest) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("portal:send", args=[link_for(request_)])).status_code == 403
    assert not mails(request_, ".code.")
