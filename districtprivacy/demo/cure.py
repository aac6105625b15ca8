"""The demonstration's cure notices: one whose operator has answered, and one whose term passed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from contracts.cure.gaps import gaps_of
from contracts.models import Agreement, AgreementState, CureNotice, Draft
from contracts.readiness import review_state
from contracts.services import SignedFile, document_check, document_read
from contracts.services.cure import cure_draft, cure_send, term_proposed
from contracts.services.cure_answers import cure_answer_record
from contracts.services.cure_terms import TIMER, term_pass
from district.calendars import calendar_current
from district.models import User
from district.printing import PrintingUnavailable
from districtprivacy.demo.clocks import STORY

SENT_DAYS_AGO = 11
VOID_SENT_DAYS_AGO = 50
VOIDING = "ct-student-data"  # the pack whose text says void
ADDENDUM = """Addendum to the data agreement

1. Law. The laws of Connecticut shall govern the rights and duties of the Contractor and the Board.
2. Severability. If any provision of this agreement or its application is held invalid by a court of competent
jurisdiction, the invalidity does not affect other provisions or applications that can be given effect without the
invalid provision or application.

Signed for the operator: Alma Pretend, Counsel. This addendum is part of an invented story.
"""


def cures_make(people: dict[str, User], *, now: datetime) -> None:
    """The newest signed agreement with gaps is being cured; one that lacks what makes it void was not, in time.

    On a machine that cannot lay out letters both notices stay drafts.
    """
    open_ones = list(_with_gaps(now))
    lost = next((agreement for agreement, packs in open_ones if VOIDING in packs), None)
    curing = next((agreement for agreement, _ in open_ones if agreement != lost), None)
    for agreement, days_ago in ((lost, VOID_SENT_DAYS_AGO), (curing, SENT_DAYS_AGO)):
        if agreement is None:
            continue
        moment = now - timedelta(days=days_ago)
        notice = _written(agreement, people["dirk"], moment)
        try:
            notice = cure_send(notice=notice, actor=people["dirk"], now=moment)
        except PrintingUnavailable:
            continue
        if agreement == curing:
            _answered(notice, people["dirk"], now=now - timedelta(days=2))
        else:
            over = calendar_current().end_of(notice.term_ends_on)
            term_pass(notice=notice, actor=TIMER, now=over + timedelta(minutes=1))


def _with_gaps(now: datetime) -> Iterator[tuple[Agreement, set[str]]]:
    """Signed agreements whose decided findings leave something open, the newest first, and whose packs ask for it."""
    signed = Agreement.objects.filter(
        state=AgreementState.SIGNED, signed_at__lt=now - timedelta(days=VOID_SENT_DAYS_AGO + 5)
    )
    for agreement in signed.exclude(pk__in=Draft.objects.values("agreement")).order_by("-signed_at"):
        gaps = gaps_of(agreement, review_state(agreement, now=now)).listed
        if gaps:
            yield agreement, {gap.state.pack_id for gap in gaps}


def _written(agreement: Agreement, actor: User, moment: datetime) -> CureNotice:
    return cure_draft(
        agreement=agreement,
        contact=agreement.operator.contacts.order_by("pk")[0],
        term_ends_on=term_proposed(calendar_current(), moment),
        message="Our privacy office is glad to go through the list with you.",
        left_out={},
        actor=actor,
        now=moment,
    )


def _answered(notice: CureNotice, actor: User, *, now: datetime) -> None:
    """The operator's addendum came by mail: some of what was asked, not all."""
    answer = cure_answer_record(
        notice=notice,
        given_by="Alma Pretend, counsel of the operator",
        text="Here are the first two provisions. The others are with our engineers.",
        file=SignedFile("addendum-signed.txt", [ADDENDUM.encode()]),
        entered_by=actor,
        now=now,
    )
    if answer.document is not None:
        document_check(document=document_read(document=answer.document, actor=STORY, now=now), actor=STORY, now=now)
