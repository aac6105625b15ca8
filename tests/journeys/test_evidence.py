"""The evidence file and a drill in a browser: begun, looked at on a phone, made, downloaded, reported."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from breaches.models import Breach
from district.models import District, User
from tests.browser import accessibility_faults, click_to, small_text, sticking_out
from tests.factories.district import AdoptedPackFactory
from tests.factories.publicentries import operator_fictional
from tests.journeys.conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (1280, 820, 320)


@pytest.fixture
def illinois(district: District) -> None:
    AdoptedPackFactory(pack="il-soppa")
    operator_fictional()


def test_a_drill_is_begun_reported_and_kept_as_a_file(illinois: None, dana: User, open_page: OpenPage) -> None:
    page = open_page(dana)
    page.goto("/office/breaches/drills/new/")
    looks_right(page)
    drill_begin(page)
    drill = Breach.objects.get()
    page.goto(f"/office/breaches/{drill.pk}/drill/")
    expect(page.get_by_role("heading", name="How the drill goes")).to_be_visible()
    expect(page.get_by_role("heading", name="Not done yet")).to_be_visible()
    looks_right(page)
    evidence_make(page, drill)


def drill_begin(page: Page) -> None:
    page.get_by_label("The operator writes on a Friday evening").check()
    click_to(page.get_by_role("button", name="Begin the drill"))
    expect(page.get_by_role("alert")).to_contain_text("Choose an operator")
    page.locator("#id_operator").select_option(label="Maple Reader Fictional, Inc.")
    page.get_by_label("Invented pupils").fill("24")
    click_to(page.get_by_role("button", name="Begin the drill"))
    expect(page.get_by_text("D-1 has begun.")).to_be_visible()


def evidence_make(page: Page, drill: Breach) -> None:
    page.goto(f"/office/breaches/{drill.pk}/evidence/")
    page.get_by_text("what is in it").click()
    looks_right(page)
    click_to(page.get_by_role("button", name="Make the evidence file"))
    link = page.get_by_role("link", name="Evidence D-1")
    expect(link).to_be_visible()
    looks_right(page)
    with page.expect_download() as download:
        link.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def looks_right(page: Page) -> None:
    """No fault that axe finds, nothing beyond the edge, nothing smaller than 16 px, at three widths."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert accessibility_faults(page) == []
        assert sticking_out(page) == []
        assert small_text(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
