"""Hiding parts of a posted agreement in a browser: one place is refused, another done, to the public download."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contracts.models import Document, Redaction
from district.models import AdoptedPack, District, User
from tests.browser import accessibility_faults, click_to, press, sideways_overflow
from tests.factories.redaction import OFFICIAL, file_stored
from tests.factories.transparency import app_posted_able
from tests.journeys.conftest import OpenPage
from tests.redaction.files import texts

HIDDEN = "48210 dollars"


@pytest.fixture
def document(transactional_db: None, district: District, tmp_path: Path, settings: Any) -> Document:
    """A signed agreement for an app in use, its file stored, read and checked."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    AdoptedPack.objects.create(pack="il-soppa", adopted_on=date(2021, 7, 1))
    agreement = app_posted_able("Maple Reader").agreements.get()
    agreement.operator.contacts.create(name="Mira Invented", email="mira@maple.example")
    return file_stored(agreement)


def test_a_place_is_refused_and_another_hidden_up_to_the_public_download(
    document: Document, dirk: User, dana: User, open_page: OpenPage
) -> None:
    director = open_page(dirk)
    director.goto(f"/office/contracts/agreement/{document.agreement_id}/")
    click_to(director.get_by_role("link", name="Hide parts of the posted copy"))
    click_to(director.get_by_role("button", name="Begin a redaction"))
    evidence_refused(director)
    words_marked(director)
    box_drawn(director)
    operator_asked(director)
    answer_recorded(director)
    copy_finished(director)

    officer = open_page(dana)
    officer.goto("/office/publish/")
    click_to(officer.get_by_role("button", name="Publish these changes"))
    expect(officer.get_by_text("Last published")).to_be_visible()

    public_reads(open_page(), document)


def evidence_refused(page: Page) -> None:
    """The school-official statement must stay: its place is listed, cannot be ticked, and says why."""
    page.get_by_label("Words as they stand in the file").fill(OFFICIAL)
    click_to(page.get_by_role("button", name="Find every place"))
    expect(page.locator("[name=places]")).to_be_disabled()
    refused = page.locator(".redact-refused")
    expect(refused).to_contain_text("This must stay readable: School official under FERPA")
    expect(refused).to_contain_text("105 ILCS 85/15(4)(C)")
    expect(refused).to_contain_text("legitimate educational interest")
    assert accessibility_faults(page) == []


def words_marked(page: Page) -> None:
    page.get_by_label("Words as they stand in the file").fill(HIDDEN)
    click_to(page.get_by_role("button", name="Find every place"))
    page.get_by_role("checkbox").first.check()
    page.locator("#words_reason").fill("Trade secret")
    click_to(page.get_by_role("button", name="Mark the ticked places"))
    expect(page.get_by_text("Marked 1 place.")).to_be_visible()


def box_drawn(page: Page) -> None:
    """Drawn with the mouse, moved with the keys; it reaches into the evidence and is refused, then it does not."""
    paper = page.locator("[data-redact]")
    paper.scroll_into_view_if_needed()
    frame = paper.bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + frame["width"] * 0.1, frame["y"] + frame["height"] * 0.05)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.3, frame["y"] + frame["height"] * 0.11)
    page.mouse.up()
    expect(page.locator("#box_left")).to_have_value(re.compile(r"^(9|10)(\.\d+)?$"))
    page.locator("#box_reason").fill("Seal")
    click_to(page.get_by_role("button", name="Mark the box"))
    expect(page.get_by_role("alert")).to_contain_text("This must stay readable")
    page.locator("#box_top").fill("80")
    page.locator("#box_bottom").fill("90")
    page.locator("[data-redact]").focus()
    press(page, "ArrowRight")
    press(page, "Shift+ArrowDown")
    expect(page.locator("#box_bottom")).to_have_value("90.5")
    click_to(page.get_by_role("button", name="Mark the box"))
    expect(page.get_by_text("Marked a box on page 1.")).to_be_visible()
    assert accessibility_faults(page) == []
    for width in (820, 375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert sideways_overflow(page) == 0, width


def operator_asked(page: Page) -> None:
    click_to(page.get_by_role("link", name="Ask the operator"))
    expect(page.get_by_label("The operator's e-mail address")).to_have_value("mira@maple.example")
    click_to(page.get_by_role("button", name="Ask the operator"))
    expect(page.get_by_text("The operator was asked.")).to_be_visible()


def answer_recorded(page: Page) -> None:
    click_to(page.get_by_role("link", name="Record the operator's answer"))
    page.get_by_label("It agrees").check()
    page.get_by_label("Who said it for the operator").fill("Mira Invented, counsel")
    page.get_by_label("On which day").fill("2026-02-27")
    page.get_by_label("In which words").fill("We agree that the fee and the seal are hidden.")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Record the answer").click()
    expect(page.get_by_role("heading", name="Look at the copy before it counts")).to_be_visible()


def copy_finished(page: Page) -> None:
    expect(page.locator(".redact-words").first).to_contain_text("for all schools")
    expect(page.locator(".redact-words").first).not_to_contain_text("48210")
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="This copy takes the original's place"))
    expect(page.get_by_text("Done. The copy takes")).to_be_visible()


def public_reads(page: Page, document: Document) -> None:
    page.goto("/apps/maple-reader/")
    expect(page.get_by_text("redacted by agreement with the operator, in 2 places")).to_be_visible()
    assert accessibility_faults(page) == []
    address = page.get_by_role("link", name=re.compile("agreement-.*pdf")).get_attribute("href")
    answer = page.request.get(str(address))
    assert answer.status == 200
    first, second = (" ".join(text.split()) for text in texts(answer.body()))
    assert HIDDEN not in first
    assert OFFICIAL.replace("'", "’") in first.replace("'", "’"), "search and screen readers find what stays"
    assert "[redacted]" in first
    assert "Annex of prices" in second
    assert page.request.get(f"/agreements/{document.sha256}.pdf").status == 404
    assert Redaction.objects.get().result_sha256 in str(address)
