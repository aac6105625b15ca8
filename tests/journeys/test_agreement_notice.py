"""Connecticut's notice of a contract: written, sent to the principals, published, and its clocks met."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from contracts.models import Agreement
from deadlines.models import Deadline
from deadlines.services import deadline_open_for_event
from district.models import District, User
from notices.services import messages_send_due
from tests.browser import accessibility_faults, click_to, sideways_overflow
from tests.factories.district import AdoptedPackFactory, SchoolFactory
from tests.factories.inventory import DataElementFactory
from tests.factories.transparency import app_posted_able
from tests.journeys.conftest import OpenPage
from tests.notices.smtp import smtp_server

ABOUT = "With Maple Reader, children practice reading at their own level, in class and at home."
NOTIFY, POST = "ct-student-data.agreement.notify", "ct-student-data.agreement.post"


@pytest.fixture
def agreement(transactional_db: None, district: District, dana: User, now: datetime) -> Agreement:
    """Signed two hours ago under Connecticut's policy, for one elementary school."""
    AdoptedPackFactory(pack="ct-student-data", adopted_on=date(2021, 7, 1))
    SchoolFactory(name="Lantern Elementary", code="LE", principal_email="principal@lantern-elementary.example")
    SchoolFactory(name="Lantern High", code="LH", lowest_grade="9", highest_grade="12")
    DataElementFactory(name="Reading level", explanation="How hard a text the student reads well.")
    agreement: Agreement = app_posted_able("Maple Reader", elements=("Reading level",)).agreements.get()
    agreement.signed_at = now - timedelta(hours=2)
    agreement.ends_on = None
    agreement.save()
    deadline_open_for_event(subject=agreement, event="agreement_signed", at=agreement.signed_at, actor=dana, now=now)
    return agreement


def clocks() -> dict[str, str]:
    return dict(Deadline.objects.filter(rule__in=[NOTIFY, POST]).values_list("rule", "state"))


def test_the_notice_is_written_sent_published_and_read(
    agreement: Agreement, dana: User, open_page: OpenPage, settings: Any, now: datetime
) -> None:
    officer = open_page(dana)
    officer.goto(f"/office/contracts/agreement/{agreement.pk}/")
    click_to(officer.get_by_role("link", name="Notice to students and parents"))
    expect(officer.get_by_text("not written yet")).to_be_visible()
    assert accessibility_faults(officer) == []
    notice_write(officer)
    assert clocks() == {NOTIFY: "open", POST: "open"}
    notice_download(officer)

    notice_send(officer)
    assert clocks() == {NOTIFY: "met", POST: "open"}
    with smtp_server(settings) as keeper:
        messages_send_due(now=now + timedelta(minutes=10))
    assert [mail["To"] for mail in keeper.mail] == ["principal@lantern-elementary.example"]
    assert ABOUT in bytes(keeper.mail[0].get_payload(decode=True)).decode()

    notice_publish(officer)
    assert clocks() == {NOTIFY: "met", POST: "met"}
    for phone in (False, True):
        public = open_page(phone=phone)
        public.goto("/apps/maple-reader/")
        expect(public.get_by_role("heading", name="Notice of the contract")).to_be_visible()
        expect(public.get_by_text(ABOUT)).to_be_visible()
        assert accessibility_faults(public) == []


def notice_write(page: Page) -> None:
    click_to(page.get_by_role("link", name="Write the notice"))
    about = page.get_by_label("What the contract is, and what it is for")
    expect(about).to_have_value("It lets the operator run the app for our students.\n\nMaple Reader: Students practice "
                                "reading at their own level. (Reading, grades 3 to 5)")  # fmt: skip
    assert accessibility_faults(page) == []
    about.fill("")
    click_to(page.get_by_role("button", name="Keep the notice"))
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("What the contract is, and what it is for").fill(ABOUT)
    click_to(page.get_by_role("button", name="Keep the notice"))
    expect(page.get_by_text("kept, not sent")).to_be_visible()
    expect(page.locator("main .dp-status--found")).to_have_count(3)
    assert accessibility_faults(page) == []


def notice_download(page: Page) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="As PDF").click()
    text = pypdfium2.PdfDocument(Path(download.value.path()).read_bytes())[0].get_textpage().get_text_range()
    assert "Reading level: How hard a text the student reads well." in " ".join(text.split())


def notice_send(page: Page) -> None:
    click_to(page.get_by_role("link", name="Send it to the principals"))
    expect(
        page.get_by_text("1 principal is asked to pass the notice on to the families of 400 students.")
    ).to_be_visible()
    expect(page.get_by_text("Lantern High")).to_have_count(0)
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Send to 1 principal"))
    expect(page.get_by_text("Families were told.")).to_be_visible()
    assert accessibility_faults(page) == []


def notice_publish(page: Page) -> None:
    page.goto("/office/publish/")
    expect(page.get_by_text("Publishing meets them")).to_be_visible()
    expect(page.get_by_text("with the notice of the agreement")).to_be_visible()
    assert accessibility_faults(page) == []
    click_to(page.get_by_role("button", name="Publish these changes"))
    expect(page.get_by_text("Published: 1 added")).to_be_visible()


@pytest.mark.parametrize("part", ["", "write/", "send/", "sent/"])
def test_each_page_of_the_notice_fits_a_phone(agreement: Agreement, dana: User, open_page: OpenPage, part: str) -> None:
    officer = open_page(dana)
    officer.goto(f"/office/agreements/{agreement.pk}/notice/write/")
    officer.get_by_label("What the contract is, and what it is for").fill(ABOUT)
    click_to(officer.get_by_role("button", name="Keep the notice"))
    expect(officer.get_by_text("kept, not sent")).to_be_visible()
    page = open_page(dana, phone=True)
    page.goto(f"/office/agreements/{agreement.pk}/notice/{part}")
    assert accessibility_faults(page) == []
    assert sideways_overflow(page) == 0
