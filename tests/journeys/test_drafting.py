"""From gaps to an addendum: drafted, looked at, downloaded, uploaded with its agreement, and found by the checker."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contracts.models import Agreement, Draft, Finding
from contracts.selectors import check_newest, document_reviewed
from district.models import AdoptedPack, District, User
from tests.browser import accessibility_faults, click_to
from tests.factories.contracts import AGREEMENT_TEXT, AgreementFactory, pdf_bytes
from tests.factories.vendors import OperatorFactory, ProductFactory
from tests.journeys.conftest import OpenPage

LAWS = ("il-soppa", "ct-student-data", "mt-pupil-data", "operator-conduct")
DAYS = {
    "Days for deleting or transferring what is no longer needed": "60",
    "Days for the operator to answer the district about a review or a correction": "10",
}
WORDS = {
    "Categories of information, one a line": "Student's name\nGrade level\nReading scores",
    "Whom the operator notifies at the district": "the privacy officer, privacy@prairie-lantern.example",
    "Who at the operator answers for the security of the records": "the head of security",
}


@pytest.fixture
def agreement(transactional_db: None, district: District) -> Agreement:
    for pack in LAWS:
        AdoptedPack.objects.create(pack=pack, adopted_on=date(2021, 7, 1))
    operator = OperatorFactory(name="Maple Reader Fictional, Inc.")
    product = ProductFactory(operator=operator, name="Maple Reader")
    return AgreementFactory(operator=operator, products=[product], title="Maple Reader terms")


def test_gaps_become_an_addendum_that_the_checker_finds(
    agreement: Agreement, dirk: User, open_page: OpenPage, tmp_path: Path
) -> None:
    thin = tmp_path / "terms.pdf"
    thin.write_bytes(pdf_bytes(AGREEMENT_TEXT.replace("delete all student data within sixty (60) days", "be done")))
    page = open_page(dirk)
    upload(page, agreement, thin)
    lacking = set(verdicts(agreement)) - {one for one, verdict in verdicts(agreement).items() if verdict == "found"}
    assert lacking

    page.goto(f"/office/contracts/agreement/{agreement.pk}/")
    click_to(page.get_by_role("link", name="Draft an addendum"))
    assert accessibility_faults(page) == []
    answer(page)
    click_to(page.get_by_role("button", name="Look at it"))
    expect(page.get_by_role("heading", name="How it will read")).to_be_visible()
    assert not Draft.objects.exists()
    click_to(page.get_by_role("button", name="Make the draft"))
    expect(page.get_by_role("heading", name="What the checker finds in the agreement with it")).to_be_visible()
    assert accessibility_faults(page) == []
    assert set(Draft.objects.get().provisions) == lacking

    with page.expect_download() as download:
        page.get_by_role("link", name="Agreement and addendum in one Word file").click()
    whole = tmp_path / "whole.docx"
    download.value.save_as(whole)
    upload(page, agreement, whole)
    assert {one for one, verdict in verdicts(agreement).items() if verdict != "found"} == set()
    expect(page.get_by_role("heading", name="Review of Maple Reader terms")).to_be_visible()


def answer(page: Page) -> None:
    """Fill in what the chosen provisions need; what is proposed stays."""
    for label, words in {**DAYS, **WORDS}.items():
        field = page.get_by_label(label)
        if field.count():
            field.fill(words)


def upload(page: Page, agreement: Agreement, file: Path) -> None:
    """Upload a version and wait until its review can be opened."""
    page.goto(f"/office/contracts/agreement/{agreement.pk}/files/add/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload and check").click()
    page.wait_for_url("**/office/contracts/review/**")


def verdicts(agreement: Agreement) -> dict[str, str]:
    """The newest check's verdicts on the version that is reviewed."""
    document = document_reviewed(agreement)
    assert document is not None
    check = check_newest(document)
    return dict(Finding.objects.filter(review_check=check).values_list("provision", "verdict"))
