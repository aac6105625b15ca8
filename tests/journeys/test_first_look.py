"""The frame that every page shares: reachable by everyone, at every width, in both schemes."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from district.models import District, User
from tests.browser import accessibility_faults, click_to, small_text, sticking_out
from tests.journeys.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("dark", [False, True])
def test_a_missing_page_is_said_accessibly(open_page: OpenPage, district: District, dark: bool) -> None:
    page = open_page(dark=dark)
    page.goto("/there-is-nothing-here/")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page here")
    assert accessibility_faults(page) == []
    assert small_text(page) == []


@pytest.mark.usefixtures("every_standing", "alive")
@pytest.mark.parametrize("look", [{}, {"dark": True}, {"phone": True}])
def test_home_is_accessible_and_fits(open_page: OpenPage, dana: User, look: dict[str, Any]) -> None:
    page = open_page(dana, **look)
    page.goto("/office/?whose=everyone")
    page.get_by_text("why this date").first.click()
    page.get_by_text("The same as a table").click()
    assert accessibility_faults(page) == []
    assert sticking_out(page) == []
    assert small_text(page) == []


@pytest.mark.usefixtures("every_standing", "alive")
def test_home_is_light_and_does_not_move(open_page: OpenPage, dana: User) -> None:
    page = open_page(dana)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/office/", wait_until="networkidle")
    assert 0 < sum(len(answer.body()) for answer in answers) < 100_000
    moved = """() => new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().length))
      .observe({ type: "layout-shift", buffered: true }) || setTimeout(() => done(0), 300))"""
    assert page.evaluate(moved) == 0


def test_the_sign_in_page_lets_people_in(open_page: OpenPage, district: District, dana: User) -> None:
    page = open_page()
    page.goto("/office/")
    assert accessibility_faults(page) == []
    sign_in(page, dana.email, "a-Long-passphrase")
    expect(page).to_have_url(re.compile("/office/$"))


def test_a_wrong_password_is_said_first(open_page: OpenPage, district: District, dana: User) -> None:
    page = open_page()
    page.goto("/accounts/login/")
    sign_in(page, dana.email, "not the passphrase")
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator("input[name=login]")).to_have_value(dana.email)
    assert accessibility_faults(page) == []


def sign_in(page: Page, email: str, password: str) -> None:
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    click_to(page.get_by_role("button", name="Sign in", exact=True))
