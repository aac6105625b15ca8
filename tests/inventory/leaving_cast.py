"""The people and papers of the tests on ends of agreements: one operator, one signed agreement with its words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from contracts.models import Agreement
from contracts.services import agreement_end
from district.links import links_filled
from district.models import AdoptedPack, District, User
from inventory.leaving.services import AskGiven, leaving_ask, option_choose
from inventory.models import AskKind, Leaving, OperatorAsk
from notices.models import Message
from tests.factories.contracts import (
    AGREEMENT_TEXT,
    CheckFactory,
    DocumentFactory,
    FindingFactory,
    SignedAgreementFactory,
    quote_of,
)
from tests.factories.inventory import ProductUseFactory
from tests.factories.vendors import ContactFactory, OperatorFactory, ProductFactory
from vendors.models import Contact, Operator, Product

MONDAY = datetime(2026, 3, 2, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DELETION = "5. Deletion. Upon termination the Provider shall delete all student data within sixty (60) days."
PACKS = ("il-soppa", "ne-hosted-service")
LAST = date(2026, 4, 1)


@dataclass
class Ends:
    """Everything that a test on ends begins with."""

    district: District
    dana: User
    maple: Operator
    reader: Product
    pat: Contact
    agreement: Agreement


def ends_made(district: District, person: Callable[..., User]) -> Ends:
    """A signed agreement whose text gives 60 days from its end for deletion, found by a check; two packs adopted."""
    for pack in PACKS:
        AdoptedPack.objects.create(pack=pack, adopted_on=date(2021, 7, 1))
    maple = OperatorFactory(name="Maple Reader Fictional, Inc.", slug="maple-reader-fictional-inc")
    reader = ProductFactory(operator=maple, name="Maple Reader", slug="maple-reader")
    ProductUseFactory(product=reader)
    agreement = SignedAgreementFactory(operator=maple, products=[reader], starts_on=date(2025, 7, 1))
    check = CheckFactory(document=DocumentFactory(agreement=agreement))
    FindingFactory(review_check=check, provision="il-soppa.e", quotes=[quote_of(AGREEMENT_TEXT, DELETION)])
    return Ends(
        district=district,
        dana=person("Dana Fictional", "privacy_officer"),
        maple=maple,
        reader=reader,
        pat=ContactFactory(operator=maple, name="Pat Fictional", email="pat@maple-reader.example"),
        agreement=agreement,
    )


def ended(cast: Ends, now: datetime = MONDAY) -> Leaving:
    """The agreement was ended, and its end opened by that."""
    agreement_end(agreement=cast.agreement, reason="The board chose another product.", actor=cast.dana, now=now)
    return Leaving.objects.get(agreement=cast.agreement)


def asked(cast: Ends, leaving: Leaving, *, option: str = "return", now: datetime = MONDAY + HOUR) -> Leaving:
    """The district chose, and the operator was asked for every part by its link, to answer by LAST."""
    option_choose(leaving=leaving, option=option, words="As CSV files.", actor=cast.dana, now=now)
    open_ones = leaving.asks.filter(state="open")
    given = {ask.kind: AskGiven(ask.asks, LAST) for ask in open_ones}
    return leaving_ask(leaving=leaving, given=given, contact=cast.pat, actor=cast.dana, now=now)


def part(leaving: Leaving, kind: str = AskKind.DELETION) -> OperatorAsk:
    found: OperatorAsk = leaving.asks.get(kind=kind)
    return found


def mails_to(email: str) -> list[Message]:
    return list(Message.objects.filter(address=email).order_by("pk"))


def newest_token(email: str) -> str:
    """The token of the newest mail's private link."""
    found = re.search(r"/operators-[a-z]+/([A-Za-z0-9_-]{43})/", links_filled(mails_to(email)[-1].body, email))
    assert found is not None
    return found[1]
