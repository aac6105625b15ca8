"""A mother on a phone, in Spanish: she asks for a copy, the custodian gives it, and she opens it."""

from pathlib import Path

import pikepdf
from playwright.sync_api import Page, expect

from deadlines.models import DeadlineState
from deadlines.selectors import clocks_of
from district.models import User
from requests_portal.models import IdentityState, Outcome, PrivacyRequest, RequestState
from roster.models import Student
from tests.browser import click_to
from tests.journeys.conftest import OpenPage
from tests.journeys.portalwalk import (
    ANA,
    ROSA,
    Postbox,
    answered,
    carl,
    families,
    looked_at,
    page_opened,
    path_is,
    post,
)

__all__ = ["carl", "families", "post"]


def test_a_mother_asks_in_spanish_and_opens_her_copy(
    families: Student, carl: User, open_page: OpenPage, post: Postbox, tmp_path: Path
) -> None:
    phone = open_page(phone=True, locale="es-US")
    case = copy_asked(phone, post)
    assert case.language == "es"
    assert case.identity == IdentityState.RECORDS
    assert case.student_id == families.pk

    records = records_of_ana(tmp_path)
    copy_given(open_page(carl), case, records)
    assert copy_opened(phone, post) == records.read_bytes()
    case.refresh_from_db()
    assert (case.state, case.outcome) == (RequestState.ANSWERED, Outcome.GRANTED)
    assert {clock.state for clock in clocks_of(case)} == {DeadlineState.MET}


def copy_asked(page: Page, post: Postbox) -> PrivacyRequest:
    """From the start page to the confirmed request, question by question."""
    page.goto("/portal/")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    looked_at(page)
    click_to(page.get_by_role("link", name="Empezar ahora"))
    answered(page, {"kind": "copy"})
    answered(page, {"relationship": "parent"})
    answered(page, ANA)
    answered(page, {"school": {"label": "Lantern Elementary"}, "grade": {"value": "5"}})
    answered(page, {"scope": "all"})
    answered(page, {"form": "electronic"})
    answered(page, {"name": "Rosa Fictional", "email": ROSA, "telephone": "217 555 0101"})
    answered(page, {"street": "7 Fictional Street", "city": "Prairie Lantern", "postal_code": "60000"})
    path_is(page, "/portal/ask/check/")
    answered(page, {"signature": "Rosa Fictional"})
    path_is(page, "/portal/sent/")
    answered(page, {"code": post.code(ROSA)})
    path_is(page, "/portal/received/")
    looked_at(page)
    return PrivacyRequest.objects.get()


def copy_given(page: Page, case: PrivacyRequest, records: Path) -> None:
    """The custodian takes the request from the desk, adds the file, looks through it and gives it."""
    page.goto("/office/requests/")
    click_to(page.get_by_role("link", name=case.number).first)
    click_to(page.get_by_role("button", name="Take it"))
    expect(page.get_by_text("Carl Fictional took it.")).to_be_visible()
    looked_at(page)
    page.goto(f"/office/requests/{case.pk}/copies/")
    page.locator("[name=uploads]").set_input_files(records)
    click_to(page.get_by_role("button", name="Add", exact=True))
    click_to(page.get_by_role("link", name="records of ana.pdf"))
    page.get_by_label("I looked through all of it").check()
    click_to(page.get_by_role("button", name="Mark as checked"))
    page.goto(f"/office/requests/{case.pk}/copies/link/")
    expect(page.get_by_text("Not everything may be in yet")).to_be_visible()
    expect(page.get_by_label("Not yet: more follows")).to_be_checked()
    page.get_by_label("Yes: this is everything").check()
    click_to(page.locator("main form button[type=submit]").first)
    expect(page.get_by_text("The family was written.")).to_be_visible()
    looked_at(page)


def records_of_ana(folder: Path) -> Path:
    path = folder / "records of ana.pdf"
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(612, 792))
        made.save(path)
    return path


def copy_opened(page: Page, post: Postbox) -> bytes:
    """The mother follows the link of her mail, types one code for the page and one for the copy, and downloads."""
    page.context.clear_cookies()
    page_opened(page, post)
    click_to(page.locator("a[href$='/copies/']").first)
    click_to(page.locator("form[action$='/copies/send/'] button"))
    page.locator("form[action$='/copies/code/'] [name=code]").fill(post.code(ROSA))
    click_to(page.locator("form[action$='/copies/code/'] button"))
    looked_at(page)
    with page.expect_download() as started:
        page.locator(".follow-files a").first.click()
    return started.value.path().read_bytes()
