"""A signed agreement with gaps that a person decided, and what cures them: shared by the tests of cure notices."""

from datetime import date, datetime, timedelta
from typing import Any

from contracts.findings import finding_states
from contracts.models import Agreement, Check, CureItem, CureNotice, Decision, DecisionKind, Finding, Verdict
from contracts.selectors import check_newest
from contracts.services import SignedFile, decision_record
from contracts.services.cure import cure_draft, cure_send
from contracts.services.cure_answers import ItemSeen, cure_answer_record, cure_item_decide
from district.links import link_issue_until
from district.models import PrivateLink, User
from tests.factories.contracts import (
    AGREEMENT_TEXT,
    MARCH,
    CheckFactory,
    DocumentFactory,
    FindingFactory,
    SignedAgreementFactory,
    quote_of,
)
from tests.factories.vendors import ContactFactory
from vendors.models import Contact

TERM = date(2026, 4, 1)  # a Wednesday
AFTER_TERM = datetime.fromisoformat("2026-04-02T05:00:00+00:00")  # its first instant in Chicago
CONFLICT = "Student data remains the property of and under the control of the School District."

ADDENDUM = """Addendum to the data agreement with Maple Reader Fictional, Inc.

1. Property. Student records, student information and student-generated content continue to be the property of and under
the control of the School District. They are not the property of, or under the control of, the Contractor.
2. Law. The laws of Connecticut shall govern the rights and duties of the Contractor and the School District.
3. Severability. If any provision of this agreement or its application is held invalid by a court of competent
jurisdiction, the invalidity does not affect other provisions or applications that can be given effect without the
invalid provision or application.
"""


def agreement_with_gaps(
    actor: User, *, decided: bool = True, contact: bool = True, pack: str = "ct-student-data", **agreement: Any
) -> Agreement:
    """Three gaps of a pack: 1 contradicted, 9 not found, 10 weaker; and 3, which was found."""
    made: Agreement = SignedAgreementFactory(**agreement)
    check = CheckFactory(document=DocumentFactory(agreement=made), packs={pack: "1"})
    FindingFactory(
        review_check=check, provision=f"{pack}.1", position=1, verdict="contradicted",
        conflicts=[quote_of(AGREEMENT_TEXT, CONFLICT)], why="The operator owns what students make.",
    )  # fmt: skip
    FindingFactory(review_check=check, provision=f"{pack}.9", position=2, verdict="not_found", why="Nothing says so.")
    FindingFactory(review_check=check, provision=f"{pack}.10", position=3, verdict="weaker", why="Only in part.")
    FindingFactory(review_check=check, provision=f"{pack}.3", position=4, verdict="found")
    if decided:
        confirm_all(check, actor)
    if contact:
        ContactFactory(operator=made.operator, name="Pat Fictional", email="pat@maple-reader.example")
    return made


def confirm_all(check: Check, actor: User, *, now: datetime = MARCH) -> None:
    Decision.objects.bulk_create(
        Decision(finding=finding, kind=DecisionKind.CONFIRM, verdict=finding.verdict, decided_by=actor, decided_at=now)
        for finding in check.findings.all()
    )


def draft(agreement: Agreement, actor: User, *, term: date = TERM, now: datetime = MARCH, **more: Any) -> CureNotice:
    values = {"message": "", "left_out": {}, **more}
    contact = Contact.objects.get(operator=agreement.operator)
    return cure_draft(agreement=agreement, contact=contact, term_ends_on=term, actor=actor, now=now, **values)


def sent_notice(agreement: Agreement, actor: User, *, now: datetime = MARCH, **more: Any) -> CureNotice:
    return cure_send(notice=draft(agreement, actor, now=now, **more), actor=actor, now=now)


def link_of(notice: CureNotice, actor: User, *, now: datetime = MARCH, days: int = 30) -> tuple[PrivateLink, str]:
    return link_issue_until(
        purpose="cure_answer",
        subject=notice,
        issued_to=(notice.contact_name, notice.contact_email),
        until=now + timedelta(days=days),
        actor=actor,
        now=now,
    )


def answered(notice: CureNotice, actor: User, *, text: str = ADDENDUM, now: datetime = MARCH) -> CureNotice:
    """The operator's file came in and was read; its findings wait for a person."""
    from contracts.services import document_check, document_claim, document_read

    answer = cure_answer_record(
        notice=notice,
        given_by="Pat Fictional",
        text="",
        file=SignedFile("addendum.txt", [text.encode()]),
        link=link_of(notice, actor, now=now)[0],
        now=now,
    )
    assert answer.document is not None
    document = document_claim(document_id=answer.document.pk, now=now)
    assert document is not None
    document_check(document=document_read(document=document, actor=actor, now=now), actor=actor, now=now)
    notice.refresh_from_db()
    return notice


def answer_findings(notice: CureNotice) -> dict[str, Finding]:
    """By provision, the findings of the newest answer's file."""
    answer = notice.answers.exclude(document=None).first()
    assert answer is not None
    assert answer.document is not None
    check = check_newest(answer.document)
    assert check is not None
    return {state.finding.provision: state.finding for state in finding_states(check)}


def found_decided(notice: CureNotice, actor: User, *, now: datetime = MARCH) -> None:
    """A person says that the answer's file gives everything that was asked for."""
    for provision, finding in answer_findings(notice).items():
        if not notice.items.filter(provision=provision).exists():
            continue
        kind = DecisionKind.CONFIRM if finding.verdict == Verdict.FOUND else DecisionKind.OVERRULE
        decision_record(
            finding=finding, kind=kind, verdict=Verdict.FOUND, reason="Read it.", last_seen=0, actor=actor, now=now
        )


def decide_item(
    item: CureItem, actor: User, outcome: str = "cured", *, reason: str = "", now: datetime = MARCH
) -> None:
    cure_item_decide(item=item, outcome=outcome, reason=reason, seen=ItemSeen.of(item), actor=actor, now=now)


def all_cured(notice: CureNotice, actor: User, *, now: datetime = MARCH) -> CureNotice:
    found_decided(notice, actor, now=now)
    for item in notice.items.filter(listed=True).select_related("notice__agreement"):
        decide_item(item, actor, now=now)
    notice.refresh_from_db()
    return notice
