"""A district's own CSV file from the upload to the roster, in a browser; on a phone the plan reads as cards."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from district.models import District, School, User
from roster.models import Student
from tests.browser import accessibility_faults, click_to, sideways_overflow
from tests.factories.district import SchoolFactory
from tests.journeys.conftest import OpenPage

TABLE = (
    "Student ID,First Name,Last Name,DOB,Grade,School,Parent 1 Name,Parent 1 Email\r\n"
    "1001,Ada,Fable,5/6/2014,5,LS,Rosa Fable,rosa@families.example\r\n"
    "1002,Ben,Storybook,2015-01-31,4,Old Lantern,Otto Storybook,otto@families.example\r\n"
    "1003,Cleo,Tale,31/31/2015,4,LS,,\r\n"
)


@pytest.fixture
def school(transactional_db: None, district: District) -> School:
    return SchoolFactory(name="Lantern School", code="LS")


def test_a_table_becomes_the_roster(school: School, dana: User, open_page: OpenPage, tmp_path: Path) -> None:
    table = tmp_path / "pupils of spring.csv"
    table.write_text(TABLE, encoding="utf-8", newline="")
    page = open_page(dana)

    page.goto("/office/roster/imports/")
    click_to(page.get_by_role("link", name="Hand in a roster file"))
    assert accessibility_faults(page) == []
    page.get_by_label("Roster file").set_input_files(table)
    click_to(page.get_by_role("button", name="Look at it"))

    expect(page.get_by_role("heading", name="What is in which column?")).to_be_visible()
    expect(page.get_by_label("Parent 1 Email")).to_have_value("guardian1_email")
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Read the file"))

    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    expect(page.get_by_text("2 rows come back.")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_label("“Old Lantern” (1 pupil)").select_option(label="Lantern School")
    click_to(page.get_by_role("button", name="Read the file again"))

    expect(page.get_by_text("1 row comes back.")).to_be_visible()
    click_to(page.get_by_role("link", name="See why"))
    expect(page.get_by_text("there is no such day")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download them with the reasons").click()
    assert "1003,Cleo,Tale,31/31/2015" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert accessibility_faults(page) == []

    click_to(page.get_by_role("link", name="pupils of spring.csv"))
    click_to(page.get_by_role("link", name="Take it over"))
    expect(page.get_by_text("Pupils: 2 added")).to_be_visible()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Take it over"))
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    assert Student.objects.filter(school=school).count() == 2

    phone = open_page(dana, phone=True)
    phone.goto("/office/roster/imports/")
    expect(phone.get_by_role("link", name="pupils of spring.csv")).to_be_visible()
    assert sideways_overflow(phone) == 0
    assert accessibility_faults(phone) == []
