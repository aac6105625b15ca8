"""The frame that every page shares: reachable by everyone, at every width, in both schemes."""

from typing import Any

import pytest

from district.models import District, User
from tests.browser import accessibility_faults, small_text, sticking_out
from tests.journeys.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("dark", [False, True])
def test_a_missing_page_is_said_accessibly(open_page: OpenPage, district: District, dark: bool) -> None:
    page = open_page(dark=dark)
    page.goto("/there-is-nothing-here/")
    assert page.get_by_role("heading", level=1).inner_text() == "There is no page here"
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
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto("/office/", wait_until="networkidle")
    assert 0 < sum(sizes) < 100_000
    moved = """() => new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().length))
      .observe({ type: "layout-shift", buffered: true }) || setTimeout(() => done(0), 300))"""
    assert page.evaluate(moved) == 0


def test_the_sign_in_page_lets_people_in(open_page: OpenPage, district: District, dana: User) -> None:
    page = open_page()
    page.goto("/office/")
    assert accessibility_faults(page) == []
    page.locator("input[name=login]").fill(dana.email)
    page.locator("input[name=password]").fill("a-Long-passphrase")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", level=1).wait_for()
    assert page.url.endswith("/office/")


def test_a_wrong_password_is_said_first(open_page: OpenPage, district: District, dana: User) -> None:
    page = open_page()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(dana.email)
    page.locator("input[name=password]").fill("not the passphrase")
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert page.get_by_role("alert").first.is_visible()
    assert page.locator("input[name=login]").input_value() == dana.email
    assert accessibility_faults(page) == []
