"""Every list and form of the office, in a real browser: accessible, within the content policy, and fit for a phone."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Page, expect

from district.models import Closure, District, School, User
from tests.browser import accessibility_faults, click_to, press, small_text, sticking_out
from tests.journeys.conftest import OpenPage
from vendors.models import Operator

pytestmark = pytest.mark.django_db(transaction=True)
LABELS = sorted({model._meta.app_label for model in admin.site._registry})


@pytest.fixture
def records(district: District) -> None:
    """Something in the lists that this suite can fill without other rooms' services."""
    School.objects.create(name="Lantern Elementary", code="LE", lowest_grade="K", highest_grade="5", enrolment=410)
    Closure.objects.create(day="2026-11-27", name="Day after Thanksgiving", source="Board calendar")


def addresses(app_label: str) -> Iterator[str]:
    """The list and the form of each model of a room; pages that this person may not open are passed over later."""
    for model in admin.site._registry:
        options = model._meta
        if options.app_label == app_label:
            yield reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
            yield reverse(f"admin:{options.app_label}_{options.model_name}_add")


def faults(page: Page, address: str) -> list[str]:
    """Everything wrong with one page, each line with its address. A refused page is nobody's fault."""
    response = page.goto(address)
    if response is None or response.status == 403:
        return []
    found = [] if response.status == 200 else [f"answered {response.status}"]
    found += accessibility_faults(page)
    page.set_viewport_size({"width": 320, "height": 800})
    found += [*sticking_out(page), *small_text(page)]
    page.set_viewport_size({"width": 1280, "height": 900})
    return [f"{address}: {fault}" for fault in found]


@pytest.mark.parametrize("app_label", LABELS)
def test_lists_and_forms_are_accessible_and_fit_a_phone(
    open_page: OpenPage, records: None, dana: User, app_label: str
) -> None:
    page = open_page(dana)
    assert [fault for address in addresses(app_label) for fault in faults(page, address)] == []


@pytest.mark.parametrize(
    "address",
    ["/office/trail/", "/office/publish/", "/office/public-on/", "/office/search/?q=lantern", "/accounts/2fa/"],
)
def test_task_pages_are_accessible_and_fit_a_phone(
    open_page: OpenPage, records: None, dana: User, address: str
) -> None:
    assert faults(open_page(dana), address) == []


def test_a_record_with_its_values_is_accessible_in_the_dark(open_page: OpenPage, records: None, dana: User) -> None:
    page = open_page(dana, dark=True)
    school = School.objects.get()
    assert faults(page, reverse("admin:district_school_change", args=[school.pk])) == []


def test_errors_of_a_record_stand_first_and_have_the_focus(open_page: OpenPage, records: None, dana: User) -> None:
    page = open_page(dana)
    page.goto(reverse("admin:district_school_add"))
    page.get_by_label("Name").fill("Lantern Middle")
    click_to(page.get_by_role("button", name="Save", exact=True))
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.get_by_label("Name")).to_have_value("Lantern Middle")
    assert accessibility_faults(page) == []


def test_slash_goes_to_the_search_and_finds(
    open_page: OpenPage, operator: Operator, district: District, dana: User
) -> None:
    page = open_page(dana)
    page.goto("/office/")
    press(page, "/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("maple")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Found for “maple”")).to_be_visible()
    expect(page.get_by_text("Maple Reader Fictional, Inc.")).to_be_visible()
    assert accessibility_faults(page) == []


def test_the_menu_folds_on_a_phone_and_works_without_scripts(
    open_page: OpenPage, district: District, dana: User
) -> None:
    page = open_page(dana, phone=True)
    page.goto("/office/")
    link = page.get_by_role("navigation", name="Office").get_by_role("link", name="People")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()

    plain = open_page(dana, phone=True, java_script_enabled=False)
    plain.goto("/office/")
    plain.get_by_role("link", name="Menu").click()
    click_to(plain.get_by_role("navigation", name="Office").get_by_role("link", name="People"))
    expect(plain.get_by_role("heading", level=1)).to_have_text("People")


def test_signing_out_is_a_button_in_the_persons_menu(open_page: OpenPage, district: District, dana: User) -> None:
    page = open_page(dana)
    page.goto("/office/")
    page.locator(".office-person > summary").click()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Sign out"))
    page.goto("/office/")
    expect(page).to_have_url(re.compile("/login/"))
