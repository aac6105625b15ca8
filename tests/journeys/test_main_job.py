"""The main job, as three people do it: the director reviews, the privacy officer signs and publishes, the public reads."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from deadlines.models import Deadline
from district.models import AdoptedPack, District, User
from tests.browser import accessibility_faults
from tests.factories.contracts import AGREEMENT_TEXT, pdf_bytes
from tests.factories.inventory import DataElementFactory
from tests.journeys.conftest import OpenPage

REAL_AGREEMENTS = Path(__file__).resolve().parents[3] / "shared" / "contracts" / "pdf"
MOST_FINDINGS = 60


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
    director.get_by_role("link", name="Data agreement for Maple Reader").first.click()
    director.get_by_role("button", name="Mark as ready to sign").click()
    expect(director.get_by_text("ready to sign").first).to_be_visible()

    officer = open_page(dana)
    agreement_sign(officer)
    expect(officer.get_by_role("heading", name="Clocks")).to_be_visible()
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
    assert clocks()["ct-student-data.agreement.post"] == "met"
    assert clocks()["ct-student-data.agreement.notify"] == "open", "families are told by a notice, not by the page"


def clocks() -> dict[str, str]:
    return dict(Deadline.objects.values_list("rule", "state"))


def operator_enter(page: Page) -> None:
    page.goto("/office/vendors/operator/add/")
    page.get_by_label("Name", exact=True).first.fill("Maple Reader Fictional, Inc.")
    page.get_by_label("Business address").fill("12 Sugarbush Lane\nMaplewood Falls, IL 60001")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    page.goto("/office/vendors/product/add/")
    page.get_by_label("Operator").select_option(label="Maple Reader Fictional, Inc.")
    page.get_by_label("Name", exact=True).fill("Maple Reader")
    page.get_by_label("Description").fill("With Maple Reader, pupils read at their own level.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()


def use_enter(page: Page) -> None:
    page.goto("/office/inventory/productuse/add/")
    raise NotImplementedError
