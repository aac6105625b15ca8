"""Friday evening: from the operator's message to the posted entry and the evidence file, by four persons.

Dana, the privacy officer, reports, lists, writes; Sonia, the superintendent, approves; the public reads; Ari, the
auditor, takes the evidence file.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from breaches.models import Breach, Stage
from deadlines.models import Deadline
from district import clock
from district.models import District, User
from inventory.models import ElementClass
from notices.models import Mailing, Message, MessageState
from notices.services import messages_send_due
from roster.models import Student
from tests.browser import accessibility_faults, click_to, sideways_overflow
from tests.factories.district import AdoptedPackFactory, SchoolFactory
from tests.factories.inventory import DataElementFactory, ElementUseFactory, ProductUseFactory
from tests.factories.roster import GuardianFactory, GuardianshipFactory, HouseholdFactory, StudentFactory
from tests.factories.vendors import OperatorFactory, ProductFactory
from tests.journeys.conftest import OpenPage
from tests.notices.smtp import Keeper, smtp_server

OPERATOR = "Maple Reader Fictional, Inc."
TOLD = "Strangers read records on one of our servers. We closed it the same day. Pat Fictional"


@pytest.fixture
def mail(settings: Any, live_server: Any, tmp_path: Path) -> Iterator[Keeper]:
    settings.SITE_ADDRESS = live_server.url
    settings.PRIVATE_ROOT = tmp_path / "private"
    with smtp_server(settings) as keeper:
        yield keeper


@pytest.fixture
def sonia(person: Callable[..., User]) -> User:
    return person("Sonia Fictional", "superintendent")


@pytest.fixture
def school(transactional_db: None, district: District) -> list[Student]:
    """Six pupils of a district of forty: one family in Spanish, one of two households, one flagged, one unreachable."""
    cache.clear()
    for pack in ("il-soppa", "ct-student-data"):
        AdoptedPackFactory(pack=pack, adopted_on=date(2021, 7, 1))
    District.objects.update(enrolment=40, board_email="")if hasattr(District, "board_email") else District.objects.update(enrolment=40)
    product = ProductFactory(name="Maple Reader", operator=OperatorFactory(name=OPERATOR))
    use = ProductUseFactory(product=product)
    for name, kind in (("Name", ElementClass.ORDINARY), ("Reading level", ElementClass.ORDINARY)):
        ElementUseFactory(use=use, element=DataElementFactory(name=name, element_class=kind))
    school = SchoolFactory(name="Lantern Elementary")
    pupils = [StudentFactory(school=school, given_name=f"Pupil{letter}") for letter in "ABCDEF"]
    for pupil in pupils[:2]:
        GuardianshipFactory(student=pupil, guardian=GuardianFactory())
    spanish = GuardianFactory(household=HouseholdFactory(language="es"), language="es", email="es@families.example")
    GuardianshipFactory(student=pupils[2], guardian=spanish)
    for _ in range(2):
        GuardianshipFactory(student=pupils[3], guardian=GuardianFactory())
    GuardianshipFactory(student=pupils[4], guardian=GuardianFactory(email="flagged@families.example"), court_order=True)
    GuardianshipFactory(student=pupils[4], guardian=GuardianFactory())
    GuardianshipFactory(student=pupils[5], guardian=GuardianFactory(household=None, email=""))
    return pupils


def moment(at: datetime) -> str:
    """As a datetime-local field takes it."""
    return at.astimezone(ZoneInfo("America/Chicago")).strftime("%Y-%m-%dT%H:%M")


def test_from_the_operators_message_to_the_posted_entry_and_the_evidence(
    school: list[Student], dana: User, sonia: User, ari: User, open_page: OpenPage, mail: Keeper
) -> None:
    officer = open_page(dana)
    breach = breach_reported(officer)
    messages_send_due(now=clock.now())
    assert [str(one["To"]) for one in mail.mail if "B-1" in str(one["Subject"])] == [sonia.email]


def breach_reported(page: Page) -> Breach:
    now = clock.now()
    page.goto("/office/breaches/")
    click_to(page.get_by_role("link", name="Report a breach").first)
    page.get_by_label("Which operator holds the information").select_option(label=OPERATOR)
    page.get_by_label("Name and address of whoever wrote or called").fill("Pat Fictional, pat@maple-reader.example")
    page.get_by_label("When it reached us").fill(moment(now - timedelta(hours=3)))
    page.get_by_label("When the operator says it discovered it").fill(moment(now - timedelta(days=12)))
    page.get_by_label("What they say").fill(TOLD)
    click_to(page.get_by_role("button", name="Open the breach room"))
    expect(page.get_by_text("B-1 is open, and its clocks run.")).to_be_visible()
    page.screenshot(path="/tmp/dp/j0.png", full_page=True)
    return Breach.objects.get()
