"""Staff find what they may use; the officer enters who gets information and who did a training; the board is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from district.models import District, User
from inventory.approved.services import place_address, place_save
from inventory.models import ApprovedListPlace, BoardReport, DecisionOutcome, TrainingCourse
from inventory.training.services import round_open
from tests.browser import accessibility_faults, sticking_out
from tests.factories.approvals import ApprovalFactory, ConditionFactory
from tests.factories.district import AdoptedPackFactory
from tests.factories.inventory import DataElementFactory, FictionalProductFactory, ProductUseFactory
from tests.journeys.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def approved(district: District, dana: User) -> None:
    cache.clear()
    for name in ("Maple Reader", "Birch Sums"):
        product = FictionalProductFactory(name=name)
        ProductUseFactory(product=product)
        decision = ApprovalFactory(product=product, outcome=DecisionOutcome.CONDITIONS)
        ConditionFactory(decision=decision, owner=dana, text=f"Only in class with {name}.")
    FictionalProductFactory(name="Maple Atlas")


def test_a_teacher_finds_an_app_as_she_types(open_page: OpenPage, tom: User, approved: None) -> None:
    page = open_page(tom)
    page.goto("/office/apps/")
    expect(page.get_by_text("2 approved apps")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_label("App, operator, subject or purpose").press_sequentially("birch s")
    expect(page.get_by_text("1 approved app", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Birch Sums")).to_be_visible()
    page.get_by_label("App, operator, subject or purpose").fill("maple atlas")
    expect(page.get_by_role("heading", name="Nothing approved fits")).to_be_visible()
    expect(page.get_by_text("never asked for")).to_be_visible()
    expect(page.get_by_role("link", name="Ask for Maple Atlas")).to_be_visible()
    assert accessibility_faults(page) == []


def test_it_is_found_without_a_script_on_a_phone(open_page: OpenPage, tom: User, approved: None) -> None:
    page = open_page(tom, phone=True, java_script_enabled=False)
    page.goto("/office/apps/")
    page.get_by_label("App, operator, subject or purpose").fill("birch")
    page.get_by_role("button", name="Search").last.click()
    expect(page.get_by_text("1 approved app", exact=True)).to_be_visible()
    expect(page.get_by_text("Only in class with Birch Sums.")).to_be_visible()


def test_the_intranet_shows_it_without_a_sign_in(
    open_page: OpenPage, dana: User, approved: None, live_server: object, now: datetime
) -> None:
    place = place_save(place=ApprovedListPlace(name="Staff intranet"), actor=dana, now=now)
    page = open_page(phone=True)
    page.goto("/approved-apps/" + place_address(place, now).split("/approved-apps/")[1])
    expect(page.get_by_role("heading", name="Maple Reader")).to_be_visible()
    assert accessibility_faults(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert sticking_out(page) == []


def test_the_officer_enters_a_recipient_that_lacks_an_agreement(
    open_page: OpenPage, dana: User, district: District
) -> None:
    AdoptedPackFactory()
    DataElementFactory(name="Bus route", group="Transport")
    page = open_page(dana)
    page.goto("/office/disclosures/new/")
    assert accessibility_faults(page) == []
    page.get_by_label("Recipient", exact=True).fill("Maple County Bus Fictional Co.")
    page.get_by_label("Kind of recipient").select_option("service")
    page.get_by_label("Purpose").fill("To drive pupils home.")
    page.get_by_role("checkbox", name="Transport: Bus route").first.check()
    page.get_by_label("Given since").fill("2025-09-01")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("no written agreement, no exception").first).to_be_visible()
    assert accessibility_faults(page) == []
    page.goto("/office/disclosures/")
    expect(page.get_by_text("1 recipient lacks a written agreement")).to_be_visible()
    assert accessibility_faults(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert sticking_out(page) == []


def test_completions_come_from_a_file_and_the_rest_is_reminded(
    open_page: OpenPage,
    dana: User,
    person: Callable[..., User],
    tom: User,
    district: District,
    tmp_path: Path,
    now: datetime,
) -> None:
    mia = person("Mia Imagined", "staff_member")
    today = now.date()
    course = TrainingCourse.objects.create(title="Lantern privacy", summary="An hour.", roles=["staff_member"])
    round_open(course=course, opens_on=today - timedelta(days=60), due_on=today + timedelta(days=3), actor=dana)
    file = tmp_path / "completions.csv"
    file.write_text(f"Email,Completed on\n{mia.email},{today - timedelta(days=5)}\nnobody@x.example,2026-01-01\n")
    page = open_page(dana)
    page.goto("/office/trainings/")
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Lantern privacy").click()
    expect(page.get_by_role("heading", name="2 people are missing")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Enter completions from a file").click()
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_text("Nobody signs in with this address.")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Enter 1 completion").click()
    expect(page.get_by_role("heading", name="1 person is missing")).to_be_visible()
    page.get_by_role("button", name="Remind everybody who is missing").click()
    expect(page.get_by_text("Nobody gets two on one day.")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 700})
    assert sticking_out(page) == []


def test_a_report_is_finished_and_its_files_are_kept(open_page: OpenPage, dana: User, approved: None) -> None:
    page = open_page(dana)
    page.goto("/office/committee/papers/new/")
    assert accessibility_faults(page) == []
    page.get_by_label("From", exact=True).fill("2026-02-01")
    page.get_by_label("To", exact=True).fill("2026-03-01")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("heading", name="Recommendations on agreements")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Finish the report").click()
    expect(page.get_by_text("its files stay as they are")).to_be_visible()
    for kind, ending in (("PDF", "pdf"), ("Word", "docx")):
        with page.expect_download() as download:
            page.get_by_role("link", name=kind, exact=True).click()
        assert download.value.suggested_filename == f"board-report-2026-02-01-2026-03-01.{ending}"
    assert BoardReport.objects.get().finished_at is not None
