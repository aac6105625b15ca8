"""The custodian's morning at the request desk, in a real browser: keys, the one large button, undoing, and axe."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from district.models import District, User
from tests.browser import accessibility_faults, sticking_out
from tests.factories.district import AdoptedPackFactory
from tests.factories.requests import request_received
from tests.journeys.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rita(person: Callable[..., User]) -> User:
    return person("Rita Fictional", "records_custodian")


@pytest.fixture
def desk(district: District, now: datetime) -> None:
    for pack in ("il-soppa", "il-school-records", "us-ferpa"):
        AdoptedPackFactory(pack=pack)
    for days, kind in ((3, "copy"), (40, "copy"), (1, "delete")):
        said = {"student_number": str(days), "student_name": f"Ana{days} Fictional"}
        request_received(now - timedelta(days=days), kind=kind, said=said)


def test_the_custodian_takes_the_latest_request_with_the_keyboard(open_page: OpenPage, rita: User, desk: None) -> None:
    page = open_page(rita)
    page.goto(reverse("requests:list"))
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(3)
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    expect(rows.nth(0)).to_contain_text("R-2")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("R-2")
    page.keyboard.press("o")
    expect(page.get_by_text("It is yours.")).to_be_visible()
    expect(page.get_by_role("link", name="Settle who asks")).to_be_visible()
    page.get_by_role("button", name="Undo the change of owner").click()
    expect(page.get_by_text("The change of owner was undone.")).to_be_visible()
    expect(page.get_by_role("button", name="Take it")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("h1")).to_contain_text("R-1")


def faults(page: Page, address: str) -> list[str]:
    """What is wrong with one page on a wide screen and on a narrow phone."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    expect(page.locator("h1")).to_be_visible()
    found = accessibility_faults(page)
    page.set_viewport_size({"width": 320, "height": 800})
    return [f"{address}: {fault}" for fault in (*found, *sticking_out(page))]


def test_the_desks_pages_are_accessible_and_fit_a_phone(open_page: OpenPage, rita: User, desk: None) -> None:
    page = open_page(rita)
    page.goto(reverse("requests:list"))
    href = page.locator("[data-row]").first.get_attribute("href") or ""
    pk = int(href.rstrip("/").rpartition("/")[2])
    addresses = [
        *(reverse(f"requests:{name}") for name in ("list", "new", "settings")),
        *(reverse("requests:enter", args=[kind]) for kind in ("copy", "correct", "directory")),
        *(reverse(f"requests:{name}", args=[pk]) for name in ("case", "owner", "school-record", "end")),
    ]
    assert [fault for address in addresses for fault in faults(page, address)] == []
