"""The demonstration's drafts: an addendum for an agreement in review, and another district's general offer."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from contracts.draftfacts import gaps_of, product_lines, proposals
from contracts.drafting.provisions import fields_asked
from contracts.inventoried import products_inventoried
from contracts.models import Agreement, AgreementState
from contracts.readiness import review_state
from contracts.services import document_add, document_check, document_read
from contracts.services.drafts import addendum_make
from contracts.services.offers import offer_record
from district.models import User
from district.printing import PrintingUnavailable
from district.selectors import district_current
from districtprivacy.demo.agreement_file import agreement_file
from districtprivacy.demo.agreement_text import compose
from vendors.models import Operator

# What the district of the demonstration chose where the laws leave it open.
CHOSEN = {
    "deletion_days": "60",
    "answer_days": "10",
    "responsible_person": "the operator's head of security",
    "data_categories": "Name\nGrade level\nE-mail address",
}


def drafts_make(operators: Sequence[Operator], people: dict[str, User], *, now: datetime) -> None:
    """One addendum and one general offer. Without the libraries that lay out pages there is no addendum."""
    reviewing = Agreement.objects.filter(state=AgreementState.REVIEWING, documents__checks__isnull=False)
    if (agreement := reviewing.order_by("pk").first()) is not None:
        with suppress(PrintingUnavailable):
            addendum_draft(agreement, people["dirk"], now=now - timedelta(hours=20))
    offer_enter(operators[-1], people["dirk"], now=now - timedelta(days=2))


def addendum_draft(agreement: Agreement, actor: User, *, now: datetime) -> None:
    gaps = [gap for gap in gaps_of(review_state(agreement, now=now)) if gap.lacking and gap.asked is not None]
    asked = fields_asked([gap.asked for gap in gaps if gap.asked is not None])
    proposed = proposals(asked, district_current(), product_lines(list(agreement.products.all())))
    answers = CHOSEN | {name: value for name, value in proposed.items() if value}
    answers["data_categories"] = f"{CHOSEN['data_categories']}\n{proposed.get('data_categories', '')}"
    provisions = [gap.provision for gap in gaps]
    if provisions:
        addendum_make(agreement=agreement, provisions=provisions, answers=answers, actor=actor, now=now)


def offer_enter(operator: Operator, actor: User, *, now: datetime) -> None:
    """An offer that waits for its review. Its schedule leaves one kind of information out, so that a line is open."""
    products = list(operator.products.order_by("name"))
    used = products_inventoried([product.pk for product in products])
    elements = sorted({one.name for use in used.values() for one in use.elements})
    today = now.date()
    offer = offer_record(
        operator=operator,
        products=products,
        originating_district="Lantern Valley Fictional District 12",
        originating_state=district_current().state,
        version="2.1",
        offered_on=today - timedelta(days=90),
        expires_on=today + timedelta(days=275),
        elements=elements[:-1] or ["Name"],
        product_names=[product.name for product in products],
        source="the operator's page of agreements",
        starts_on=today + timedelta(days=30),
        ends_on=today + timedelta(days=30 + 1095),
        actor=actor,
        now=now,
    )
    text = compose(
        operator=operator.name,
        district=offer.originating_district,
        state="Illinois",
        products=[product.name for product in products],
        data=elements,
    )
    name, content = agreement_file(text)
    document = document_add(agreement=offer.agreement, name=name, chunks=[content], actor=actor, now=now)
    document_check(document=document_read(document=document, actor=actor, now=now), actor=actor, now=now)
