"""Another district's agreement, found in its public file and adopted: followed, compared, entered, accepted."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contracts.models import Agreement, GeneralOffer
from district.models import AdoptedPack, District, User
from tests.browser import accessibility_faults, click_to, sticking_out
from tests.factories.contracts import AGREEMENT_TEXT, pdf_bytes
from tests.factories.feeds import Neighbour, app_told, breach_told
from tests.factories.vendors import OperatorFactory, ProductFactory
from tests.journeys.conftest import OpenPage
from tests.webserving import Serve
from vendors.models import Product

LAST_DAY = datetime.now(UTC).date() + timedelta(days=90)  # the browser's server reads the real clock


@pytest.fixture
def neighbour(serve: Serve) -> Neighbour:
    found = Neighbour(serve)
    found.copy = AGREEMENT_TEXT.encode()
    found.tells(
        app_told(found.root, offered_until=LAST_DAY.isoformat(), copy=found.copy),
        app_told(found.root, "Comet Math", "Thistle Fictional"),
        breaches=(breach_told(),),
    )
    return found


@pytest.fixture
def maple(transactional_db: None, district: District) -> Product:
    AdoptedPack.objects.create(pack="il-soppa", adopted_on=date(2021, 7, 1))
    return ProductFactory(name="Maple Reader", operator=OperatorFactory(name="Maple Reader Fictional, Inc."))


def test_an_offer_found_at_another_district_is_adopted(
    maple: Product, neighbour: Neighbour, dana: User, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(dana)
    page.goto("/office/districts/")
    expect(page.get_by_role("heading", name="No district is followed yet")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_label("Address of the district's public page").fill(neighbour.root)
    click_to(page.get_by_role("button", name="Follow it"))

    expect(page.get_by_role("heading", name="Cedar Meadow District 12")).to_be_visible()
    expect(page.get_by_text("an operator of this district, too")).to_be_visible()
    assert accessibility_faults(page) == []
    shared = page.get_by_role("region", name="Used there and here")
    expect(shared.get_by_role("row")).to_have_count(2)
    click_to(shared.get_by_role("link", name="Adopt it for Maple Reader"))

    expect(page.get_by_label("The district that it was made with")).to_have_value("Cedar Meadow District 12")
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Enter the offer"))

    expect(page.get_by_role("heading", name="Before it is accepted")).to_be_visible()
    expect(page.get_by_text("agreement.txt, SHA-256")).to_be_visible()
    accept(page, tmp_path)

    offer = GeneralOffer.objects.get()
    assert offer.accepted_by == dana
    assert Agreement.objects.get().state == "signed"
    page.goto(f"/office/districts/products/{maple.pk}/")
    expect(page.get_by_text("entered here")).to_be_visible()
    expect(page.get_by_role("region", name="Breaches of its operator that others posted")).to_contain_text("512")
    assert accessibility_faults(page) == []


def accept(page: Page, tmp_path: Path) -> None:
    """Excepting by name what the short text leaves open; then the page is made, signed and recorded."""
    for _ in range(6):
        excepting = page.get_by_role("link", name="Make an exception").first
        expect(page.get_by_role("heading", name="Before it is accepted")).to_be_visible()
        if not excepting.count():
            break
        click_to(excepting)
        page.get_by_label("Why the offer may be accepted all the same").fill("Counsel read the whole on paper.")
        click_to(page.get_by_role("button", name="Record my exception"))
    expect(page.get_by_text("Nothing stands in the way.")).to_be_visible()
    address = page.url
    click_to(page.get_by_role("button", name="Make the page to sign"))
    page.goto(address)
    click_to(page.get_by_role("link", name="Record the acceptance"))
    signed = tmp_path / "page.pdf"
    signed.write_bytes(pdf_bytes("Acceptance of the general offer\nsigned by the district"))
    page.get_by_label("Signed for the district by").select_option(label="Dana Fictional")
    page.locator("input[type=file]").set_input_files(signed)
    click_to(page.locator("form:has(input[type=file]) [type=submit]"))
    expect(page.get_by_role("region", name="What happened")).to_contain_text("Signed")


def test_the_pages_of_other_districts_fit_a_phone(
    maple: Product, neighbour: Neighbour, dana: User, open_page: OpenPage
) -> None:
    page = open_page(dana, phone=True)
    page.goto("/office/districts/")
    page.get_by_label("Address of the district's public page").fill(neighbour.root)
    click_to(page.get_by_role("button", name="Follow it"))
    expect(page.get_by_role("heading", name="Cedar Meadow District 12")).to_be_visible()
    for address in ("/office/districts/", "/office/districts/offers/", "/office/districts/look/?q=maple"):
        page.goto(address)
        expect(page.locator("main")).to_contain_text("Cedar Meadow District 12")
        assert accessibility_faults(page) == []
        assert sticking_out(page) == []
