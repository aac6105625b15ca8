"""A security key and a passkey in a real browser, under the strict content policy; the browser plays the key."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from district.models import District, SignIn, User
from tests.browser import accessibility_faults, click_to
from tests.journeys.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-Long-passphrase"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in_key(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def sign_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    click_to(page.get_by_role("button", name="Sign in", exact=True))


def test_a_passkey_is_added_and_then_opens_the_office_without_a_password(
    open_page: OpenPage, district: District, dana: User, settings: Any
) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    page = open_page()
    plug_in_key(page)
    sign_in(page, dana)
    page.goto("/accounts/2fa/webauthn/add/")
    page.locator("input[name=password]").fill(PASSWORD)
    click_to(page.get_by_role("button", name="Confirm"))
    page.get_by_label("Name").fill("Key in the drawer")
    page.get_by_label("Passwordless").check()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Add", exact=True))
    expect(page.get_by_text("security key").first).to_be_visible()
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/office/")
    assert SignIn.objects.filter(what="factor_added", user=dana).exists()
