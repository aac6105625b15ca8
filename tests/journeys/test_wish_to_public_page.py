"""The whole way of an app: a teacher's wish, the committee's decision, the approved list, the public page."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from district.models import District, User
from inventory.committee.services import app_request_triage, vote_open
from inventory.models import AppRequest
from tests.browser import accessibility_faults, click_to, sticking_out
from tests.factories.committee import Committee, committee_make, evaluated, voted
from tests.factories.transparency import app_posted_able
from tests.journeys.conftest import OpenPage
from vendors.models import Product


@pytest.fixture
def committee(transactional_db: None, district: District, person: Callable[..., User]) -> Committee:
    cache.clear()
    return committee_make(person)


@pytest.fixture
def product(committee: Committee) -> Product:
    """Signed, with everything explained: what a publication shows."""
    return app_posted_able("Willow Math", elements=("Name", "Date of birth"))


def test_a_wish_ends_on_the_public_page_in_both_languages(
    committee: Committee, product: Product, dana: User, open_page: OpenPage, now: datetime
) -> None:
    teacher = open_page(committee.teacher)
    wish(teacher)
    decided(committee, product, open_page, now)
    teacher.goto("/office/apps/")
    expect(teacher.get_by_role("heading", name="Willow Math")).to_be_visible()
    expect(teacher.get_by_text("1 approved app", exact=True)).to_be_visible()
    published(open_page(dana))
    family(open_page(phone=True))


def wish(page: Page) -> None:
    page.goto("/office/apps/ask/?q=Willow+Math&go=1")
    page.get_by_role("textbox", name="Purpose").fill("Short sets of sums.")
    page.get_by_label("From grade").select_option("3")
    page.get_by_label("To grade").select_option("5")
    page.get_by_label("no", exact=True).check()
    click_to(page.get_by_role("button", name="Ask for it"))
    expect(page.get_by_text("Asked: it is A-1.")).to_be_visible()


def decided(committee: Committee, product: Product, open_page: OpenPage, now: datetime) -> None:
    """The members' part is theirs (test_committee.py); the decision is written in the browser."""
    request = app_request_triage(
        request=AppRequest.objects.get(), product=product, owner=None, actor=committee.keeper, now=now
    )
    evaluated(request, committee.members[0], now)
    vote_open(request=request, way="apart", actor=committee.keeper, now=now)
    voted(request, committee, now, "approve", "approve", "approve")
    page = open_page(committee.keeper)
    page.goto(request.get_absolute_url())
    click_to(page.get_by_role("link", name="Write the decision"))
    page.get_by_label("The reason, as the requester reads it").fill("It asks for little and does what it says.")
    click_to(page.get_by_role("button", name="Decide, and tell the requester"))
    expect(page.get_by_text("The requester was told.")).to_be_visible()


def published(page: Page) -> None:
    page.goto("/office/publish/")
    expect(page.get_by_text("With the agreement Data agreement for Willow Math.")).to_be_visible()
    assert accessibility_faults(page) == []
    click_to(page.locator("form:has(input[name=mark]) [type=submit]").first)
    expect(page.get_by_text("Published: 1 added")).to_be_visible()


def family(page: Page) -> None:
    page.goto("/")
    click_to(page.get_by_role("link", name="Willow Math").first)
    expect(page.get_by_role("heading", level=1, name="Willow Math")).to_be_visible()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("link", name="Español").first)
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("heading", level=1, name="Willow Math")).to_be_visible()
    expect(page.get_by_text("Fecha de nacimiento").first).to_be_visible()
    assert accessibility_faults(page) == []
    assert sticking_out(page) == []
