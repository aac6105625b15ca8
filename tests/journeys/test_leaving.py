"""From the end of an agreement to its certificate of destruction; and from a law's safeguard to what shows it."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from district import clock
from district.models import District, User
from inventory.models import DestructionCertificate, Leaving, OperatorAsk, SafeguardEvidence
from tests.browser import accessibility_faults, click_to, sideways_overflow
from tests.factories.contracts import pdf_bytes
from tests.inventory.leaving_cast import Ends, ended, ends_made, newest_token
from tests.journeys.conftest import OpenPage

PAT = "pat@maple-reader.example"


@pytest.fixture
def cast(
    transactional_db: None, district: District, person: Callable[..., User], settings: Any, tmp_path: Path
) -> Ends:
    cache.clear()
    settings.PRIVATE_ROOT = tmp_path / "private"
    return ends_made(district, person)


def about(words: str, title: str) -> re.Pattern[str]:
    """The name of a link whose second half only screen readers hear."""
    return re.compile(f"^{re.escape(words)}.*{re.escape(title)}$")


def sound(page: Page) -> None:
    """No fault of accessibility, and nothing to scroll sideways."""
    assert accessibility_faults(page) == []
    assert sideways_overflow(page) == 0


def test_an_ended_agreement_is_asked_answered_proven_and_closed(
    cast: Ends, open_page: OpenPage, tmp_path: Path
) -> None:
    ended(cast, clock.now() - timedelta(hours=2))
    office = open_page(cast.dana)
    office.goto(f"/office/contracts/agreement/{cast.agreement.pk}/")
    expect(office.get_by_role("heading", name="After its end")).to_be_visible()
    sound(office)
    click_to(office.get_by_role("link", name="Data after the end of", exact=False).first)
    option_choose(office)
    everything_ask(office)
    operator = open_page(phone=True)
    certificate_send(operator, tmp_path)
    certificate_accept(office)
    the_rest_leave(office)
    assert Leaving.objects.get().result == "unproven"
    assert DestructionCertificate.objects.get().file is not None


def test_a_safeguard_is_shown_by_paper_and_another_by_the_operators_answer(cast: Ends, open_page: OpenPage) -> None:
    office = open_page(cast.dana)
    office.goto("/office/safeguards/")
    expect(office.get_by_role("heading", name="Services", exact=True)).to_be_visible()
    sound(office)
    click_to(office.get_by_role("link", name="Maple Reader", exact=True))
    expect(office.get_by_text("0 of 11 safeguards are shown.")).to_be_visible()
    sound(office)
    paper_enter(office)
    log_ask(office)
    operator = open_page(phone=True)
    operator.goto(f"/operators-safeguards/{newest_token(PAT)}/")
    expect(operator.get_by_role("heading", name="Access log")).to_be_visible()
    sound(operator)
    operator.get_by_label("Everything that was asked").check()
    operator.get_by_label("In your own words").fill("No access but those of teachers.")
    click_to(operator.get_by_role("button", name="Send the answer"))
    expect(operator.get_by_text("Your answer was received")).to_be_visible()
    office.goto(f"/office/safeguards/{cast.reader.pk}/")
    click_to(office.get_by_role("link", name=about("It is proven", "Access log")))
    office.get_by_label("What shows it").fill("The statement, read against our own accounts.")
    click_to(office.get_by_role("button", name="Write it down"))
    expect(office.get_by_text("2 of 11 safeguards are shown.")).to_be_visible()
    sound(office)
    assert SafeguardEvidence.objects.count() == 2


def option_choose(page: Page) -> None:
    expect(page.get_by_text("Choose what happens to the data: it is returned")).to_be_visible()
    sound(page)
    click_to(page.get_by_role("link", name="Choose", exact=True))
    page.get_by_label("It is returned to us, then deleted").check()
    page.get_by_label("In which form, and to whom").fill("As CSV files through the link.")
    sound(page)
    click_to(page.get_by_role("button", name="Keep it"))
    expect(page.get_by_text("Ask the operator.")).to_be_visible()


def everything_ask(page: Page) -> None:
    click_to(page.get_by_role("link", name="Ask by private link"))
    expect(page.get_by_role("button", name="Send it")).to_be_visible()
    sound(page)
    day = (clock.now() + timedelta(days=30)).date().isoformat()
    page.get_by_label("Removal of tracking: answer by").fill(day)
    click_to(page.get_by_role("button", name="Send it"))
    expect(page.get_by_text("Maple Reader Fictional, Inc. was asked.")).to_be_visible()
    sound(page)


def certificate_send(page: Page, tmp_path: Path) -> None:
    paper = tmp_path / "certificate.pdf"
    paper.write_bytes(pdf_bytes("All known copies have been destroyed."))
    page.goto(f"/operators-leaving/{newest_token(PAT)}/")
    expect(page.get_by_role("heading", name="Student data after the end of an agreement")).to_be_visible()
    sound(page)
    click_to(page.get_by_role("link", name=about("Answer", "Certificate of destruction")))
    expect(page.get_by_role("heading", name="Certificate of destruction")).to_be_visible()
    click_to(page.get_by_role("button", name="Send the answer"))
    expect(page.get_by_role("alert")).to_contain_text("Choose what was done.")
    sound(page)
    page.get_by_label("Everything that was asked").check()
    page.get_by_label("In your own words").fill("All copies were destroyed; the signed paper says how.")
    page.get_by_label("Files").set_input_files(paper)
    click_to(page.get_by_role("button", name="Send the answer"))
    expect(page.get_by_text("Your answer was received")).to_be_visible()
    expect(page.get_by_text("Answered: the district looks at it")).to_be_visible()
    sound(page)


def certificate_accept(page: Page) -> None:
    page.goto(f"/office/leaving/{Leaving.objects.get().pk}/")
    click_to(page.get_by_role("link", name=about("It is proven", "Certificate of destruction")))
    page.get_by_label("What shows it").fill("The signed certificate names every system.")
    sound(page)
    click_to(page.get_by_role("button", name="Write it down"))
    expect(page.get_by_role("heading", name="Certificates of destruction")).to_be_visible()
    expect(page.get_by_text("The certificate of destruction by Pat Fictional shows it.").first).to_be_visible()
    sound(page)


def the_rest_leave(page: Page) -> None:
    for part in ("Return of the data", "Removal of tracking"):
        click_to(page.get_by_role("link", name=about("Leave it unproven", part)))
        page.get_by_label("Why").fill("Nothing came, after two calls.")
        click_to(page.get_by_role("button", name="Leave it unproven"))
        expect(page.get_by_text("Unproven. What comes later can still be entered.")).to_be_visible()
    click_to(page.get_by_role("link", name="Close it", exact=True))
    page.get_by_label("In a sentence").fill("Deleted and certified; what was to come back never came.")
    click_to(page.get_by_role("button", name="Close it"))
    expect(page.get_by_text("Unproven: nothing shows that all was done.")).to_be_visible()
    sound(page)
    page.goto("/office/leaving/?view=all")
    expect(page.get_by_role("rowheader", name="Maple Reader data agreement")).to_be_visible()
    sound(page)


def paper_enter(page: Page) -> None:
    click_to(page.get_by_role("link", name=about("Add evidence", "256-bit encryption")))
    expect(page.get_by_role("checkbox", name=re.compile("^256-bit encryption"))).to_be_checked()
    sound(page)
    page.get_by_role("textbox", name=re.compile("^Name")).fill("Encryption certificate")
    page.get_by_label("What it says, or what was seen").fill("256 bits, by an invented authority.")
    page.get_by_label("Good until").fill((clock.now() + timedelta(days=200)).date().isoformat())
    click_to(page.get_by_role("button", name="Keep it"))
    expect(page.get_by_text("1 of 11 safeguards are shown.")).to_be_visible()


def log_ask(page: Page) -> None:
    click_to(page.get_by_role("link", name=about("Ask the operator", "Access log")))
    expect(page.get_by_text("maintain a log of all requests", exact=False).first).to_be_visible()
    sound(page)
    page.get_by_label("Answer by").fill((clock.now() + timedelta(days=20)).date().isoformat())
    click_to(page.get_by_role("button", name="Keep it and ask"))
    expect(page.get_by_role("heading", name="Asked of the operator")).to_be_visible()
    assert OperatorAsk.objects.get().state == "asked"
