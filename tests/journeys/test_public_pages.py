"""The public page in a real browser: accessible, without scripts, without cookies, fit for a phone and the dark."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from breaches.services.public import public_entry_approve
from district.audit import SystemActor
from district.clock import local_day
from district.models import District, User
from tests.browser import accessibility_faults, click_to, small_text, sticking_out
from tests.factories.district import AdoptedPackFactory
from tests.factories.publicentries import breach_known
from tests.factories.transparency import SIGNED_AT, app_posted_able
from tests.journeys.conftest import OpenPage
from transparency.models import AgreementNotice, PublicBreach
from transparency.services import publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def posted(district: District, dana: User, now: datetime) -> list[str]:
    """Two apps and a breach are public; every kind of public address."""
    AdoptedPackFactory(pack="il-soppa")
    product = app_posted_able("Maple Reader")
    public_entry_approve(breach=breach_known(dana, product=product), standing=None, actor=dana, now=now)
    app_posted_able("Maple Math", elements=(), content_area="Mathematics")
    AdoptedPackFactory(pack="ct-student-data")
    AgreementNotice.objects.create(
        agreement=product.agreements.get(),
        executed_on=local_day(SIGNED_AT, district.time_zone),
        about="Maple Reader lets students read graded texts.",
        text="The notice.",
        text_es="El aviso.",
        information=[
            {
                "product": "Maple Reader",
                "kinds": [{"name": "Name", "class": "", "explanation": "What they go by."}],
            }
        ],
        prepared_at=now,
        prepared_by="dana@prairie-lantern.example",
    )
    publish(actor=SystemActor("command:publish"), now=now)
    day = local_day(now, district.time_zone).isoformat()
    return [
        "/",
        "/?q=maple&subject=Reading",
        "/?q=nothing-like-it",
        f"/apps/{product.slug}/",
        "/apps/maple-math/",
        "/operators/",
        f"/operators/{product.operator.slug}/",
        "/information/",
        "/information/name/",
        "/breaches/",
        f"/{PublicBreach.objects.get().key}/",
        "/notices/",
        "/glossary/",
        "/your-rights/",
        "/accessibility/",
        "/proof/",
        f"/history/{day}/",
    ]


def faults(page: Page, address: str, *, every_width: bool) -> list[str]:
    """What is wrong with a page in a wide window, and whether it fits a phone; the rest of axe's rules there, too."""
    response = page.goto(address)
    found = [] if response and response.status == 200 else ["no page"]
    found += accessibility_faults(page)
    for width in (375, 320):
        page.set_viewport_size({"width": width, "height": 800})
        found += [*sticking_out(page), *small_text(page)]
        found += accessibility_faults(page) if every_width else []
    page.set_viewport_size({"width": 1280, "height": 900})
    return [f"{address}: {fault}" for fault in found]


@pytest.mark.parametrize("before", ["", "/es"], ids=["english", "spanish"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_public_page_is_accessible_and_fits_a_phone(
    open_page: OpenPage, posted: list[str], dark: bool, before: str
) -> None:
    page = open_page(dark=dark)
    found = [faults(page, f"{before}{address}", every_width=not dark) for address in posted]
    assert [fault for faults_of_page in found for fault in faults_of_page] == []
    assert page.context.cookies() == []


def test_a_mother_changes_to_spanish_and_stays_in_it_to_the_portal(open_page: OpenPage, posted: list[str]) -> None:
    page = open_page(phone=True, java_script_enabled=False)
    page.goto("/information/name/")
    expect(page.get_by_role("heading", name="Who gets it: Name")).to_be_visible()
    click_to(page.get_by_role("link", name="Español"))
    expect(page.get_by_role("heading", name="Quién la recibe: Nombre")).to_be_visible()
    click_to(page.get_by_role("link", name="Maple Reader", exact=True))
    expect(page.get_by_role("heading", name="Qué sabe y por qué")).to_be_visible()
    click_to(page.get_by_role("link", name="Todos sus derechos"))
    expect(page.get_by_role("heading", name="Sus derechos", exact=True)).to_be_visible()
    click_to(
        page.get_by_role("navigation", name="Principal").get_by_role("link", name="Pedir los datos de su hijo o hija")
    )
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page).to_have_url(re.compile(r"/portal/"))


def test_what_is_printed_is_the_page_without_its_ways(open_page: OpenPage, posted: list[str]) -> None:
    page = open_page()
    page.emulate_media(media="print")
    page.goto("/apps/maple-reader/")
    expect(page.get_by_role("heading", name="Maple Reader", exact=True)).to_be_visible()
    expect(page.get_by_text("To choose texts of the right level.").first).to_be_visible()
    expect(page.locator(".site-nav")).to_be_hidden()


def test_a_parent_finds_an_app_on_a_phone_without_scripts(open_page: OpenPage, posted: list[str]) -> None:
    page = open_page(phone=True, java_script_enabled=False)
    page.goto("/")
    page.get_by_text("Narrow or sort the list").click()
    page.get_by_label("Subject", exact=True).select_option("Reading")
    click_to(page.get_by_role("button", name="Show"))
    expect(page.get_by_role("heading", name="1 app", exact=True)).to_be_visible()
    click_to(page.get_by_role("link", name="Maple Reader", exact=True))
    expect(page.get_by_role("heading", name="Maple Reader", exact=True)).to_be_visible()
    expect(page.get_by_text("To choose texts of the right level.").first).to_be_visible()
    click_to(page.get_by_role("link", name="Your rights in full"))
    expect(page.get_by_role("heading", name="Your rights")).to_be_visible()
    click_to(page.get_by_role("main").get_by_role("link", name="Ask about your child’s data"))
    expect(page.get_by_role("link", name="Start now")).to_be_visible()
