"""Who asks, in a real browser: a code to the address on record, and the custodian's page with an order on file."""

import re
from typing import Final

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from district import clock
from district.models import District, User
from notices.models import Message
from requests_portal.identity.services import identity_settle
from requests_portal.inbound.services import POSTMAN, mail_take
from requests_portal.models import IdentityState, PrivacyRequest, RequestState
from tests.browser import accessibility_faults, click_to, sideways_overflow
from tests.factories.requests import request_received
from tests.factories.roster import GuardianFactory, GuardianshipFactory
from tests.journeys.conftest import OpenPage
from tests.requests_portal.following_cast import link_for
from tests.requests_portal.identity_cast import OTHER_ADDRESS, ana, rosa

pytestmark = pytest.mark.django_db(transaction=True)
DIGITS: Final = re.compile(r"^\d{6}$", re.MULTILINE)


def digits_of(request: PrivacyRequest) -> str:
    """The digits of the newest code about a request, wherever it went."""
    newest = Message.objects.filter(key__startswith=f"request.{request.pk}.code.").latest("pk")
    (found,) = DIGITS.findall(str((newest.content or {})["body"]))
    return str(found)


def looked_at(page: Page) -> None:
    assert accessibility_faults(page) == []
    for width in (320, 820, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert sideways_overflow(page) == 0, f"{page.url} at {width} px"


def test_a_mother_with_another_address_types_the_code_from_the_one_on_record(
    district: District, open_page: OpenPage
) -> None:
    rosa(ana())
    now = clock.now()
    request = request_received(now, asker=OTHER_ADDRESS)
    identity_settle(request_id=request.pk, now=now)
    on_record = digits_of(request)
    page = open_page(phone=True)
    page.goto(reverse("portal:follow", args=[link_for(request, now)]))
    click_to(page.locator("main form button").first)
    page.get_by_label("Code").fill(digits_of(request))
    click_to(page.locator("main form button[type=submit]").first)
    click_to(page.get_by_role("link", name="Show who you are"))
    expect(page.get_by_role("heading", name="Show who you are", level=1)).to_be_visible()
    looked_at(page)
    page.get_by_label("Code").fill("000000" if on_record != "000000" else "111111")
    click_to(page.get_by_role("button", name="Continue"))
    expect(page.get_by_text("This code is not right, or its time is over.").first).to_be_visible()
    page.get_by_label("Code").fill(on_record)
    click_to(page.get_by_role("button", name="Continue"))
    expect(page.get_by_text("We know now that you may ask.")).to_be_visible()
    request.refresh_from_db()
    assert request.identity == IdentityState.CODE


def test_a_father_with_an_order_on_file_is_turned_away_by_the_custodian(
    district: District, open_page: OpenPage, dana: User
) -> None:
    student = ana()
    rosa(student)
    luis = GuardianFactory(given_name="Luis", family_name="Fictional", email="luis@family.example")
    GuardianshipFactory(student=student, guardian=luis, court_order=True, note={"reason": "Order 12"})
    now = clock.now()
    request = request_received(now, asker={"name": "Luis Fictional", "email": "luis@family.example"})
    identity_settle(request_id=request.pk, now=now)
    page = open_page(dana)
    page.goto(reverse("requests:identity", args=[request.pk]))
    expect(page.get_by_text("court order on file: no access")).to_be_visible()
    looked_at(page)
    click_to(page.get_by_role("link", name="Close: it cannot be settled"))
    page.get_by_label("Why").fill("An order is on file.")
    looked_at(page)
    click_to(page.get_by_role("button", name="Close the request"))
    expect(page.get_by_text("Closed. The family reads that who asks could not be settled")).to_be_visible()
    request.refresh_from_db()
    assert request.state == RequestState.CLOSED


def test_a_mail_that_waits_is_put_into_its_request(district: District, open_page: OpenPage, dana: User) -> None:
    now = clock.now()
    request = request_received(now)
    raw = b"From: Rosa <rosa@work.example>\nSubject: About R-1\nMessage-ID: <1@work.example>\n\nPlease hurry.\n"
    mail_take(raw=raw, how="mail", actor=POSTMAN, now=now)
    page = open_page(dana)
    page.goto(reverse("requests:mails"))
    expect(page.get_by_role("heading", name="Waiting for a person")).to_be_visible()
    looked_at(page)
    click_to(page.get_by_role("link", name="About R-1"))
    looked_at(page)
    page.get_by_label("Number of the request").fill(request.number)
    click_to(page.get_by_role("button", name="Put it into this request"))
    expect(page.get_by_text("No mail waits.")).to_be_visible()
    assert request.thread.filter(direction="in").count() == 1
