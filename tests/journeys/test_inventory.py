"""The office explains a new product, merges a double and takes up a suspicion, in a real browser, with axe."""

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from district.models import District, User
from inventory.conduct.services import case_open, notice_proposed, notice_send
from inventory.models import DataElement, ElementUse
from inventory.services import elements_sync
from tests.browser import accessibility_faults, sticking_out
from tests.factories.conduct import AuthorityFactory
from tests.factories.inventory import ElementUseFactory, ProductUseFactory
from tests.factories.vendors import ContactFactory, OperatorFactory, ProductFactory
from tests.journeys.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(district: District, dana: User, now: datetime) -> User:
    elements_sync(actor=dana, now=now)
    return dana


def faults(page: Page, address: str) -> list[str]:
    """What is wrong with one page on a wide screen and on a narrow phone."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    expect(page.locator("h1")).to_be_visible()
    found = accessibility_faults(page)
    page.set_viewport_size({"width": 320, "height": 800})
    return [f"{address}: {fault}" for fault in (*found, *sticking_out(page))]


def test_what_a_product_holds_is_proposed_read_and_confirmed(open_page: OpenPage, office: User) -> None:
    product = ProductUseFactory().product
    page = open_page(office)
    page.goto(reverse("products:product", args=[product.pk]))
    page.get_by_role("link", name="Choose what it holds").click()
    page.get_by_label("Date of birth").check()
    page.get_by_label("Grade level").check()
    page.get_by_role("button", name="Propose words for these").click()
    expect(page.locator("h1")).to_have_text(f"Proposals for {product.name}")
    expect(page.locator(".inventory-draft")).to_have_count(2)
    birth = page.locator(".inventory-draft", has_text="Date of birth")
    birth.locator("textarea[name$='-purpose']").fill("To send a card on the birthday.")
    page.get_by_role("button", name="Confirm all of them").click()
    expect(page.get_by_text("2 of 2 confirmed.")).to_be_visible()
    expect(page.get_by_text("To send a card on the birthday.")).to_be_visible()
    assert ElementUse.objects.filter(use__product=product).count() == 2


def test_a_double_becomes_part_of_the_operator(open_page: OpenPage, office: User) -> None:
    kept = OperatorFactory(name="Maple Reader Fictional, Inc.", slug="maple-reader")
    gone = OperatorFactory(name="Maple Reader Fictional", slug="maple-reader-fictional")
    ProductFactory(operator=gone, name="Maple Reader Phonics")
    page = open_page(office)
    page.goto(reverse("operators:operator", args=[kept.pk]))
    page.get_by_role("link", name="See what merging Maple Reader Fictional would do").click()
    expect(page.get_by_text("1 product: moved to Maple Reader Fictional, Inc.")).to_be_visible()
    page.get_by_label("How you know that the two are one").fill("The agreement names both.")
    page.get_by_label("I have read what happens").check()
    page.get_by_role("button", name="Merge Maple Reader Fictional into").click()
    expect(page.get_by_text("/operators/maple-reader-fictional/ leads here")).to_be_visible()
    expect(page.get_by_role("link", name="Maple Reader Phonics")).to_be_visible()


def test_a_suspicion_becomes_a_case_and_the_operator_is_written_to(open_page: OpenPage, office: User) -> None:
    operator = OperatorFactory()
    ContactFactory(operator=operator)
    page = open_page(office)
    page.goto(reverse("operators:operator", args=[operator.pk]))
    page.get_by_role("link", name="Open a case").click()
    page.get_by_label("What it is about, in a few words").fill("Advertising beside exercises")
    page.get_by_label("Targeted advertising:").check()
    page.get_by_label("What is suspected").fill("A teacher saw banners for toys.")
    page.get_by_role("button", name="Open the case").click()
    expect(page.locator("h1")).to_have_text("Advertising beside exercises")
    page.get_by_role("link", name="Write to the operator").click()
    expect(page.get_by_label("What it is written")).to_have_value(re.compile("A teacher saw banners for toys"))
    page.get_by_role("button", name="Send the notice").click()
    expect(page.get_by_text("The notice is on its way")).to_be_visible()
    expect(page.get_by_text("the operator is asked")).to_be_visible()


def test_no_page_of_the_inventory_has_faults(open_page: OpenPage, office: User, now: datetime) -> None:
    row = ElementUseFactory(how_used_es="Se muestra al maestro.", element=DataElement.objects.get(code="birth-date"))
    product, operator = row.use.product, row.use.product.operator
    contact = ContactFactory(operator=operator, for_breaches=True)
    double = ProductFactory(operator=operator, name=f"{product.name} app")
    case = case_open(
        operator=operator, title="Advertising", suspicion="A banner.", noticed_on=(now - timedelta(days=3)).date(),
        restriction="operator-conduct.restriction.targeted-advertising", actor=office, now=now,
    )  # fmt: skip
    notice_send(
        case=case, contact=contact, words=notice_proposed(case), answer_by=(now + timedelta(days=9)).date(),
        actor=office, now=now,
    )  # fmt: skip
    AuthorityFactory()
    page = open_page(office)
    addresses = [
        reverse("products:list"),
        reverse("products:product", args=[product.pk]),
        reverse("products:facts", args=[product.pk]),
        reverse("products:use", args=[product.pk]),
        reverse("products:propose", args=[product.pk]),
        reverse("products:drafts", args=[product.pk]),
        reverse("products:element", args=[product.pk, row.element_id]),
        reverse("products:merge-into", args=[product.pk, double.pk]),
        reverse("operators:list"),
        reverse("operators:operator", args=[operator.pk]),
        reverse("operators:merge", args=[operator.pk]),
        reverse("conduct:list"),
        reverse("conduct:case", args=[case.pk]),
        reverse("conduct:notice", args=[case.pk]),
        reverse("conduct:report", args=[case.pk]),
        reverse("conduct:close", args=[case.pk]),
        reverse("conduct:open", args=[operator.pk]),
    ]
    assert [fault for address in addresses for fault in faults(page, address)] == []
