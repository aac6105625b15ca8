"""Every page of the breach room in a real browser: accessible, within the content policy, and fit for a phone."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from breaches.models import Breach, FactKind
from breaches.services.reporting import Report, breach_report
from breaches.views.common import tabs_of
from district.models import District, User
from tests.browser import accessibility_faults, click_to, small_text, sticking_out
from tests.factories.district import AdoptedPackFactory
from tests.factories.publicentries import breach_known, element_added
from tests.factories.transparency import app_posted_able
from tests.journeys.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (1280, 820, 320)


@pytest.fixture
def laws(district: District) -> None:
    AdoptedPackFactory(pack="il-soppa")
    AdoptedPackFactory(pack="ct-student-data")


@pytest.fixture
def breach(laws: None, dana: User, now: datetime) -> Breach:
    """Told by the operator two days ago, determined yesterday: every clock runs."""
    product = app_posted_able("Maple Reader")
    told = now - timedelta(days=2)
    facts: dict[str, datetime] = {
        FactKind.DISTRICT_NOTIFIED: told,
        FactKind.DETERMINED: told + timedelta(days=1),
    }
    made = breach_report(
        report=Report(operator=product.operator, reporter="Pat Fictional", facts=facts), actor=dana, now=now
    )
    made.products.add(product)
    day = (now - timedelta(days=9)).date()
    Breach.objects.filter(pk=made.pk).update(
        affected_total=500, state="determined", happened_from=day, happened_until=day + timedelta(days=2)
    )
    element_added(made, dana, "Name", "ordinary")
    made.refresh_from_db()
    return made


def faults(page: Page, address: str) -> list[str]:
    """What is wrong with a page at three widths, each line with its address."""
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            return [f"{address} answered {answer and answer.status}"]
        found += [f"{address} at {width}: {fault}" for fault in (*accessibility_faults(page), *sticking_out(page))]
    return found + [f"{address}: {fault}" for fault in small_text(page)]


def test_every_tab_is_accessible_at_three_widths(open_page: OpenPage, breach: Breach, dana: User) -> None:
    page = open_page(dana)
    tabs = [tab.url for tab in tabs_of(breach, "room")]
    assert len(tabs) >= 3
    addresses = ["/office/breaches/", *tabs]
    assert [fault for address in addresses for fault in faults(page, address)] == []


def test_the_tabs_of_a_drill_are_accessible_and_say_that_it_is_one(open_page: OpenPage, laws: None, dana: User) -> None:
    drill = breach_known(dana, drill=True)
    page = open_page(dana, dark=True)
    for tab in tabs_of(drill, "room"):
        assert faults(page, tab.url) == []
        expect(page.get_by_text("DRILL", exact=True)).to_be_visible()


def test_the_forms_of_the_public_entry_are_accessible(open_page: OpenPage, breach: Breach, dana: User) -> None:
    page = open_page(dana)
    page.goto(f"/office/breaches/{breach.pk}/public/")
    click_to(page.get_by_role("button", name="Approve the entry"))
    expect(page.get_by_text("The public entry is approved")).to_be_visible()
    assert faults(page, f"/office/breaches/{breach.pk}/public/withdraw/") == []


def test_by_keyboard_from_the_home_page_to_the_posted_entry(open_page: OpenPage, breach: Breach, dana: User) -> None:
    page = open_page(dana)
    page.goto("/office/")
    expect(page.get_by_role("heading", name="Open breaches")).to_be_visible()
    assert accessibility_faults(page) == []
    room = page.get_by_role("link", name=re.compile("^Open room"))
    room.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Due next")).to_be_visible()
    click_to(page.get_by_role("navigation", name="The breach room").get_by_role("link", name="Public entry"))
    expect(page.get_by_role("heading", name="As the public will read it")).to_be_visible()
    approve = page.get_by_role("button", name="Approve the entry")
    approve.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("The public entry is approved")).to_be_visible()
    click_to(page.get_by_role("link", name="Look at the difference and publish"))
    expect(page.get_by_text(re.compile("^Breach from"))).to_be_visible()
    click_to(page.get_by_role("button", name="Publish these changes"))
    expect(page.get_by_text(re.compile("^Published:"))).to_be_visible()
    for address in ("/breaches/", "/apps/maple-reader/"):
        visitor = open_page()
        visitor.goto(address)
        expect(visitor.locator(".pub-breach")).to_have_count(1)
        assert faults(visitor, address) == []


def test_an_empty_public_list_and_an_empty_office_list_are_accessible(
    open_page: OpenPage, laws: None, dana: User
) -> None:
    assert faults(open_page(), "/breaches/") == []
    page = open_page(dana)
    assert faults(page, "/office/breaches/") == []
    expect(page.get_by_text("No breach has been reported.")).to_be_visible()
