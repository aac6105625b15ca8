"""The language is switched in the middle of a question, on a phone: what was typed stays. The officer's report."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from district import clock
from district.models import District, User
from tests.browser import accessibility_faults, click_to, sideways_overflow
from tests.factories.requests import requests_past
from tests.journeys.conftest import OpenPage
from tests.requests_portal.asking_cast import place_made
from tests.requests_portal.english import english_on

NARROW = {"width": 320, "height": 640}
NAMES = ("Prairie Lantern District 900", "Prairie Lantern", "Lantern Way")


@pytest.fixture
def phone(open_page: OpenPage, district: District) -> Page:
    place_made()
    page = open_page(phone=True, locale="en-US")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.goto("/portal/ask/what/")
    page.locator("input[value=inspect]").check()
    click_to(page.get_by_role("button", name="Continue"))
    page.locator("input[value=parent]").check()
    click_to(page.get_by_role("button", name="Continue"))
    expect(page.locator("[name=student_name]")).to_be_visible()
    return page


def test_the_language_is_switched_inside_a_question_and_what_was_typed_stays(phone: Page) -> None:
    phone.locator("[name=student_name]").fill("Ana Fictional")
    phone.locator("[name=birth_date_month]").fill("5")
    click_to(phone.get_by_role("button", name="Español"))
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    expect(phone.locator("[name=student_name]")).to_have_value("Ana Fictional")
    expect(phone.locator("[name=birth_date_month]")).to_have_value("5")
    expect(phone.locator(".dp-error-summary")).to_have_count(0)
    assert english_on(phone.content(), (*NAMES, "Ana Fictional")) == []
    assert accessibility_faults(phone) == []
    assert sideways_overflow(phone) == 0
    click_to(phone.get_by_role("button", name="English"))
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    expect(phone.locator("[name=student_name]")).to_have_value("Ana Fictional")


def test_the_choice_lasts_for_the_portal_and_not_for_the_public_page(phone: Page) -> None:
    phone.goto("/portal/?lang=es")
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    phone.goto("/portal/yours/")
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    phone.goto("/")
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    phone.goto("/portal/no-such-page/")
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    assert accessibility_faults(phone) == []


@pytest.mark.parametrize("address", ["/office/requests/reports/", "/office/requests/reports/board/"])
@pytest.mark.parametrize("dark", [False, True])
def test_the_report_is_accessible_and_fits_a_phone(
    open_page: OpenPage, district: District, dana: User, address: str, dark: bool
) -> None:
    requests_past(80, until=clock.now() - timedelta(days=2))
    page = open_page(dana, dark=dark)
    page.goto(address)
    expect(page.get_by_role("table").first).to_be_visible()
    assert accessibility_faults(page) == []
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert sideways_overflow(page) == 0
