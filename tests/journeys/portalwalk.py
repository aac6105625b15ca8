"""What journeys of the portal share: a school with families, and asking as a family does."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from district import clock
from district.models import District, School, User
from inventory.models import ElementClass
from notices.services import messages_send_due
from requests_portal.models import IdentityState, PrivacyRequest
from requests_portal.services import request_ask, request_confirm
from requests_portal.services.steps import family_actor
from roster.models import Student
from tests.browser import accessibility_faults, click_to, sideways_overflow
from tests.factories.district import AdoptedPackFactory, SchoolFactory
from tests.factories.inventory import DataElementFactory, ElementUseFactory, ProductUseFactory
from tests.factories.roster import GuardianFactory, GuardianshipFactory, StudentFactory
from tests.factories.vendors import ContactFactory, OperatorFactory, ProductFactory
from tests.notices.smtp import Keeper, smtp_server

CODE: Final = re.compile(r"(?<![\d-])\d{6}(?!\d)")
PORTAL_LINK: Final = re.compile(r"(/portal/r/[A-Za-z0-9_-]{43}/)")
OPERATOR_LINK: Final = re.compile(r"(/operators-request/[A-Za-z0-9_-]{43}/)")
OPERATOR: Final = "Maple Reader Fictional, Inc."
OPERATOR_MAIL: Final = "pat@maple-reader.example"
ROSA: Final = "rosa@families.example"
LUIS: Final = "luis@families.example"
ANA: Final = {"student_name": "Ana Fictional", "birth_date": "2016-05-06", "student_number": ""}
SUBMIT: Final = "#page-form button.dp-button[type=submit]"


class Postbox:
    """Mail as it arrived at a real server, read by whom it was sent to."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def newest(self, address: str) -> str:
        """The newest mail's words, once what waits was sent."""
        messages_send_due(now=clock.now())
        found = self.all(address)
        assert found, f"nothing was sent to {address}"
        return found[-1]

    def all(self, address: str) -> list[str]:
        return [
            one.get_payload(decode=True).decode()  # type: ignore[union-attr]
            for one in self.keeper.mail
            if address in str(one["To"])
        ]

    def code(self, address: str) -> str:
        """The digits of the newest mail."""
        found = CODE.search(self.newest(address))
        assert found, f"no code stands in the newest mail to {address}"
        return found[0]

    def link(self, address: str, kind: "re.Pattern[str]" = PORTAL_LINK) -> str:
        """The path of the newest mail that holds such a link."""
        self.newest(address)
        found = [match[1] for mail in self.all(address) if (match := kind.search(mail))]
        assert found, f"no link was sent to {address}"
        return found[-1]


@pytest.fixture
def post(settings: Any, live_server: Any, tmp_path: Path) -> Iterator[Postbox]:
    settings.SITE_ADDRESS = live_server.url
    settings.PRIVATE_ROOT = tmp_path / "private"
    with smtp_server(settings) as keeper:
        yield Postbox(keeper)


@pytest.fixture
def carl(person: Callable[..., User]) -> User:
    """The records custodian."""
    return person("Carl Fictional", "records_custodian")


@pytest.fixture
def families(transactional_db: None, district: District) -> Student:
    """Ana, whose mother Rosa reads Spanish, and whose father Luis has an order on file; one app of her grade."""
    cache.clear()
    for pack in ("il-soppa", "il-school-records"):
        AdoptedPackFactory(pack=pack, adopted_on=date(2021, 7, 1))
    school: School = SchoolFactory(name="Lantern Elementary")
    operator = OperatorFactory(name=OPERATOR)
    ContactFactory(operator=operator, name="Pat Fictional", email=OPERATOR_MAIL)
    use = ProductUseFactory(product=ProductFactory(name="Maple Reader", operator=operator))
    ElementUseFactory(
        use=use, element=DataElementFactory(name="Fictional reading level", element_class=ElementClass.ORDINARY)
    )
    ana: Student = StudentFactory(school=school, given_name="Ana", birth_date="2016-05-06", number="100234", grade="5")
    rosa = GuardianFactory(given_name="Rosa", family_name="Fictional", email=ROSA, language="es")
    luis = GuardianFactory(given_name="Luis", family_name="Fictional", email=LUIS)
    GuardianshipFactory(student=ana, guardian=rosa)
    GuardianshipFactory(student=ana, guardian=luis, court_order=True)
    return ana


def answered(page: Page, given: Mapping[str, Any]) -> None:
    """Fill the fields of the one question by their names, and go on. Boxes and circles by their value."""
    for name, value in given.items():
        if name == "birth_date":
            day_given(page, value)
            continue
        fields = page.locator(f"#page-form [name={name}]")
        kind = fields.first.get_attribute("type")
        if kind == "radio":
            page.locator(f"#page-form [name={name}][value={value}]").check()
        elif kind == "checkbox":
            fields.first.check()
        elif fields.first.evaluate("field => field.tagName") == "SELECT":
            fields.first.select_option(**value)
        else:
            fields.first.fill(value)
    looked_at(page)
    click_to(page.locator(SUBMIT))


def day_given(page: Page, day: str) -> None:
    """A day in ISO text, into its three boxes."""
    year, month, of_month = day.split("-")
    for box, number in (("month", month), ("day", of_month), ("year", year)):
        page.locator(f"#page-form [name=birth_date_{box}]").fill(str(int(number)))


def asked_by_rosa(kind: str, **details: Any) -> PrivacyRequest:
    """Rosa's request about Ana, asked and confirmed on the portal; who she is, the records say."""
    asker = {"name": "Rosa Fictional", "email": ROSA, "relationship": "parent", "signature": "Rosa Fictional"}
    request = request_ask(
        kind=kind, language="en", asker=asker, said=ANA, details=details, all_products=True, now=clock.now()
    )
    request_confirm(request=request, actor=family_actor(request), now=clock.now())
    request.refresh_from_db()
    assert request.identity == IdentityState.RECORDS
    return request


def page_opened(page: Page, post: Postbox, address: str = ROSA) -> None:
    """The family's own page: by the newest link that was mailed, and a code to the same address.

    Where the link is too old, the mail that comes instead of a code holds a new one.
    """
    page.goto(post.link(address))
    click_to(page.locator("form[action$='/send/'] button"))
    if not CODE.search(post.newest(address)):
        page.goto(post.link(address))
        click_to(page.locator("form[action$='/send/'] button"))
    page.locator("[name=code]").fill(post.code(address))
    click_to(page.locator("form:has([name=code]) button").first)
    expect(page.locator(".follow-line")).to_be_visible()
    looked_at(page)


def looked_at(page: Page) -> None:
    """As everybody must be able to use it: axe finds nothing, and nothing lies beyond the edge."""
    assert accessibility_faults(page) == []
    assert sideways_overflow(page) == 0


def path_is(page: Page, path: str) -> None:
    expect(page).to_have_url(re.compile(f"{re.escape(path)}$"))
