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

from breaches.models import Breach
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

NEVER_SENT = {MessageState.EXCLUDED, MessageState.NO_ADDRESS}
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
    District.objects.update(enrolment=40)
    product = ProductFactory(name="Maple Reader", operator=OperatorFactory(name=OPERATOR))
    use = ProductUseFactory(product=product)
    for name, kind in (("Fictional level", ElementClass.ORDINARY), ("Fictional name", ElementClass.DIRECTORY)):
        ElementUseFactory(use=use, element=DataElementFactory(name=name, element_class=kind))
    school = SchoolFactory(name="Lantern Elementary")
    pupils: list[Any] = [StudentFactory(school=school, given_name=f"Pupil{letter}") for letter in "ABCDEF"]
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


def date_here() -> date:
    return clock.now().astimezone(ZoneInfo("America/Chicago")).date()


def test_from_the_operators_message_to_the_posted_entry_and_the_evidence(
    school: list[Student], dana: User, sonia: User, ari: User, open_page: OpenPage, mail: Keeper
) -> None:
    officer = open_page(dana)
    breach = breach_reported(officer)
    messages_send_due(now=clock.now())
    assert [str(one["To"]) for one in mail.mail if "B-1" in str(one["Subject"])] == [sonia.email]

    kinds_listed(officer, breach)
    details_entered(officer, breach)
    pupils_listed(officer, breach)
    determined(officer, breach, ago=timedelta(hours=1))
    english_written(officer, breach)
    spanish_written(officer)
    letters_prepared(officer, breach)

    superintendent = open_page(sonia)
    letters_approved(superintendent)
    messages_send_due(now=clock.now())
    letters_mailed(officer)
    met = {row.rule: row.state for row in Deadline.objects.filter(event="operator_notice_received")}
    assert met["il-soppa.breach.notify-parents"] == "met"

    entry_approved_and_published(officer, breach)
    public_reads(open_page(phone=True))
    evidence_taken(open_page(ari), breach, officer)


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
    assert accessibility_faults(page) == []
    return Breach.objects.get()


def kinds_listed(page: Page, breach: Breach) -> None:
    page.goto(f"/office/breaches/{breach.pk}/facts/")
    click_to(page.get_by_role("link", name="List kinds of information"))
    expect(page.get_by_label("Fictional level")).to_be_checked()
    click_to(page.get_by_role("button", name="List them"))
    expect(page.get_by_text("The clocks were counted anew.")).to_be_visible()


def details_entered(page: Page, breach: Breach) -> None:
    page.goto(f"/office/breaches/{breach.pk}/facts/")
    click_to(page.get_by_role("link", name="Change what is known"))
    page.get_by_label("What happened").fill("Strangers read records on a server of the operator.")
    page.get_by_label("First day of the breach").fill((date_here() - timedelta(days=13)).isoformat())
    page.get_by_label("What the district does about it").fill("We closed the accounts and watch for misuse.")
    page.get_by_label("Whom families may ask at the operator").fill("Pat Fictional\n555-0101")
    click_to(page.get_by_role("button", name="Keep it"))
    expect(page.get_by_text("We closed the accounts and watch for misuse.")).to_be_visible()


def pupils_listed(page: Page, breach: Breach) -> None:
    page.goto(f"/office/breaches/{breach.pk}/students/")
    click_to(page.get_by_role("link", name="Add by school and grade"))
    page.get_by_label("Lantern Elementary").check()
    click_to(page.get_by_role("button", name="Add them"))
    expect(page.get_by_role("heading", name="6 pupils")).to_be_visible()


def determined(page: Page, breach: Breach, *, ago: timedelta = timedelta(0)) -> None:
    page.goto(f"/office/breaches/{breach.pk}/state/")
    page.get_by_label("Determine that it is a breach").check()
    page.get_by_label("Why").fill("The operator's own report says so.")
    page.get_by_label("When it was determined").fill(moment(clock.now() - ago))
    click_to(page.get_by_role("button", name="Take the step"))
    expect(page.get_by_text("The step is recorded.")).to_be_visible()


def agency_entered(page: Page, breach: Breach, kind: str, name: str) -> None:
    page.goto(f"/office/breaches/{breach.pk}/letters/agencies/add/")
    page.locator("#id_kind").select_option(kind)
    page.locator("#id_name").fill(name)
    page.locator("#id_address").fill("1 Ledger Street\nLantern, IL 60000")
    page.locator("#id_telephone").fill("555-0110")
    page.locator("#id_website").fill("bureau.example")
    page.locator("#id_read_at").fill("bureau.example/contact")
    page.locator("#id_read_on").fill(date_here().isoformat())
    click_to(page.locator("main form").get_by_role("button").first)
    expect(page.get_by_text(f"Letters name {name} as you entered it.")).to_be_visible()


def english_written(page: Page, breach: Breach) -> None:
    page.goto(f"/office/breaches/{breach.pk}/letters/")
    click_to(page.get_by_role("link", name="Write the letter in English"))
    page.locator("#id_signer").fill("Sonia Fictional\nSuperintendent")
    click_to(page.get_by_role("button", name="Keep and check"))
    expect(page.get_by_text("The letter in English is kept.")).to_be_visible()


def spanish_written(page: Page) -> None:
    click_to(page.get_by_role("link", name="Write the letter in Spanish"))
    page.locator("#id_happened").fill("Personas no autorizadas leyeron registros de un servidor.")
    page.locator("#id_information").fill("Nombre y nivel de lectura.")
    page.locator("#id_measures").fill("Cerramos las cuentas y vigilamos si se usan mal.")
    page.locator("#id_signer").fill("Sonia Fictional\nSuperintendente")
    click_to(page.get_by_role("button", name="Keep and check"))
    expect(page.get_by_text("The letter in Spanish is kept.")).to_be_visible()


def letters_prepared(page: Page, breach: Breach) -> None:
    page.goto(f"/office/breaches/{breach.pk}/letters/preview/")
    page.goto(f"/office/breaches/{breach.pk}/letters/")
    click_to(page.get_by_role("link", name="Prepare the mailing"))
    click_to(page.get_by_role("button", name="Prepare the mailing"))
    expect(page.get_by_text("The letters are prepared.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve and send")).to_have_count(0)
    click_to(page.get_by_role("button", name="Ask for approval"))
    expect(page.get_by_text("A second person can approve it now.")).to_be_visible()


def letters_approved(page: Page) -> None:
    mailing = Mailing.objects.get()
    page.goto(f"/office/mailings/{mailing.pk}/")
    click_to(page.get_by_role("button", name="Approve and send"))
    expect(page.get_by_text("Approved: it runs.")).to_be_visible()


def letters_mailed(page: Page) -> None:
    """The printed ones: the batches are made by now; the day on which they went to the post is entered."""
    mailing = Mailing.objects.get()
    for batch in mailing.batches.order_by("number"):
        page.goto(f"/office/mailings/{mailing.pk}/")
        click_to(page.get_by_role("link", name="Enter the day").first)
        page.get_by_label("Handed to the post on").fill(date_here().isoformat())
        click_to(page.get_by_role("button", name="Book it"))
        expect(page.get_by_text(f"Batch {batch.number} is booked as mailed.")).to_be_visible()
    page.goto(f"/office/mailings/{mailing.pk}/")


def entry_approved_and_published(page: Page, breach: Breach) -> None:
    page.goto(f"/office/breaches/{breach.pk}/public/")
    click_to(page.get_by_role("button", name="Approve the entry"))
    expect(page.get_by_text("The entry is approved. The public reads it with the next publication.")).to_be_visible()
    page.goto("/office/publish/")
    expect(page.get_by_role("heading", name="What will change")).to_be_visible()
    click_to(page.get_by_role("button", name="Publish these changes"))
    page.goto("/office/publish/")
    expect(page.get_by_text("Nothing to publish")).to_be_visible()


def public_reads(page: Page) -> None:
    page.goto("/breaches/")
    expect(page.get_by_text(OPERATOR).first).to_be_visible()
    assert accessibility_faults(page) == []
    assert sideways_overflow(page) == 0


def evidence_taken(auditor: Page, breach: Breach, officer: Page) -> None:
    officer.goto(f"/office/breaches/{breach.pk}/evidence/")
    click_to(officer.get_by_role("button", name="Make the evidence file"))
    expect(officer.get_by_role("link", name="Evidence B-1")).to_be_visible()
    auditor.goto(f"/office/breaches/{breach.pk}/evidence/")
    expect(auditor.get_by_role("button", name="Make the evidence file")).to_have_count(0)
    with auditor.expect_download() as download:
        auditor.get_by_role("link", name="Evidence B-1").evaluate("link => { link.download = ''; link.click(); }")
    words = pdf_words(Path(download.value.path()))
    for said in ("Breach letter to parents", "Sonia Fictional", "Strangers read records", Mailing.objects.get().title):
        assert said in words
    assert "PupilA" not in words, "pupils are counted, never named"
    assert all(batch.pdf_sha256[:16] in words for batch in Mailing.objects.get().batches.all())


def pdf_words(path: Path) -> str:
    """Its text, each run of blanks as one space."""
    document = pypdfium2.PdfDocument(path)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


def test_a_drill_goes_the_same_way_and_nothing_leaves_the_house(
    school: list[Student], dana: User, sonia: User, open_page: OpenPage, mail: Keeper
) -> None:
    page = open_page(dana)
    page.goto("/office/breaches/drills/new/")
    page.get_by_label("The operator writes on a Friday evening").check()
    page.locator("#id_operator").select_option(label=OPERATOR)
    page.get_by_label("Invented pupils").fill("12")
    click_to(page.get_by_role("button", name="Begin the drill"))
    expect(page.get_by_text("D-1 has begun.")).to_be_visible()
    drill = Breach.objects.get()

    details_entered(page, drill)
    determined(page, drill)
    for kind, name in (("agency", "Fictional Bureau One"), ("agency", "Fictional Bureau Two"), ("commission", "FTC")):
        agency_entered(page, drill, kind, name)
    english_written(page, drill)
    letters_prepared(page, drill)
    superintendent = open_page(sonia)
    letters_approved(superintendent)
    expect(superintendent.get_by_text("Nothing of this mailing leaves the house.")).to_be_visible()
    messages_send_due(now=clock.now())
    assert mail.mail == []
    assert set(Message.objects.values_list("state", flat=True)) <= {MessageState.DRILL, *NEVER_SENT}

    page.goto(f"/office/breaches/{drill.pk}/drill/")
    expect(page.get_by_role("heading", name="How long each step took")).to_be_visible()
    expect(page.get_by_text("DRILL").first).to_be_visible()
    public = open_page()
    public.goto("/breaches/")
    expect(public.get_by_text(OPERATOR)).to_have_count(0)
