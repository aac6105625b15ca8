"""Somebody finds a pupil, sees the family, enters a court order; every page is accessible and fits a phone."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from district.models import District, User
from roster.families import families_of
from roster.models import EnrolmentCount, Student
from tests.browser import accessibility_faults, click_to, sideways_overflow
from tests.factories.roster import GuardianFactory, GuardianshipFactory, StudentFactory, two_households_make
from tests.journeys.conftest import OpenPage

NARROW = {"width": 320, "height": 700}


@pytest.fixture
def eva(transactional_db: None, district: District) -> Student:
    student = two_households_make(given_name="Eva", family_name="Lanternfield", number="100234")
    sibling = StudentFactory(given_name="Ida", family_name="Lanternfield", school=student.school)
    tie = student.guardianships.order_by("pk")[0]
    GuardianshipFactory(student=sibling, guardian=tie.guardian)
    GuardianshipFactory(student=student, guardian=GuardianFactory(household=None, email=""))
    EnrolmentCount.objects.create(school=student.school, day=date(2026, 3, 1), students=2)
    return student


def fine(page: Page) -> None:
    """Nothing for axe to find, and nothing beyond the edge of a small phone."""
    assert accessibility_faults(page) == []
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert sideways_overflow(page) == 0
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_court_order_is_entered_on_the_page_of_a_pupil_who_was_searched_for(
    eva: Student, dana: User, open_page: OpenPage
) -> None:
    page = open_page(dana)
    page.goto("/office/")
    click_to(page.get_by_role("link", name="Roster", exact=True))
    expect(page.get_by_role("heading", name="Find a pupil")).to_be_visible()
    fine(page)
    page.get_by_label("Name").fill("LANTERNFIELD")
    click_to(page.get_by_role("button", name="Find"))
    expect(page.get_by_role("heading", name="2 pupils")).to_be_visible()
    fine(page)

    click_to(page.get_by_role("link", name="Eva Lanternfield"))
    expect(page.get_by_role("heading", name="Households and guardians")).to_be_visible()
    expect(page.get_by_text("Also answers for")).to_be_visible()
    expect(page.get_by_text("neither address nor e-mail is known")).to_be_visible()
    fine(page)

    click_to(page.get_by_role("link", name="Enter a court order").first)
    expect(page.get_by_text("gets no letters about Eva Lanternfield")).to_be_visible()
    click_to(page.get_by_role("button", name="Enter it"))
    expect(page.get_by_role("link", name="Say why, and where the order")).to_be_visible()
    fine(page)
    page.get_by_label("Why").fill("County court, file 12, in the safe")
    click_to(page.get_by_role("button", name="Enter it"))
    expect(page.get_by_text("court order: no letters, no access")).to_be_visible()
    expect(page.get_by_text("County court, file 12, in the safe")).to_be_visible()
    fine(page)
    excluded = [one.excluded for one in families_of([eva.pk], on=date(2026, 3, 2)) if one.excluded]
    assert excluded == ["court order"]


def test_times_are_set_and_enrolment_is_asked_for(eva: Student, dana: User, open_page: OpenPage) -> None:
    page = open_page(dana)
    page.goto("/office/roster/retention/")
    page.get_by_label("Pupils who left").fill("0")
    click_to(page.get_by_role("button", name="Keep these times"))
    expect(page.get_by_role("link", name="greater than or equal to 1")).to_be_visible()
    page.get_by_label("Pupils who left").fill("400")
    click_to(page.get_by_role("button", name="Keep these times"))
    expect(page.get_by_text("The times are kept.")).to_be_visible()
    fine(page)

    click_to(page.get_by_role("link", name="Enrolment"))
    page.get_by_label("On").fill("2026-03-02")
    click_to(page.get_by_role("button", name="Show"))
    expect(page.get_by_text("2 pupils on Monday 2 March 2026.")).to_be_visible()
    fine(page)
