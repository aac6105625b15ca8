"""The demonstration's agreements, taken through their lives by the services that people use, at days in the past."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.models import Agreement, AgreementKind, Decision, DecisionKind, Document, Finding, Opinion, Verdict
from contracts.services import (
    agreement_create,
    agreement_end,
    agreement_ready,
    agreement_sign,
    counsel_request,
    document_add,
    document_check,
    document_read,
    opinion_record,
)
from district.models import User
from district.selectors import district_current
from districtprivacy.demo.agreement_file import agreement_file, scan_file
from districtprivacy.demo.agreement_text import AgreementText, compose
from districtprivacy.demo.familynotices import families_told
from districtprivacy.demo.proofs import reviews_told
from transparency.services import publish
from vendors.models import Operator, Product

SIGNED, UNPOSTED, READY, WITH_COUNSEL, REVIEWING, SCAN, DRAFT, ENDED = (
    "signed",
    "unposted",
    "ready",
    "with_counsel",
    "reviewing",
    "scan",
    "draft",
    "ended",
)


@dataclass(frozen=True, slots=True)
class Story:
    """How far one operator's agreement has come, and what its text lacks."""

    stage: str
    days_ago: int = 0
    term_days: int | None = 1095
    left_out: Sequence[str] = ()
    weaker: Sequence[str] = ()
    opposite: Sequence[str] = ()
    decided: float = 1.0
    reviewed: bool = True


def stories(*, due_tomorrow: int) -> list[Story]:
    """One story per operator that has an agreement; the last have none. `due_tomorrow`: days since that signing."""
    return [
        *(Story(SIGNED, days_ago=30 + 27 * number) for number in range(4)),
        *(Story(SIGNED, days_ago=30 + 27 * number, reviewed=False) for number in range(4, 16)),
        Story(SIGNED, days_ago=340, term_days=395, reviewed=False),  # ends within two months
        Story(SIGNED, days_ago=360, term_days=372, reviewed=False),  # ends within two weeks
        Story(SIGNED, days_ago=400, term_days=380, reviewed=False),  # ended: the page says so
        Story(UNPOSTED, days_ago=24),  # its posting is late
        Story(UNPOSTED, days_ago=due_tomorrow),
        Story(READY),
        Story(READY, days_ago=3),
        Story(WITH_COUNSEL, days_ago=4),
        Story(WITH_COUNSEL, days_ago=9, left_out=("publication",)),
        Story(REVIEWING, days_ago=1, left_out=("costs", "publication"), decided=0.5),
        Story(REVIEWING, days_ago=2, weaker=("breach", "deletion"), decided=0.3),
        Story(REVIEWING, days_ago=3, opposite=("conduct",), left_out=("purpose",), decided=0.0),
        Story(REVIEWING, days_ago=6, opposite=("retention",), weaker=("costs", "property"), decided=0.7),
        Story(REVIEWING, days_ago=8, left_out=("school_official", "content", "review"), decided=0.0),
        Story(SCAN, days_ago=2),
        Story(DRAFT, days_ago=5),
        Story(DRAFT, days_ago=1),
        Story(ENDED, days_ago=800, term_days=760, reviewed=False),
        Story(SIGNED, days_ago=75, left_out=("content", "review")),  # not cured in time: void
    ]


def agreements_make(
    operators: Sequence[Operator], people: dict[str, User], *, due_tomorrow: int, now: datetime
) -> None:
    """Tell every story; the time of each step is passed to the services, so that dates come out as in life."""
    zone = district_current().time_zone
    pairs = zip(operators, stories(due_tomorrow=due_tomorrow), strict=False)
    for operator, story in sorted(pairs, key=lambda pair: -pair[1].days_ago):
        reviews_told(people["dana"], until=now - timedelta(days=story.days_ago))
        agreement = agreement_tell(operator, story, people, now=now)
        if story.stage in (SIGNED, ENDED):
            families_told(agreement, people["dana"], zone, now=now - timedelta(days=story.days_ago - 1))
            publish(actor=people["boris"], now=now - timedelta(days=story.days_ago - 4))
        if story.stage == ENDED:
            end(agreement, people["dana"], now=now - timedelta(days=90))


def agreement_tell(operator: Operator, story: Story, people: dict[str, User], *, now: datetime) -> Agreement:
    """One agreement, as far as its story goes."""
    moment = now - timedelta(days=story.days_ago)
    products = list(operator.products.all())
    agreement = agreement_enter_first(operator, products, story, people["dirk"], now=moment - timedelta(days=10))
    if story.stage == DRAFT:
        return agreement
    document = document_bring(agreement, products, story, people["dirk"], now=moment - timedelta(days=9))
    if story.stage == SCAN:
        return agreement
    findings_decide(document, people["dirk"], share=story.decided, now=moment - timedelta(days=8))
    for step in steps_after_review(story):
        step(agreement, document, people, moment)
    agreement.refresh_from_db()
    return agreement


def agreement_enter_first(
    operator: Operator, products: list[Product], story: Story, actor: User, *, now: datetime
) -> Agreement:
    """The agreement's record."""
    starts = now.date()
    return agreement_create(
        operator=operator,
        products=products,
        title=f"Data agreement: {', '.join(product.name for product in products)}",
        kind=AgreementKind.DATA_PRIVACY,
        starts_on=starts,
        ends_on=starts + timedelta(days=story.term_days) if story.term_days else None,
        description=f"Lets the district use {' and '.join(product.name for product in products)}.",
        reviewer=actor,
        actor=actor,
        now=now,
    )


def document_bring(
    agreement: Agreement, products: list[Product], story: Story, actor: User, *, now: datetime
) -> Document:
    """Upload, read and check the agreement's file."""
    name, content = scan_file() if story.stage == SCAN else agreement_file(text_of(agreement, products, story))
    document = document_add(agreement=agreement, name=name, chunks=[content], actor=actor, now=now)
    document = document_read(document=document, actor=actor, now=now)
    if story.reviewed:
        document_check(document=document, actor=actor, now=now)
    return document


def text_of(agreement: Agreement, products: list[Product], story: Story) -> AgreementText:
    """The wording of a story's agreement."""
    return compose(
        operator=agreement.operator.name,
        district="Prairie Lantern District 900",
        state="Illinois",
        products=[product.name for product in products],
        data=sorted({row.element.name for product in products for row in product.use.elements.all()}),
        left_out=story.left_out,
        weaker=story.weaker,
        opposite=story.opposite,
    )


def findings_decide(document: Document, actor: User, *, share: float, now: datetime) -> None:
    """Confirm the first `share` of the findings; what needs a person gets one's verdict."""
    findings = list(Finding.objects.filter(review_check__document=document).order_by("position"))
    Decision.objects.bulk_create(
        Decision(
            finding=finding,
            kind=DecisionKind.OVERRULE if finding.verdict == Verdict.NEEDS_PERSON else DecisionKind.CONFIRM,
            verdict=Verdict.WEAKER if finding.verdict == Verdict.NEEDS_PERSON else finding.verdict,
            reason="Read by a person." if finding.verdict == Verdict.NEEDS_PERSON else "",
            decided_by=actor,
            decided_at=now,
        )
        for finding in findings[: round(len(findings) * share)]
    )


Step = Callable[[Agreement, Document, dict[str, User], datetime], None]


def steps_after_review(story: Story) -> Iterator[Step]:
    """What happens after the findings are decided."""
    if story.reviewed and story.stage in (SIGNED, UNPOSTED, READY, WITH_COUNSEL):
        yield counsel_ask
    if story.reviewed and story.stage in (SIGNED, UNPOSTED, READY):
        yield counsel_clear
        yield ready
    if story.stage in (SIGNED, UNPOSTED, ENDED):
        yield sign


def counsel_ask(agreement: Agreement, document: Document, people: dict[str, User], moment: datetime) -> None:
    counsel_request(agreement=agreement, document=document, actor=people["dirk"], now=moment - timedelta(days=7))


def counsel_clear(agreement: Agreement, document: Document, people: dict[str, User], moment: datetime) -> None:
    opinion_record(
        document=document,
        opinion=Opinion.CLEARED,
        text="I have read this version. Nothing stands against signing it.",
        actor=people["cora"],
        now=moment - timedelta(days=4),
    )


def ready(agreement: Agreement, document: Document, people: dict[str, User], moment: datetime) -> None:
    agreement_ready(agreement=agreement, actor=people["dirk"], now=moment - timedelta(days=3))


def sign(agreement: Agreement, document: Document, people: dict[str, User], moment: datetime) -> None:
    agreement_sign(
        agreement=agreement,
        signed_at=moment,
        actor=people["boris"],
        now=moment,
        reason="The operator promised to add what the review found missing.",
    )


def end(agreement: Agreement, actor: User, *, now: datetime) -> None:
    agreement_end(agreement=agreement, reason="The school stopped using it.", actor=actor, now=now)
