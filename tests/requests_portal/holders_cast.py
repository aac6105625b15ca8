"""The people and holders of the tests on tasks: one pupil, two operators with contacts, a custodian."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from deadlines.models import Deadline
from deadlines.selectors import clocks_of
from district.models import AdoptedPack, District, PrivateLink, User
from notices.models import Message
from requests_portal.decisions.services import determination_make
from requests_portal.holders.selectors import links_of_task
from requests_portal.models import Holder, IdentityState, PrivacyRequest, RequestTask
from requests_portal.services import request_identified
from tests.factories.inventory import ProductUseFactory
from tests.factories.requests import MONDAY, request_received
from tests.factories.vendors import ContactFactory, OperatorFactory, ProductFactory
from tests.requests_portal.identity_cast import ana
from vendors.models import Contact, Operator, Product

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TUESDAY = MONDAY + DAY
PACKS = ("il-soppa", "il-school-records")


@dataclass
class Holders:
    """Everything that a test on holders begins with."""

    district: District
    custodian: User
    maple: Operator
    pine: Operator
    reader: Product
    counter: Product
    pat: Contact
    quinn: Contact


def holders_made(district: District, person: Callable[..., User]) -> Holders:
    """Two operators whose products are in use in grades 3 to 5, a custodian, and Illinois' packs."""
    for pack in PACKS:
        AdoptedPack.objects.create(pack=pack, adopted_on=date(2021, 7, 1))
    maple = OperatorFactory(name="Maple Reader Fictional, Inc.", slug="maple-reader-fictional-inc")
    pine = OperatorFactory(name="Pine Counter Fictional, LLC", slug="pine-counter-fictional-llc")
    reader = ProductFactory(operator=maple, name="Maple Reader", slug="maple-reader")
    counter = ProductFactory(operator=pine, name="Pine Counter", slug="pine-counter")
    ProductUseFactory(product=reader)
    ProductUseFactory(product=counter)
    return Holders(
        district=district,
        custodian=person("Rita Fictional", "records_custodian"),
        maple=maple,
        pine=pine,
        reader=reader,
        counter=counter,
        pat=ContactFactory(operator=maple, name="Pat Fictional", email="pat@maple-reader.example"),
        quinn=ContactFactory(operator=pine, name="Quinn Fictional", email="quinn@pine-counter.example"),
    )


def identified(cast: Holders, *, kind: str, now: datetime = MONDAY, **asked: Any) -> PrivacyRequest:
    """Received, and it is known who asks about whom: the holders are proposed."""
    values = {"all_products": True, **asked}
    if values.get("products"):
        values["all_products"] = False
    request = request_received(now, kind=kind, **values)
    return request_identified(
        request=request,
        student=ana(grade="4"),
        guardian=None,
        how=IdentityState.RECORDS,
        actor=cast.custodian,
        now=now,
    )


def found_wrong(cast: Holders, request: PrivacyRequest, now: datetime = TUESDAY) -> PrivacyRequest:
    """The custodian determined that the inaccuracy exists."""
    determination_make(
        request=request,
        about="inaccuracy",
        result="exists",
        facts={"reason": "The reading test says grade 5.", "right": "It is grade 5.", "holders": [str(cast.maple)]},
        actor=cast.custodian,
        now=now,
    )
    return request


def task_of(request: PrivacyRequest, holder: Operator | str) -> RequestTask:
    if isinstance(holder, str):
        return RequestTask.objects.get(request=request, holder=holder)
    return RequestTask.objects.get(request=request, holder=Holder.OPERATOR, operator=holder)


def link_of(task: RequestTask) -> PrivateLink:
    """The newest link."""
    return links_of_task(task)[0]


def mails_to(email: str) -> list[Message]:
    return list(Message.objects.filter(address=email).order_by("pk"))


def codes_of(request: PrivacyRequest, *, shown: bool | None = None) -> list[str]:
    """The codes of the request's steps, in the order in which they were written."""
    rows = request.steps.order_by("pk")
    return [row.code for row in rows if shown is None or row.shown == shown]


def clock_of(subject: PrivacyRequest | RequestTask, event: str) -> Deadline:
    """The one clock of an event."""
    return clocks_of(subject).get(event=event)


def token_in(text: str) -> str:
    """The token of the address that stands in a mail as it left."""
    found = re.search(r"/operators-request/([A-Za-z0-9_-]{43})/", text)
    assert found is not None, text
    return found[1]
