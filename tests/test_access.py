"""Nothing is open by accident: every address is walked as a visitor and as an account without a role.

What may be seen without signing in is named in PUBLIC, and nothing else answers a visitor. What an account without any
role may open is named in OWN_ACCOUNT and EVERYBODY_INSIDE. A new address that is meant to be open needs a line here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from district.models import User
from district.roles import ROOMS

# Route (as it stands in the URLconf) → why everyone may see it.
PUBLIC = {
    "healthz": "asked by containers and load balancers; says no names",
    "accounts/login/": "the door",
    "accounts/logout/": "leaving; a visitor is sent to the front page",
    "accounts/inactive/": "says that an account is blocked",
    "accounts/signup/": "says that nobody signs up",
    "accounts/confirm-email/": "a sentence of the sign-in library; no account is shown",
    "accounts/confirm-email/<key>/": "a sentence of the sign-in library; a key that is none",
    "accounts/password/reset/": "a forgotten password",
    "accounts/password/reset/done/": "a sentence",
    "accounts/password/reset/key/<uidb36>-<key>/": "guarded by the key",
    "accounts/password/reset/key/done/": "a sentence",
    "accounts/2fa/webauthn/login/": "passkeys: a challenge for the browser",
    "accounts/3rdparty/login/cancelled/": "a sentence",
    "accounts/3rdparty/login/error/": "a sentence",
    "accounts/3rdparty/signup/": "sent to the door without a sign-in in progress",
    "accounts/social/login/cancelled/": "an old address of the library: leads to the new one",
    "accounts/social/login/error/": "an old address of the library: leads to the new one",
    "accounts/social/signup/": "an old address of the library: leads to the new one",
    "accounts/social/connections/": "an old address of the library: leads to the new one",
    "approved-apps/<token>/": "guarded by the token; a wrong one gives a sentence",
    "approved-apps/<token>/rows.html": "guarded by the token; a wrong one gives a sentence",
    "operators-answer/<token>/": "guarded by the token; a wrong one gives a sentence",
    "operators-answer/<token>/letter/": "guarded by the token; a wrong one gives a sentence",
    "operators-conduct/<token>/": "guarded by the token; a wrong one gives a sentence",
    "operators-leaving/<token>/": "guarded by the token; a wrong one gives a sentence",
    "operators-leaving/<token>/<ask>/": "guarded by the token; a wrong one gives a sentence",
    "operators-safeguards/<token>/": "guarded by the token; a wrong one gives a sentence",
    "operators-request/<token>/": "guarded by the token; a wrong one gives a sentence",
    "office/login/": "sent to the door",
    "office/jsi18n/": "words of the office's own scripts; no data",
}
# The public page: every address below these roots is meant for everyone.
PUBLIC_ROOMS = ("transparency", "requests_portal.asking", "requests_portal.following")
# Behind a family's link: whatever it is, it leads to the door, which asks for a code (tested below).
FAMILY_DOOR = "portal/r/<token>/"
# Provider callbacks refuse without a request of their own (403, 404 or an error page of the library).
PROVIDER_ROOTS = ("accounts/oidc/", "accounts/saml/")
# What a signed-in account without a role may open: its own sign-in.
OWN_ACCOUNT = ("accounts/",)
EVERYBODY_INSIDE = {
    "office/": "the home page shows what the person's roles show",
    "office/search/": "finds only what the person may see",
    "office/password_change/": "one's own password",
    "office/password_change/done/": "a sentence",
    "office/logout/": "leaving",
}
REFUSED = {302, 403, 404, 405}


@dataclass(frozen=True, slots=True)
class Address:
    """One route of the URLconf, with a path that leads to it."""

    route: str
    path: str
    module: str


def walk(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[Address]:
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + readable(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry, route)
        elif isinstance(entry, URLPattern):
            yield Address(route, "/" + filled(route), entry.callback.__module__)


def readable(pattern: Any) -> str:
    """`<int:pk>` as `<pk>`, and a regular expression as near to a path as it goes."""
    text = str(pattern)
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<[a-z_]+:", "<", text)
    text = text.removeprefix("^").removesuffix("$").removesuffix("\\Z")
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", text).replace("\\", "")


def filled(route: str) -> str:
    """The route with something in the place of every parameter."""

    def something(match: re.Match[str]) -> str:
        name = match.group(1)
        return {"url": "nowhere", "app_label": "district", "day": "2026-03-02"}.get(name, "1")

    return re.sub(r"<(\w+)>", something, route)


ADDRESSES = sorted(set(walk()), key=lambda address: address.route)


def is_public(address: Address) -> bool:
    inside = address.route.startswith("office/")
    return (
        address.route in PUBLIC
        or address.route.startswith((*PROVIDER_ROOTS, FAMILY_DOOR))
        or (f"{address.module}.".startswith(tuple(f"{room}." for room in PUBLIC_ROOMS)) and not inside)
    )


def is_open_inside(address: Address) -> bool:
    return is_public(address) or address.route.startswith(OWN_ACCOUNT) or address.route in EVERYBODY_INSIDE


@pytest.fixture
def quiet_client() -> Client:
    """Answers with the error page, as a browser would see it, instead of raising."""
    return Client(raise_request_exception=False)


def asked(client: Client, method: str, address: Address) -> Any:
    """What an address answers. A file is read to its end, which is when it is closed."""
    response = getattr(client, method)(address.path)
    if response.streaming:
        b"".join(response)
    return response


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_sees_the_public_page_and_the_door_and_nothing_else(
    method: str, quiet_client: Client, db: None
) -> None:
    opened = []
    for address in ADDRESSES:
        response = asked(quiet_client, method, address)
        if not is_public(address) and response.status_code not in REFUSED:
            opened.append(f"{address.route} answers {response.status_code}")
        if response.status_code == 302 and not is_public(address):
            assert response.url.startswith(("/accounts/", "/office/")), f"{address.route} sends to {response.url}"
    assert not opened


@pytest.mark.parametrize("method", ["get", "post"])
def test_behind_a_familys_link_everything_leads_to_the_door(
    method: str, quiet_client: Client, district: object
) -> None:
    door = {FAMILY_DOOR, f"{FAMILY_DOOR}send/", f"{FAMILY_DOOR}code/"}
    behind = [one for one in ADDRESSES if one.route.startswith(FAMILY_DOOR) and one.route not in door]
    assert behind
    for address in behind:
        response = asked(quiet_client, method, address)
        led = response.status_code == 302 and response.url == "/portal/r/1/"
        assert led or response.status_code == 405, f"{address.route} answers {response.status_code}"


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_account_without_a_role_sees_only_its_own_sign_in(method: str, quiet_client: Client, olga: User) -> None:
    quiet_client.force_login(olga, backend="allauth.account.auth_backends.AuthenticationBackend")
    opened = []
    for address in ADDRESSES:
        if is_open_inside(address):
            continue
        response = asked(quiet_client, method, address)
        if response.status_code not in REFUSED:
            opened.append(f"{address.route} answers {response.status_code}")
        elif response.status_code == 302 and not response.url.startswith(("/accounts/", "/office/login/")):
            followed = quiet_client.get(response.url)
            if followed.status_code == 200 and not response.url.rstrip("/").endswith("office"):
                opened.append(f"{address.route} sends to {response.url}")
    assert not opened


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_breaks(method: str, quiet_client: Client, dana: User, district: object) -> None:
    quiet_client.force_login(dana, backend="allauth.account.auth_backends.AuthenticationBackend")
    broken = []
    for address in ADDRESSES:
        if address.route in {"accounts/logout/", "office/logout/", "healthz"} or address.route.startswith(
            PROVIDER_ROOTS
        ):
            continue
        response = asked(quiet_client, method, address)
        if response.status_code >= 500:
            broken.append(f"{address.route} answers {response.status_code}")
    assert not broken


def test_every_line_of_the_tables_stands_for_an_address() -> None:
    routes = {address.route for address in ADDRESSES}
    assert not [route for route in (*PUBLIC, *EVERYBODY_INSIDE) if route not in routes]


# Models

# Model → why it has no list of its own in the office.
NOT_IN_THE_OFFICE = {
    "breaches.affectedlistrow": "sealed; on the page of its list",
    "breaches.affectedstudent": "sealed; on the students tab of its breach",
    "contracts.agreementpermission": "given by district.permissions.right_give; read in the trail",
    "contracts.agreementstaterow": "on the agreement's page",
    "contracts.cureanswer": "on the page of the cure notice",
    "contracts.cureitem": "on the page of the cure notice",
    "contracts.curestaterow": "on the page of the cure notice",
    "contracts.check": "on the agreement's page and the review desk",
    "contracts.decision": "on the review desk",
    "contracts.finding": "on the review desk",
    "contracts.counselopinion": "on the review desk",
    "contracts.posting": "on the agreement's page",
    "district.privatelink": "on the page of the record that it leads to",
    "deadlines.alarm": "on the clock's page",
    "deadlines.heartbeat": "shown by /healthz and the office's banner",
    "deadlines.reckoning": "on the clock's page",
    "inventory.conductfile": "sealed; on the page of its case",
    "inventory.elementuse": "on the page of the product in use",
    "inventory.evaluationscore": "on the page of the request for an app",
    "notices.bouncecall": "marks of calls that were taken, kept for some minutes",
    "notices.bouncelist": "on the page of bounces",
    "notices.deliveryevidence": "on the message's page",
    "notices.mailing": "under Mailings",
    "notices.mailingtext": "on the mailing's page",
    "notices.messageline": "on the message's page",
    "notices.printbatch": "on the mailing's page",
    "notices.taken": "between a message's leaving and its booking",
    "vendors.contact": "on the operator's page",
    "vendors.formeraddress": "leads on to the record that was merged into",
    "vendors.linkcheck": "on the operator's page",
    "vendors.merger": "on the history of the record that was merged into",
    "vendors.subcontractor": "on the operator's page",
}


def own_models() -> list[type[models.Model]]:
    """Models of our rooms that are tables of their own: no history tables, no proxies of links."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in ROOMS and not model._meta.proxy and not hasattr(model, "pgh_tracked_model")
    ]


def test_every_model_is_in_the_office_or_says_why_not() -> None:
    registered = {model._meta.label_lower for model in admin.site._registry}
    labels = {model._meta.label_lower for model in own_models()}
    assert labels - registered - set(NOT_IN_THE_OFFICE) == set()


# Model → why its rows leave no history.
NOT_TRACKED = {
    "breaches.affectedlistrow": "sealed: history would keep what retention must remove; its list is tracked",
    "breaches.affectedstudent": "sealed: history would keep what retention must remove; AffectedChange is tracked",
    "notices.bouncecall": "marks of calls that were taken, kept for some minutes",
    "notices.taken": "booked as evidence, which is tracked",
    "deadlines.alarm": "made from the clock, and written by the sweep alone",
    "deadlines.heartbeat": "three times a minute",
    "inventory.conductfile": "sealed: history would keep what may name pupils; its case's steps say when it came",
    "inventory.inventoryimportrow": "written once for each dry run; what it does to the inventory is tracked there",
    "notices.message": "its evidence is tracked",
    "notices.messageline": "its message's evidence is tracked",
    "requests_portal.draftfile": "as below",
    "requests_portal.filemark": "as below",
    "requests_portal.fileredaction": "as below",
    "requests_portal.requestfile": "sealed: history would keep what retention must remove; its steps stand in the case",
    "requests_portal.threadmessage": "sealed words: history would keep what retention must remove; the row says when",
    "requests_portal.determination": "sealed reasons; a determination is never changed, a newer one takes its place",
    "requests_portal.decisionletter": "sealed words about a family; the step says that it was told",
    "requests_portal.hearing": "sealed words about a family; its steps stand in the case",
    "requests_portal.requesttask": "what is asked names a pupil: history would keep it; its steps stand in the case",
    "requests_portal.inboundmail": "sealed words of strangers; what became of it stands in the row itself",
    "requests_portal.onetimecode": "hashes of codes: history would outlive them; IdentityAttempt tells who tried",
    "requests_portal.privacyrequest": "sealed: history would keep what retention must remove; its steps stay",
    "requests_portal.requeststep": "rows that are only added, and are themselves the history",
    "requests_portal.requestdraft": "sealed, and gone when sent or over: history would keep what a family threw away",
    "roster.guardian": "sealed: history would keep what retention must remove; PersonAct tells of its flags",
    "roster.guardianship": "as above",
    "roster.household": "as above",
    "roster.student": "as above; PersonAct tells who looked",
    "transparency.followedapp": "another district's: each file replaces them; its hash stands on the tracked district",
    "transparency.followedbreach": "as above",
    "transparency.publicentry": "dated rows that are themselves the history",
}


def test_every_model_leaves_history_or_says_why_not() -> None:
    tracked = {
        model.pgh_tracked_model._meta.label_lower for model in apps.get_models() if hasattr(model, "pgh_tracked_model")
    }
    untracked = {model._meta.label_lower for model in own_models()} - tracked
    assert untracked - set(NOT_TRACKED) == set()


def test_every_table_of_history_refuses_update_and_delete(db: None) -> None:
    events = [model._meta.db_table for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname LIKE 'pgtrigger_append_only%' AND t.tgenabled = 'O' AND t.tgtype & 24 = 24"
        )
        guarded = {name for (name,) in cursor.fetchall()}
    assert set(events) - guarded == set()


def lists() -> list[type[models.Model]]:
    return sorted((model for model in own_models() if model in admin.site._registry), key=lambda m: m._meta.label)


@pytest.mark.parametrize("model", lists(), ids=lambda model: model._meta.label_lower)
def test_every_list_and_form_of_the_office_opens_for_the_officer(
    model: type[models.Model], client: Client, dana: User, district: object, django_assert_max_num_queries: Any
) -> None:
    client.force_login(dana, backend="allauth.account.auth_backends.AuthenticationBackend")
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    with django_assert_max_num_queries(25):
        assert client.get(reverse(f"{base}_changelist"), {"q": "lantern"}).status_code in {200, 302}
    assert client.get(reverse(f"{base}_add")).status_code in {200, 302, 403}


@pytest.mark.parametrize("model", lists(), ids=lambda model: model._meta.label_lower)
def test_the_auditor_adds_and_changes_nothing(
    model: type[models.Model], client: Client, ari: User, district: object
) -> None:
    client.force_login(ari, backend="allauth.account.auth_backends.AuthenticationBackend")
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    before = model._default_manager.count()
    assert client.post(reverse(f"{base}_add"), {"name": "Forbidden"}).status_code in {302, 403, 405}
    assert model._default_manager.count() == before


def test_addresses_that_this_file_names_can_be_reversed() -> None:
    for name in ("account_login", "account_logout", "mfa_index", "admin:index", "admin:trail"):
        try:
            reverse(name)
        except NoReverseMatch:  # pragma: no cover
            pytest.fail(f"{name} is gone")
