"""The page is reviewed before July 31; a year later a stranger proves what it said."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from district import clock
from district.audit import SystemActor
from district.models import District, User
from tests.browser import accessibility_faults, click_to, sideways_overflow, sticking_out
from tests.factories.district import AdoptedPackFactory, SchoolFactory
from tests.factories.transparency import app_posted_able
from tests.journeys.conftest import OpenPage
from transparency.services import publish
from vendors.models import Product

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
JULY = datetime(2026, 7, 20, 15, 0, tzinfo=UTC)
A_YEAR_LATER = datetime(2027, 7, 25, 15, 0, tzinfo=UTC)
Moved = Callable[[datetime], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Moved:
    """Server and services read this moment: `at(JULY)`."""
    return lambda instant: monkeypatch.setattr(clock, "now", lambda: instant)


@pytest.fixture
def product(transactional_db: None, district: District, at: Moved) -> Product:
    """Public since March; in July its description is another one."""
    AdoptedPackFactory(pack="il-soppa")
    SchoolFactory(name="Lantern Elementary", code="LE")
    made = app_posted_able("Maple Reader")
    publish(actor=SystemActor("command:publish"), now=MARCH)
    at(JULY)
    Product.objects.filter(pk=made.pk).update(description="Stories to read in class.")
    return made


def faultless(page: Page) -> None:
    assert accessibility_faults(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert sideways_overflow(page) == 0
    assert sticking_out(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})


def saved(page: Page, link: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_review_before_july_31_is_proven_a_year_later(
    product: Product, dana: User, open_page: OpenPage, at: Moved, tmp_path: Path
) -> None:
    published_and_attested(open_page(dana))
    at(datetime(2026, 9, 1, 15, 0, tzinfo=UTC))
    Product.objects.filter(pk=product.pk).update(description="Something else by now.")
    publish(actor=SystemActor("command:publish"), now=clock.now())
    at(A_YEAR_LATER)
    stranger = open_page(accept_downloads=True)
    stranger.goto("/history/2026-07-31/")
    click_to(stranger.get_by_role("link", name="Maple Reader", exact=True))
    expect(stranger.get_by_text("Stories to read in class.")).to_be_visible()
    faultless(stranger)
    click_to(stranger.get_by_role("link", name="It stands in publication"))
    expect(stranger.get_by_text("reviewed on 20 July 2026 by Dana Fictional")).to_be_visible()
    faultless(stranger)
    proven(stranger, tmp_path)


def published_and_attested(officer: Page) -> None:
    officer.goto("/office/publish/")
    expect(officer.get_by_text("due by 31 July 2026 has not been done yet")).to_be_visible()
    faultless(officer)
    click_to(officer.get_by_role("button", name="Publish these changes"))
    expect(officer.get_by_text("Signed with the district")).to_be_visible()
    click_to(officer.get_by_role("link", name="Review the page and attest it"))
    expect(officer.get_by_role("heading", name="What has to be looked at")).to_be_visible()
    faultless(officer)
    for box in officer.get_by_role("checkbox").all():
        box.check()
    officer.get_by_label("Your position").fill("Privacy officer")
    click_to(officer.get_by_role("button", name="Attest this review"))
    expect(officer.get_by_text("Attested. The public page says")).to_be_visible()
    faultless(officer)


def proven(stranger: Page, folder: Path) -> None:
    """Everything is fetched from the page of the publication; the documented command says that it holds."""
    apps = saved(stranger, "Everything that it showed", folder)
    paper = saved(stranger, "Statement of proof", folder)
    for name in ("publications.json", "key.pem", "proof.py"):
        answer = stranger.request.get(f"/proof/{name}")
        (folder / name).write_bytes(answer.body())
    command = [sys.executable, "-I", "proof.py", str(apps), "--chain", "publications.json", "--key", "key.pem"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, "proven: a chain of 3 publications" in done.stdout) == (0, True), done.stderr
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper))
    assert "Maple Reader" in text
    apps.write_text(apps.read_text(encoding="utf-8").replace("Stories to read", "Stories we read"), encoding="utf-8")
    assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 1


def test_a_review_that_is_late_is_said_to_everybody(product: Product, open_page: OpenPage, at: Moved) -> None:
    at(datetime(2026, 8, 4, 15, 0, tzinfo=UTC))
    visitor = open_page(java_script_enabled=False)
    for address in ("/", "/es/", "/proof/"):
        visitor.goto(address)
        words = "It is 4 days late" if address != "/es/" else "4 días"
        expect(visitor.get_by_text(words).first).to_be_visible()


def test_the_notice_to_parents_is_written_approved_handed_out_and_read(
    product: Product, dana: User, open_page: OpenPage
) -> None:
    officer = open_page(dana)
    officer.goto("/office/notice-to-parents/")
    officer.get_by_label("First day of school").fill("2026-07-15")
    click_to(officer.get_by_role("button", name="Write this year's notice"))
    expect(officer.get_by_text("This draft says only what the procedure says")).to_be_visible()
    faultless(officer)
    click_to(officer.get_by_role("button", name="Keep this"))
    click_to(officer.get_by_role("button", name="Approve this notice"))
    expect(officer.get_by_role("heading", name="Record that it was given")).to_be_visible()
    officer.get_by_label("How", exact=True).select_option("handbook")
    officer.get_by_label("Day", exact=True).fill("2026-07-16")
    officer.get_by_label("Who gave it how").fill("Handbook, page 7, given to each family.")
    click_to(officer.get_by_role("button", name="Record it"))
    expect(officer.get_by_text("Given to every school's families").first).to_be_visible()
    faultless(officer)
    family = open_page()
    for address, heading in (
        ("/notice-to-parents/", "Notice to Parents About Educational Technology Vendors"),
        ("/es/notice-to-parents/", "Aviso a los padres sobre los proveedores de tecnología educativa"),
        ("/covered-information/", "Student covered information"),
    ):
        family.goto(address)
        expect(family.get_by_role("heading", level=1, name=heading)).to_be_visible()
        faultless(family)


def test_the_pages_of_keys_and_board_are_accessible(product: Product, dana: User, open_page: OpenPage) -> None:
    officer = open_page(dana)
    for address in (
        "/office/signing-keys/",
        "/office/board-reports/",
        "/office/refresh/",
        "/office/notice-to-parents/",
    ):
        officer.goto(address)
        faultless(officer)
    officer.goto("/office/board-reports/")
    click_to(officer.get_by_role("button", name="Make the report"))
    expect(officer.get_by_text("stood on the public page")).to_be_visible()
    faultless(officer)
    for address in ("/proof/", "/es/proof/"):
        officer.goto(address)
        faultless(officer)
