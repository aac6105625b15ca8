"""The public page in a real browser: accessible, without scripts, without cookies, fit for a phone and the dark."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from district.audit import SystemActor
from district.clock import local_day
from district.models import District
from tests.browser import accessibility_faults, click_to, small_text, sticking_out
from tests.factories.district import AdoptedPackFactory
from tests.factories.transparency import app_posted_able
from tests.journeys.conftest import OpenPage
from transparency.services import publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def posted(district: District, now: datetime) -> list[str]:
    """Two apps are public; every kind of public address."""
    AdoptedPackFactory(pack="il-soppa")
    product = app_posted_able("Maple Reader")
    app_posted_able("Maple Math", elements=(), content_area="Mathematics")
    publish(actor=SystemActor("command:publish"), now=now)
    day = local_day(now, district.time_zone).isoformat()
    return [
        "/",
        "/?q=maple&subject=Reading",
        "/?q=nothing-like-it",
        f"/apps/{product.slug}/",
        "/apps/maple-math/",
        "/operators/",
        f"/operators/{product.operator.slug}/",
        "/breaches/",
        "/glossary/",
        "/your-rights/",
        "/accessibility/",
        "/proof/",
        f"/history/{day}/",
    ]


def faults(page: Page, address: str) -> list[str]:
    response = page.goto(address)
    found = [] if response and response.status == 200 else ["no page"]
    found += accessibility_faults(page)
    page.set_viewport_size({"width": 320, "height": 800})
    found += [*sticking_out(page), *small_text(page)]
    page.set_viewport_size({"width": 1280, "height": 900})
    return [f"{address}: {fault}" for fault in found]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_public_page_is_accessible_and_fits_a_phone(open_page: OpenPage, posted: list[str], dark: bool) -> None:
    page = open_page(dark=dark)
    assert [fault for address in posted for fault in faults(page, address)] == []
    assert page.context.cookies() == []


def test_a_parent_finds_an_app_on_a_phone_without_scripts(open_page: OpenPage, posted: list[str]) -> None:
    page = open_page(phone=True, java_script_enabled=False)
    page.goto("/")
    page.get_by_text("Narrow or sort the list").click()
    page.get_by_label("Subject", exact=True).select_option("Reading")
    click_to(page.get_by_role("button", name="Show"))
    expect(page.get_by_role("heading", name="1 app", exact=True)).to_be_visible()
    click_to(page.get_by_role("link", name="Maple Reader", exact=True))
    expect(page.get_by_role("heading", name="Maple Reader", exact=True)).to_be_visible()
    expect(page.get_by_text("To choose texts of the right level.").first).to_be_visible()
    click_to(page.get_by_role("link", name="Your rights in full"))
    expect(page.get_by_role("heading", name="Your rights")).to_be_visible()
    click_to(page.get_by_role("link", name="Ask about your child’s data"))
    expect(page.get_by_role("link", name="Start now")).to_be_visible()
