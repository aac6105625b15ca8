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


@pytest.mark.parametrize("look", [{}, {"dark": True}, {"phone": True}])
def test_home_is_accessible_and_fits(open_page: OpenPage, district: District, dana: User, look: dict[str, Any]) -> None:
    page = open_page(dana, **look)
    page.goto("/office/")
    assert accessibility_faults(page) == []
    assert sticking_out(page) == []
    assert small_text(page) == []
