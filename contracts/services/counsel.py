"""Counsel's review of an agreement: asked for, given, and kept with its date."""

from datetime import datetime

from contracts.models import Agreement, AgreementState, CounselOpinion, Document, Opinion
from contracts.notifying import counsel_told
from contracts.selectors import counsel_people
from contracts.services.states import StepRefused, agreement_enter, agreement_locked
from district.audit import audited
from district.models import User


class OpinionRefused(Exception):
    """The opinion cannot be recorded; the message says why."""


def counsel_request(
    *, agreement: Agreement, document: Document, actor: User, now: datetime, question: str = ""
) -> None:
    """Put an agreement before counsel and queue the message that tells them. StepRefused where it is not in review.

    Refused too where nobody is counsel: the agreement would wait for a person who is never told.
    """
    with audited(actor=actor, reason="Asked counsel to review"):
        if agreement_locked(agreement).state not in (AgreementState.REVIEWING, AgreementState.READY):
            raise StepRefused("Only an agreement in review, or ready to sign, goes to counsel.")
        if not counsel_people().exists():
            raise StepRefused("Nobody holds the role of counsel yet. Give somebody the role under People, then ask.")
        reason = question.strip() or "counsel's review"
        agreement_enter(agreement, AgreementState.WITH_COUNSEL, actor=actor, now=now, reason=reason)
        counsel_told(agreement=agreement, document=document, question=question.strip(), actor=actor, now=now)


def opinion_record(*, document: Document, opinion: str, text: str, actor: User, now: datetime) -> CounselOpinion:
    """Counsel's word on one version. The agreement goes back to review: cleared, or with what must change."""
    if not actor.has_role("counsel"):
        raise OpinionRefused("Only counsel gives counsel's opinion.")
    if not text.strip():
        raise OpinionRefused("Write the opinion, in a sentence at least.")
    with audited(actor=actor, reason=f"Counsel's opinion: {Opinion(opinion).label}"):
        agreement = agreement_locked(document.agreement)
        if agreement.state in (AgreementState.SIGNED, AgreementState.ENDED, AgreementState.VOID):
            raise OpinionRefused("The agreement is signed already.")
        given = CounselOpinion.objects.create(
            document=document, opinion=opinion, text=text.strip(), given_by=actor, given_at=now
        )
        if agreement.state in (AgreementState.WITH_COUNSEL, AgreementState.READY):
            reason = f"counsel: {Opinion(opinion).label}"
            agreement_enter(agreement, AgreementState.REVIEWING, actor=actor, now=now, reason=reason)
    return given
