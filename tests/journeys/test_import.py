"""Five hundred messy rows from the upload to the inventory, in a browser; on a phone the pages read as cards."""

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from district.models import District, User
from inventory.models import InventoryImport, SeenApp
from tests.browser import accessibility_faults, click_to, sideways_overflow
from tests.factories.inventory import FictionalProductFactory
from tests.factories.spreadsheets import csv_bytes, workbook_bytes
from tests.journeys.conftest import OpenPage
from vendors.models import Operator, Product

HEAD: Final = ("Vendor Name*", "App", "URL", "Grade Levels", "Educational purpose", "Data collected", "Notes")
WORDS: Final = ("Amber", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Heron", "Indigo", "Juniper")
THINGS: Final = ("Abacus", "Beacon", "Canvas", "Drum", "Easel", "Fable", "Globe", "Harp", "Island", "Journal")


def messy_rows() -> list[tuple[object, ...]]:
    """A title, a header in the third row, 500 rows: good ones, changed spellings, faults, a repeated header."""
    rows: list[tuple[object, ...]] = [("Apps of our schools, spring",), (), HEAD]
    for number in range(500):
        operator = f"{WORDS[number % 10]} {THINGS[number // 10 % 10]} House"
        app = f"{WORDS[number // 50]} {THINGS[number % 10]} {'Reader' if number % 2 else 'Counter'} {number}"
        grades = ("K-5", "grades 6 to 8", "9, 10, 11, 12", "All grades", "banana")[number % 5 if number < 100 else 0]
        held = "Name; Grade level" if number % 7 else "Star sign"
        rows.append((operator, app, "", grades, "Practice in class", held, "" if number % 3 else "ask Pat"))
    rows[10] = HEAD
    rows[20] = ("Maple Readers Fictional", "Maple Reader Plus", "", "K-5", "Reading", "Name", "")
    rows[21] = ("=1+1", "Formula Reader", "", "K-5", "Reading", "Name", "")
    rows[22] = ("", "Nobody's Reader", "", "K-5", "Reading", "Name", "")
    return rows


@pytest.fixture
def known(transactional_db: None, district: District) -> Product:
    product: Product = FictionalProductFactory(name="Maple Reader", operator__name="Maple Reader Fictional, Inc.")
    return product


def handed_in(page: Page, path: Path, source: str) -> None:
    page.get_by_label("Spreadsheet").set_input_files(path)
    page.get_by_label("Where it comes from").fill(source)
    click_to(page.get_by_role("button", name="Look at it"))
    expect(page.get_by_role("heading", name="What is in which column?")).to_be_visible()


def test_five_hundred_messy_rows_become_the_inventory(
    known: Product, dana: User, open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "apps of spring.xlsx"
    path.write_bytes(workbook_bytes(messy_rows()))
    page = open_page(dana)

    page.goto("/office/imports/")
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("link", name="Hand in a spreadsheet"))
    expect(page.get_by_label("Spreadsheet")).to_be_visible()
    assert accessibility_faults(page) == []
    handed_in(page, path, "Registry")

    expect(page.get_by_label("The row that names the columns")).to_have_value("3")
    expect(page.get_by_label("Vendor Name*")).to_have_value("operator")
    expect(page.get_by_label("Data collected")).to_have_value("elements")
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Read the rows"))

    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    expect(page.get_by_text("Their rows wait for your word.").or_(page.get_by_text("Its rows wait"))).to_be_visible()
    assert not Product.objects.exclude(pk=known.pk).exists()
    assert accessibility_faults(page) == []

    click_to(page.get_by_role("link", name="Rows that are refused"))
    expect(page.get_by_text("“banana” is no grade").first).to_be_visible()
    expect(page.get_by_text("The cell is a formula without a value").first).to_be_visible()
    assert accessibility_faults(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download these rows (CSV)").click()
    assert "is not known here" in Path(download.value.path()).read_text(encoding="utf-8-sig")

    click_to(page.get_by_role("link", name="apps of spring.xlsx"))
    click_to(page.get_by_role("link", name="Say which are the same"))
    expect(page.get_by_role("heading", name="Are these the same?")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_role("group", name="Maple Readers Fictional (operator, 1 row)").get_by_label(
        "The same as “Maple Reader Fictional, Inc.”"
    ).check()
    click_to(page.get_by_role("button", name="Keep these answers"))

    expect(page.get_by_role("link", name="Take it over")).to_be_visible()
    click_to(page.get_by_role("link", name="Take it over"))
    expect(page.get_by_role("heading", name="Take this spreadsheet over?")).to_be_visible()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Take it over"))
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    counts = InventoryImport.objects.get().counts
    assert Product.objects.count() > counts["new"] // 2
    assert Product.objects.get(name="Maple Reader Plus").operator == known.operator
    assert not Operator.objects.filter(name__startswith="Maple Readers").exists()

    phone = open_page(dana, phone=True)
    done = InventoryImport.objects.get()
    for address, title in (
        ("/office/imports/", "Spreadsheets"),
        (f"/office/imports/{done.pk}/", "apps of spring.xlsx"),
        (f"/office/imports/{done.pk}/rows/refused/", "Rows that are refused"),
    ):
        phone.goto(address)
        expect(phone.get_by_role("heading", level=1, name=title)).to_be_visible()
        assert sideways_overflow(phone) == 0


def test_an_app_seen_in_use_is_found_and_decided_on(
    known: Product, dana: User, open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "filter.csv"
    path.write_bytes(
        csv_bytes([("Site", "Unique visitors"), ("Maple Readers", "30"), ("Moth Chat", "64"), ("Maple Reader", "400")])
    )
    page = open_page(dana)
    page.goto("/office/seen/")
    expect(page.get_by_text("Nothing was handed in yet")).to_be_visible()
    click_to(page.get_by_role("link", name="Hand in an export"))
    expect(page.get_by_label("apps seen in use")).to_be_checked()
    handed_in(page, path, "Web filter")
    click_to(page.get_by_role("button", name="Read the rows"))
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    click_to(page.get_by_role("link", name="Take it over"))
    expect(page.get_by_role("heading", name="Take this spreadsheet over?")).to_be_visible()
    click_to(page.get_by_role("button", name="Take it over"))
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()

    click_to(page.get_by_role("link", name="Decide on apps seen in use"))
    expect(page.get_by_role("link", name="Moth Chat")).to_be_visible()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("link", name="Maple Readers"))
    expect(page.get_by_role("heading", name="It is an app of the inventory")).to_be_visible()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="It is the same"))
    expect(page.get_by_text("Kept: Maple Readers.")).to_be_visible()

    click_to(page.get_by_role("link", name="Moth Chat"))
    page.get_by_label("Block it").check()
    click_to(page.get_by_role("button", name="Keep the decision"))
    expect(page.get_by_text("Say why: the reason is kept.").first).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_label("Why").fill("It shows advertising to pupils.")
    click_to(page.get_by_role("button", name="Keep the decision"))
    expect(page.get_by_text("Kept: Moth Chat.")).to_be_visible()
    assert SeenApp.objects.get(written="Maple Readers").product == known

    phone = open_page(dana, phone=True)
    phone.goto("/office/seen/")
    expect(phone.get_by_role("heading", name="Apps seen in use")).to_be_visible()
    assert sideways_overflow(phone) == 0
