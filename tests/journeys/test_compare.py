"""Two versions compared in the browser; then a new checker, a run over what it makes outdated, and what came of it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contracts.examination import check_text
from contracts.models import Agreement
from district.models import AdoptedPack, District, User
from inventory.models import DataElement
from tests.browser import accessibility_faults, click_to, small_text, sticking_out
from tests.factories.contracts import AGREEMENT_TEXT, AgreementFactory, pdf_bytes
from tests.factories.inventory import ElementUseFactory, ProductUseFactory
from tests.journeys.conftest import OpenPage

EARLIER_CHECKER = "2020.1"
LOST = "within sixty (60) days"
LATER_TEXT = AGREEMENT_TEXT.replace(LOST, "when it is practical").replace(
    "7. Costs. The Provider shall pay the costs of remediating a breach.\n", ""
)
WIDTHS = (1280, 820, 375)


def earlier_checker(document: dict[str, Any], packs: list[str]) -> dict[str, Any]:
    """The checker as it once was: it took a deletion without a period for a promise."""
    result = check_text(document, packs)
    findings = [
        {**finding, "verdict": "found"} if finding["provision"] == "il-soppa.e" else finding
        for finding in result["findings"]
    ]
    return {"checker": EARLIER_CHECKER, "findings": findings}


@pytest.fixture
def agreement(transactional_db: None, district: District) -> Agreement:
    AdoptedPack.objects.create(pack="il-soppa", adopted_on=date(2021, 7, 1))
    agreement: Agreement = AgreementFactory(title="Data agreement for Maple Reader")
    use = ProductUseFactory(product=agreement.products.get())
    element, _ = DataElement.objects.get_or_create(
        code="attendance", defaults={"name": "Attendance", "group": "Attendance", "explanation": "Days at school."}
    )
    ElementUseFactory(use=use, element=element)
    return agreement


def test_what_got_worse_is_seen_between_versions_and_after_a_new_checker(
    agreement: Agreement, dirk: User, open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(dirk)
    upload(page, agreement, tmp_path, AGREEMENT_TEXT, "first.pdf")
    with monkeypatch.context() as earlier:
        upload(page, agreement, tmp_path, LATER_TEXT, "second.pdf")
        versions_compare(page, agreement)
        earlier.setattr("contracts.services.checks.check_text", earlier_checker)
        upload(page, agreement, tmp_path, LATER_TEXT + "8. Names. Maple Reader keeps its name.\n", "third.pdf")
    recheck(page)
    schedule_look(page, agreement)
    dark = open_page(dirk, dark=True)
    dark.goto(f"/office/contracts/agreement/{agreement.pk}/compare/?from=1&to=2")
    assert accessibility_faults(dark) == []


def upload(page: Page, agreement: Agreement, folder: Path, text: str, name: str) -> None:
    file = folder / name
    file.write_bytes(pdf_bytes(text))
    page.goto(f"/office/contracts/agreement/{agreement.pk}/files/add/")
    page.get_by_label("The agreement's file").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="Review of")).to_be_visible()


def versions_compare(page: Page, agreement: Agreement) -> None:
    click_to(page.get_by_role("link", name="Compare with an earlier version"))
    expect(page.get_by_role("heading", name="Compare versions of")).to_be_visible()
    worse = page.locator(".compare-change--worse", has_text="Delete or transfer")
    expect(worse).to_contain_text(LOST)
    expect(worse).to_contain_text("when it is practical")
    expect(worse.get_by_role("link", name="See the text")).to_have_count(2)
    expect(page.locator(".compare-text del", has_text=LOST)).to_be_visible()
    expect(page.locator(".compare-text ins", has_text="when it is practical")).to_be_visible()
    expect(page.locator(".compare-row--deleted", has_text="7. Costs.")).to_be_visible()
    looks_right(page)
    click_to(worse.get_by_role("link", name="Open in the desk").last)
    expect(page.locator(".review-finding")).to_contain_text("il-soppa.e")
    page.goto(f"/office/contracts/agreement/{agreement.pk}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Report (PDF)").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def recheck(page: Page) -> None:
    page.goto("/office/")
    click_to(page.get_by_role("link", name="To look at again").first)
    expect(page.get_by_text(f"checker {EARLIER_CHECKER} →").first).to_be_visible()
    looks_right(page)
    page.get_by_role("checkbox", name="Data agreement for Maple Reader").check()
    page.get_by_role("button", name="Check the chosen ones again").click()
    expect(page.get_by_role("heading", name="Checked again")).to_be_visible()
    row = page.get_by_role("row", name="Data agreement for Maple Reader")
    expect(row).to_contain_text("worse")
    looks_right(page)
    click_to(row.get_by_role("link", name="Compare the two checks"))
    expect(page.get_by_text("Both checks are of the same file")).to_be_visible()
    expect(page.locator(".compare-change--worse", has_text="Delete or transfer")).to_be_visible()
    page.goto("/office/contracts/recheck/")
    expect(page.get_by_text("Nothing to look at again")).to_be_visible()


def schedule_look(page: Page, agreement: Agreement) -> None:
    page.goto(f"/office/contracts/agreement/{agreement.pk}/")
    click_to(page.get_by_role("link", name="The schedule of data against what is in use"))
    row = page.get_by_role("row", name="Attendance")
    expect(row).to_contain_text("used and not covered")
    looks_right(page)
    row.get_by_text("Mark by hand").click()
    row.get_by_label("Where it stands").fill("The operator confirmed it by letter.")
    click_to(row.get_by_role("button", name="Keep"))
    expect(page.get_by_text("marked by Dirk Fictional")).to_be_visible()


def looks_right(page: Page) -> None:
    """No fault that axe finds, nothing beyond the edge, nothing smaller than 16 px, at three widths."""
    size = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert accessibility_faults(page) == []
        assert sticking_out(page) == []
        assert small_text(page) == []
    if size is not None:
        page.set_viewport_size(size)
