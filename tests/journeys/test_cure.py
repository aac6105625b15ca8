"""From gaps to a cured agreement; and void, where the term passes."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from email.message import Message as Email
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from contracts.models import Agreement, CureNotice, CureState
from deadlines.models import Deadline
from deadlines.ticking import tick_run
from district import clock
from district.models import AdoptedPack, District, User
from inventory.models import ProductUse
from notices.services import messages_send_due
from tests.browser import accessibility_faults, click_to, sideways_overflow
from tests.contracts.cure import ADDENDUM, AFTER_TERM, agreement_with_gaps, sent_notice
from tests.factories.contracts import pdf_bytes
from tests.factories.inventory import ProductUseFactory
from tests.journeys.conftest import OpenPage
from tests.notices.smtp import Keeper, smtp_server

TITLE = "Data agreement for Maple Reader"


@pytest.fixture
def agreement(transactional_db: None, district: District, dirk: User) -> Agreement:
    cache.clear()
    AdoptedPack.objects.create(pack="ct-student-data", adopted_on=date(2021, 7, 1))
    made = agreement_with_gaps(dirk, title=TITLE)
    ProductUseFactory(product=made.products.get())
    return made


@pytest.fixture
def mail(settings: Any, live_server: Any) -> Iterator[Keeper]:
    """A real mail server; links lead to the server of this test."""
    settings.SITE_ADDRESS = live_server.url
    with smtp_server(settings) as keeper:
        yield keeper


def test_gaps_become_a_notice_an_addendum_and_a_cured_agreement(
    agreement: Agreement, dirk: User, open_page: OpenPage, mail: Keeper, tmp_path: Path
) -> None:
    office = open_page(dirk)
    notice_write(office, agreement)
    notice_send(office)
    messages_send_due(now=clock.now())

    operator = open_page(phone=True)
    operator.goto(link_in(mail.mail[0]))
    addendum_upload(operator, signed_addendum(tmp_path))

    findings_decide(office)
    items_cure(office)
    assert CureNotice.objects.get().state == CureState.CURED
    assert Deadline.objects.get(rule="cure.term").state == "met"
    agreement.refresh_from_db()
    assert agreement.amended_on is not None


def test_an_agreement_is_void_after_the_term_and_a_person_may_correct_it(
    agreement: Agreement, dirk: User, dana: User, person: Callable[..., User], open_page: OpenPage, mail: Keeper
) -> None:
    person("Carl Fable", "committee_member")
    sent_notice(agreement, dirk)
    tick_run(now=AFTER_TERM)

    page = open_page(dana)
    page.goto(f"/office/contracts/agreement/{agreement.pk}/")
    expect(page.get_by_text("This agreement is void.")).to_be_visible()
    expect(page.get_by_text("failed within a reasonable time to amend the contract").first).to_be_visible()
    assert accessibility_faults(page) == []
    messages_send_due(now=clock.now())
    told = {str(one["To"]) for one in mail.mail if str(one["Subject"]).startswith("Void:")}
    assert {"carl@prairie-lantern.example", "dana@prairie-lantern.example"} <= told
    assert ProductUse.objects.get().end_proposed_on == date(2026, 4, 2)

    page.goto("/office/inventory/productuse/")
    click_to(page.get_by_role("link", name="proposed on Thursday 2 April 2026: decide"))
    expect(page.get_by_text("failed within a reasonable time")).to_be_visible()
    page.get_by_label("The use goes on").check()
    page.get_by_label("Why").fill("The addendum had come by mail.")
    click_to(page.get_by_role("button", name="Record the decision"))
    expect(page.get_by_text("The use goes on.")).to_be_visible()

    page.goto(f"/office/contracts/agreement/{agreement.pk}/")
    click_to(page.get_by_role("link", name="Correct: it was not void"))
    page.get_by_label("Why it was not void").fill("The addendum had come by mail.")
    click_to(page.get_by_role("button", name="Put it back into force"))
    expect(page.get_by_text("The agreement is in force again.")).to_be_visible()


def notice_write(page: Page, agreement: Agreement) -> None:
    page.goto(f"/office/contracts/agreement/{agreement.pk}/")
    click_to(page.get_by_role("link", name="Write cure notice"))
    expect(page.get_by_text("No text adopted here names a number of days")).to_be_visible()
    page.get_by_label("In your own words").fill("Call us with questions.")
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Save and look at the letter"))


def notice_send(page: Page) -> None:
    expect(page.get_by_role("heading", name="Send this cure notice?")).to_be_visible()
    expect(page.get_by_text("pat@maple-reader.example")).to_be_visible()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Send the notice"))
    expect(page.get_by_text("Sent: the message is in the outbox")).to_be_visible()
    assert accessibility_faults(page) == []


def link_in(email: Email) -> str:
    assert email["To"] == "pat@maple-reader.example"
    text = email.get_payload(decode=True)
    assert isinstance(text, bytes)
    found = re.search(r"http://\S+/operators-answer/\S+/", text.decode())
    assert found is not None
    return found.group(0)


def signed_addendum(tmp_path: Path) -> Path:
    place = tmp_path / "signed addendum.pdf"
    place.write_bytes(pdf_bytes(ADDENDUM))
    return place


def addendum_upload(page: Page, addendum: Path) -> None:
    expect(page.get_by_role("heading", name=f"Notice about {TITLE}")).to_be_visible()
    expect(page.get_by_text("Call us with questions.")).to_be_visible()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Send the answer"))
    expect(page.get_by_role("alert")).to_contain_text("Choose the signed file, or write an answer.")
    page.get_by_label("The signed addendum, or the amended agreement").set_input_files(addendum)
    click_to(page.get_by_role("button", name="Send the answer"))
    expect(page.get_by_text("Your answer was received and will be reviewed.")).to_be_visible()
    expect(page.get_by_text("received and read; it will be reviewed")).to_be_visible()
    assert sideways_overflow(page) == 0
    assert accessibility_faults(page) == []


def findings_decide(page: Page) -> None:
    """Each provision's finding in the operator's file, on the desk."""
    address = f"/office/contracts/cure/{CureNotice.objects.get().pk}/"
    for title in ("property and control", "Connecticut law governs", "Severability"):
        page.goto(address)
        click_to(page.get_by_role("link", name=re.compile(f"See it on the desk.*{title}", re.IGNORECASE)))
        click_to(page.locator("[data-key=c]"))
        expect(page.get_by_text(re.compile("confirmed. . of "))).to_be_visible()


def items_cure(page: Page) -> None:
    page.goto(f"/office/contracts/cure/{CureNotice.objects.get().pk}/")
    assert accessibility_faults(page) == []
    for number in range(3):
        form = page.locator("form.cure-decide").nth(number)
        form.get_by_label("Decision").select_option("cured")
        click_to(form.get_by_role("button", name="Record"))
        words = "Everything is cured: the clock is met." if number == 2 else "Your decision is recorded."
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_text("Everything that was asked for is there.")).to_be_visible()
