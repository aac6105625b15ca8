"""The main job: the director reviews, the privacy officer signs and publishes, the public reads."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from deadlines.models import Deadline
from district.models import AdoptedPack, District, User
from tests.browser import accessibility_faults, click_to, press
from tests.factories.contracts import AGREEMENT_TEXT, pdf_bytes
from tests.factories.inventory import DataElementFactory
from tests.journeys.conftest import OpenPage

REAL_AGREEMENTS = Path(__file__).resolve().parents[3] / "shared" / "contracts" / "pdf"
TITLE = "Data agreement for Maple Reader"


@pytest.fixture
def adopted(transactional_db: None, district: District) -> None:
    for pack in ("il-soppa", "ct-student-data"):
        AdoptedPack.objects.create(pack=pack, adopted_on=date(2021, 7, 1))
    DataElementFactory(name="Reading level")


@pytest.fixture
def agreement_pdf(tmp_path: Path) -> Path:
    """A real agreement where such are at hand; else one that the test writes."""
    if real := sorted(REAL_AGREEMENTS.glob("*.pdf")):
        return real[0]
    own = tmp_path / "agreement.pdf"
    own.write_bytes(pdf_bytes(AGREEMENT_TEXT))
    return own


def test_one_agreement_goes_from_upload_to_the_public_page(
    adopted: None, dirk: User, dana: User, open_page: OpenPage, agreement_pdf: Path
) -> None:
    director = open_page(dirk)
    operator_enter(director)
    use_enter(director)
    agreement_enter(director)
    file_upload(director, agreement_pdf)
    findings_decide(director)
    click_to(director.get_by_role("link", name=TITLE).first)
    click_to(director.get_by_role("button", name="Mark as ready to sign"))
    expect(director.get_by_text("ready to sign").first).to_be_visible()

    officer = open_page(dana)
    agreement_sign(officer)
    expect(officer.locator("main").get_by_role("heading", name="Clocks")).to_be_visible()
    assert clocks() == {
        "il-soppa.agreement.post": "open",
        "ct-student-data.agreement.post": "open",
        "ct-student-data.agreement.notify": "open",
        "agreement.expiry": "open",
    }
    page_publish(officer)

    public = open_page()
    public_read(public)
    assert clocks()["il-soppa.agreement.post"] == "met"
    assert clocks()["ct-student-data.agreement.post"] == "open", "its law asks for the notice beside the contract"
    assert clocks()["ct-student-data.agreement.notify"] == "open", "families are told by a notice, not by the page"


def clocks() -> dict[str, str]:
    return dict(Deadline.objects.values_list("rule", "state"))


def operator_enter(page: Page) -> None:
    page.goto("/office/vendors/operator/add/")
    page.get_by_label("Name", exact=True).first.fill("Maple Reader Fictional, Inc.")
    page.get_by_label("Business address").fill("12 Sugarbush Lane\nMaplewood Falls, IL 60001")
    page.get_by_role("button", name="Add another Product").click()
    page.locator("#id_products-0-name").fill("Maple Reader")
    page.locator("#id_products-0-description").fill("With Maple Reader, pupils read at their own level.")
    click_to(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("was added successfully")).to_be_visible()


def choose(page: Page, field: str, words: str) -> None:
    """Pick from a field that searches as one types."""
    chosen = page.locator(f"#{field} + .select2 .select2-selection")
    with page.expect_response(re.compile("/autocomplete/")):
        chosen.click()
    with page.expect_response(re.compile(r"/autocomplete/.*term=\w")):
        page.locator(".select2-search__field").fill(words)
    expect(page.locator(".select2-results__option.loading-results")).to_have_count(0)
    page.locator(".select2-results__option", has_text=words).first.click()
    expect(chosen).to_contain_text(words)


def use_enter(page: Page) -> None:
    page.goto("/office/inventory/productuse/add/")
    choose(page, "id_product", "Maple Reader")
    page.locator("#id_purpose").fill("Reading practice at each pupil's own level.")
    page.get_by_label("Content area").fill("Reading")
    page.get_by_label("Lowest grade").select_option("K")
    page.get_by_label("Highest grade").select_option("5")
    page.get_by_role("button", name="Add another Kind of information").click()
    choose(page, "id_elements-0-element", "Reading level")
    page.locator("#id_elements-0-how_used").fill("Chooses the next book.")
    page.locator("#id_elements-0-purpose").fill("So that no book is too hard.")
    click_to(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("was added successfully")).to_be_visible()


def agreement_enter(page: Page) -> None:
    page.goto("/office/contracts/agreement/add/")
    click_to(page.get_by_role("link", name="Maple Reader Fictional, Inc."))
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Maple Reader", exact=True).check()
    page.get_by_label("Term begins").fill("2026-03-01")
    page.get_by_label("Term ends").fill("2099-06-30")
    click_to(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("heading", name=TITLE, level=1)).to_be_visible()


def file_upload(page: Page, agreement_pdf: Path) -> None:
    click_to(page.get_by_role("link", name="Upload a file").first)
    page.get_by_label("The agreement's file").set_input_files(agreement_pdf)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="Review of")).to_be_visible()
    assert accessibility_faults(page) == []


def findings_decide(page: Page) -> None:
    """Overrule the first finding with a reason; confirm the others by a key; judge what the checker could not."""
    progress = page.locator("label[for=review-progress]")
    press(page, "o")
    overrule(page, reason="The exhibit says so on its second page.")
    expect(progress).to_have_text("1 of 18 decided")
    for number in range(2, 19):
        page.wait_for_load_state()
        if page.locator("[data-key=c]").count():
            press(page, "c")
        else:
            overrule(page, reason="Judged by a person.")
        expect(progress).to_have_text(f"{number} of 18 decided")


def overrule(page: Page, *, reason: str) -> None:
    """Give the first verdict on offer that is not the checker's own."""
    form = page.locator("form:has([name=kind][value=overrule])")
    own = page.locator(".review-finding .dp-status").first.text_content() or ""
    choices = [choice.strip() for choice in form.locator("[name=verdict] option").all_text_contents()]
    other = next(choice for choice in choices if choice.lower() not in (own.strip().lower(), "choose"))
    form.locator("[name=verdict]").select_option(label=other)
    form.locator("[name=reason]").fill(reason)
    click_to(form.locator("[type=submit]"))


def agreement_sign(page: Page) -> None:
    page.goto("/office/contracts/agreement/")
    click_to(page.get_by_role("link", name=TITLE).first)
    click_to(page.get_by_role("link", name="Record the signing").first)
    page.get_by_label("Why it is signed although gaps are open").fill("The rider of next month adds what is missing.")
    click_to(page.get_by_role("button", name="Record"))
    expect(page.get_by_text("signed on").first).to_be_visible()
    assert accessibility_faults(page) == []


def page_publish(page: Page) -> None:
    page.goto("/office/publish/")
    expect(page.get_by_role("heading", name="What will change")).to_be_visible()
    click_to(page.get_by_role("button", name="Publish these changes"))
    page.goto("/office/publish/")
    expect(page.get_by_text("Nothing to publish")).to_be_visible()


def public_read(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Search by app").fill("maple")
    click_to(page.get_by_role("button", name="Search"))
    click_to(page.get_by_role("link", name="Maple Reader", exact=True))
    expect(page.get_by_text("So that no book is too hard.")).to_be_visible()
    expect(page.get_by_text("12 Sugarbush Lane")).to_be_visible()
    assert accessibility_faults(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").first.evaluate("link => { link.download = ''; link.click(); }")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
