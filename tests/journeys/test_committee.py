"""From a teacher's wish to the approved list: a teacher, three members, the keeper of the book, the superintendent."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from district.models import AdoptedPack, District, User
from inventory.committee.selectors import approved_on
from inventory.committee.services import conflict_declare
from inventory.models import AppRequest, CommitteeDecision
from notices.models import Message
from tests.browser import accessibility_faults, click_to, sideways_overflow
from tests.factories.committee import Committee, committee_make, evaluated, evaluating
from tests.factories.inventory import DataElementFactory, FictionalProductFactory, ProductUseFactory
from tests.journeys.conftest import OpenPage


@pytest.fixture
def committee(transactional_db: None, district: District, person: Callable[..., User]) -> Committee:
    cache.clear()
    AdoptedPack.objects.create(pack="us-ferpa", adopted_on=date(2021, 7, 1))
    DataElementFactory()
    return committee_make(person)


def test_a_teachers_wish_is_evaluated_voted_on_and_approved(
    committee: Committee, open_page: OpenPage, person: Callable[..., User], now: datetime
) -> None:
    product = FictionalProductFactory(name="Maple Reader Plus")
    ProductUseFactory(product=product)
    teacher = open_page(committee.teacher, phone=True)
    wish_ask(teacher)
    keeper = open_page(committee.keeper)
    wish_sort(keeper)
    ann, ben, _ = committee.members
    member_evaluates(open_page(ann), "Ann")
    conflict_said(open_page(committee.members[2]))
    vote_opened(keeper)
    for member in (ann, ben):
        member_votes(open_page(member))
    gate_passed_over(open_page(person("Sonia Imagined", "superintendent")))
    decision_written(keeper)
    requester_reads(teacher)
    expect(teacher.get_by_role("heading", name="The decision")).to_be_visible()
    assert [found.name for found in approved_on(CommitteeDecision.objects.get().decided_on)] == ["Maple Reader Plus"]
    assert Message.objects.filter(recipient=committee.teacher, subject__contains="is approved with conditions").exists()


def wish_ask(page: Page) -> None:
    page.goto("/office/apps/ask/")
    page.get_by_label("Name of the app").fill("Maple Reader")
    expect(page.get_by_role("heading", name="There is already")).to_be_visible()
    expect(page.get_by_text("Maple Reader Plus", exact=True)).to_be_visible()
    assert accessibility_faults(page) == []
    assert sideways_overflow(page) == 0
    click_to(page.get_by_role("link", name="Ask for Maple Reader Plus"))
    expect(page.get_by_label("Name of the app")).to_have_value("Maple Reader Plus")
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Ask for it"))
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_role("textbox", name="Purpose").fill("Reading at home, with their families.")
    page.get_by_label("From grade").select_option("3")
    page.get_by_label("To grade").select_option("5")
    page.get_by_label("yes", exact=True).check()
    click_to(page.get_by_role("button", name="Ask for it"))
    expect(page.get_by_text("Asked: it is A-1.")).to_be_visible()
    assert accessibility_faults(page) == []
    assert sideways_overflow(page) == 0


def wish_sort(page: Page) -> None:
    page.goto("/office/committee/")
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("link", name="A-1 Maple Reader Plus"))
    expect(page.get_by_text("Look at it: name the product")).to_be_visible()
    click_to(page.get_by_role("link", name="Sort it").first)
    expect(page.get_by_label("Which product is meant")).to_be_visible()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Open the evaluations"))
    expect(page.get_by_text("The members were told: it is open for evaluations.")).to_be_visible()
    assert accessibility_faults(page) == []


def member_evaluates(page: Page, name: str) -> None:
    page.goto("/office/committee/?view=mine")
    click_to(page.get_by_role("link", name="A-1 Maple Reader Plus"))
    click_to(page.get_by_role("link", name="Evaluate", exact=True))
    expect(page.get_by_text("Apps for pupils, version 1")).to_be_visible()
    assert accessibility_faults(page) == []
    for radio in page.get_by_label("3: good").all():
        radio.check()
    page.get_by_label("Approve with conditions").check()
    page.get_by_label("What the others should know").fill("The class board should be off.")
    click_to(page.get_by_role("button", name="Hand it in"))
    expect(page.get_by_text("Your evaluation is handed in.")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text(name)
    assert accessibility_faults(page) == []


def conflict_said(page: Page) -> None:
    page.goto(AppRequest.objects.get().get_absolute_url())
    click_to(page.get_by_role("link", name="Declare a conflict of interest"))
    page.get_by_label("What the interest is").fill("My sister sells it.")
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Declare it"))
    expect(page.get_by_text("You declared a conflict of interest: somebody else decides.")).to_be_visible()


def vote_opened(page: Page) -> None:
    page.goto(AppRequest.objects.get().get_absolute_url())
    click_to(page.get_by_role("link", name="Open the vote").first)
    page.get_by_label("Without a meeting").check()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Open the vote"))
    expect(page.get_by_text("0 of 2 members have voted.")).to_be_visible()
    assert accessibility_faults(page) == []


def member_votes(page: Page) -> None:
    page.goto(AppRequest.objects.get().get_absolute_url())
    click_to(page.get_by_role("link", name="Vote", exact=True))
    page.get_by_label("Approve with conditions").check()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Cast your vote"))
    expect(page.get_by_text("Your vote is in.")).to_be_visible()


def gate_passed_over(page: Page) -> None:
    page.goto(AppRequest.objects.get().get_absolute_url())
    click_to(page.get_by_role("link", name="Pass over it in writing"))
    page.get_by_label("Why this gate is passed over").fill("A trial of two weeks with paper consent.")
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Write the exception under my name"))
    expect(page.get_by_text("Passed over by Sonia Imagined")).to_be_visible()


def decision_written(page: Page) -> None:
    page.goto(AppRequest.objects.get().get_absolute_url())
    click_to(page.get_by_role("link", name="Write the decision"))
    expect(page.get_by_text("2 for, 0 against, 0 abstained: carried").first).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_label("The reason, as the requester reads it").fill("You may use it. Keep the board off.")
    click_to(page.get_by_role("button", name="Decide, and tell the requester"))
    expect(page.get_by_text("Name at least one condition")).to_be_visible()
    page.locator("[name=condition-0-text]").fill("The class board stays off.")
    page.locator("[name=condition-0-owner]").select_option(label="Tea Fictional")
    page.locator("[name=condition-0-due_on]").fill("2099-01-31")
    click_to(page.get_by_role("button", name="Decide, and tell the requester"))
    expect(page.get_by_text("The requester was told.")).to_be_visible()
    expect(page.get_by_role("heading", name="Decision", exact=True)).to_be_visible()
    assert accessibility_faults(page) == []


def requester_reads(page: Page) -> None:
    page.goto("/office/apps/mine/")
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("link", name="A-1 Maple Reader Plus"))
    expect(page.get_by_text("You may use it. Keep the board off.")).to_be_visible()
    expect(page.get_by_text("The class board stays off.")).to_be_visible()
    assert accessibility_faults(page) == []
    assert sideways_overflow(page) == 0


def test_a_meeting_is_held_and_its_votes_are_written_down(
    committee: Committee, open_page: OpenPage, now: datetime
) -> None:
    request = evaluating(committee, now)
    evaluated(request, committee.members[0], now)
    cat = committee.members[2]
    conflict_declare(request=request, member=cat, interest="I own shares.", actor=cat, now=now)
    page = open_page(committee.keeper)
    page.goto("/office/committee/meetings/new/")
    page.get_by_label("Day").fill("2026-11-30")
    page.get_by_label("Place").fill("Library")
    page.get_by_label("A-1: Maple Reader").check()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Plan it"))
    expect(page.get_by_text("Planned: the members were told.")).to_be_visible()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("link", name="Attendance and minutes"))
    page.get_by_label("Minutes: A-1: Maple Reader").fill("Ann showed it.")
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Keep attendance and minutes"))
    expect(page.get_by_text("Ann showed it.")).to_be_visible()
    page.goto(request.get_absolute_url())
    click_to(page.get_by_role("link", name="Open the vote").first)
    page.get_by_label("In a meeting").check()
    click_to(page.get_by_role("button", name="Open the vote"))
    click_to(page.get_by_role("link", name="Write down the votes"))
    page.get_by_label("In which meeting").select_option(index=1)
    page.get_by_label("Ann Fable").select_option("approve")
    page.get_by_label("Ben Fable").select_option("refuse")
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Write them down"))
    expect(page.get_by_text("a tie").first).to_be_visible()
    expect(page.get_by_role("link", name="Open the vote again")).to_be_visible()
    for address in ("/office/committee/decisions/", "/office/committee/rubric/", "/office/committee/meetings/"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert accessibility_faults(page) == []
