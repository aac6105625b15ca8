"""What the operator answers, and what a person decides about it: cured or not, provision by provision."""

from dataclasses import dataclass
from datetime import datetime

from contracts.cure.messages import answer_told
from contracts.cure.selectors import answers_of, clocks_running, findings_answering
from contracts.models import (
    AgreementState,
    CureAnswer,
    CureItem,
    CureNotice,
    CureOutcome,
    CureState,
    Document,
    DocumentStanding,
    Verdict,
)
from contracts.services.cure import PURPOSE, must_be_open
from contracts.services.cure_states import CureRefused, cure_enter, cure_noted, notice_locked
from contracts.services.documents import document_add, file_discard_if_unused
from contracts.services.signing import SignedFile
from contracts.services.states import agreement_locked
from deadlines.services import deadline_meet
from district.audit import Actor, audited
from district.clock import local_day
from district.links import link_actor, links_revoke
from district.models import PrivateLink, User
from district.selectors import district_current

MOST_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class ItemSeen:
    """What a person saw of an item when they decided: when it was last decided, 0 for never."""

    at: float

    @classmethod
    def of(cls, item: CureItem) -> "ItemSeen":
        return cls(item.outcome_at.timestamp() if item.outcome_at is not None else 0.0)


def cure_answer_record(
    *,
    notice: CureNotice,
    given_by: str,
    text: str,
    file: SignedFile | None,
    now: datetime,
    link: PrivateLink | None = None,
    entered_by: User | None = None,
) -> CureAnswer:
    """Keep an answer, from the operator's `link` or entered by a person of the office; its file is read in turn.

    The file stands as offered: it is checked, and neither reviewed as the agreement nor posted for it. Raises
    CureRefused where there is neither text nor file or the notice is closed, and FileRefused for the file.
    """
    actor: Actor = link_actor(link) if link is not None else entered_by  # type: ignore[assignment]
    text = text.strip()[:MOST_WORDS]
    if not text and file is None:
        raise CureRefused("Choose the signed file, or write an answer.")
    stored = ""
    try:
        with audited(actor=actor, reason=f"Answer to the cure notice by {given_by}"[:250]):
            must_be_open(notice)
            document = _document(notice, file, actor, now) if file is not None else None
            stored = document.sha256 if document is not None else ""
            agreement_locked(notice.agreement)
            locked = notice_locked(notice)
            must_be_open(locked)
            answer = CureAnswer.objects.create(
                notice=locked,
                given_at=now,
                given_by=given_by.strip()[:254],
                text=text,
                document=document,
                link=link,
                entered_by=entered_by,
            )
            if locked.state == CureState.SENT:
                cure_enter(locked, CureState.ANSWERED, actor=actor, now=now, reason=f"by {answer.given_by}")
            if link is not None:
                answer_told(answer=answer, actor=actor, now=now)
    except BaseException:
        if stored:
            file_discard_if_unused(stored)
        raise
    return answer


def _document(notice: CureNotice, file: SignedFile, actor: Actor, now: datetime) -> Document:
    return document_add(
        agreement=notice.agreement,
        name=file.name,
        chunks=file.chunks,
        actor=actor,
        now=now,
        standing=DocumentStanding.OFFERED,
    )


def cure_item_decide(
    *, item: CureItem, outcome: str, reason: str, seen: ItemSeen, actor: User, now: datetime
) -> CureItem:
    """A person's word on one provision: cured, by a finding that was decided as found; or not, with a reason.

    When all that the letter asked for is cured, so is the notice. Raises CureRefused.
    """
    reason = reason.strip()
    with audited(actor=actor, reason=f"{CureOutcome(outcome).label}: {item.provision}"):
        agreement_locked(item.notice.agreement)
        notice = notice_locked(item.notice)
        must_be_open(notice)
        locked = CureItem.objects.select_for_update().get(pk=item.pk)
        if ItemSeen.of(locked) != seen:
            raise CureRefused("Somebody decided this while you read. Look at what they decided.")
        if not locked.listed or outcome not in (CureOutcome.CURED, CureOutcome.NOT_CURED):
            raise CureRefused("Choose whether it is cured.", "outcome")
        if outcome == CureOutcome.NOT_CURED and not reason:
            raise CureRefused("Say what is still missing: the reason is kept.", "reason")
        by = findings_answering(answers_of(notice)).get(locked.provision)
        if outcome == CureOutcome.CURED:
            if by is None:
                raise CureRefused("No file that answers was checked for this provision yet.")
            if not by.state.decided or by.state.verdict != Verdict.FOUND:
                raise CureRefused("Decide the finding of the answer's file first: cured is what a person found there.")
        locked.outcome, locked.outcome_reason, locked.outcome_by, locked.outcome_at = outcome, reason, actor, now
        locked.outcome_finding = by.state.finding if by is not None else None
        locked.save(update_fields=["outcome", "outcome_reason", "outcome_by", "outcome_at", "outcome_finding"])
        if not notice.items.filter(listed=True).exclude(outcome=CureOutcome.CURED).exists():
            _cured(notice, actor=actor, now=now)
    return locked


def _cured(notice: CureNotice, *, actor: User, now: datetime) -> None:
    """Everything is cured: the clock is met, the files that cure it stand beside the agreement, the links end."""
    cured = cure_enter(notice, CureState.CURED, actor=actor, now=now, reason="every provision asked for is there")
    for clock in clocks_running(cured):
        deadline_meet(
            deadline=clock, at=now, actor=actor, now=now, evidence="cured: every provision asked for is there"
        )
    links_revoke(subject=cured, purpose=PURPOSE, reason="The notice is cured.", actor=actor, now=now)
    by = cured.items.filter(outcome=CureOutcome.CURED).values("outcome_finding__review_check__document")
    Document.objects.filter(pk__in=by, standing=DocumentStanding.OFFERED).update(standing=DocumentStanding.ADDENDUM)
    agreement = cured.agreement
    if agreement.state == AgreementState.SIGNED:
        agreement.amended_on = local_day(now, district_current().time_zone)
        agreement.save(update_fields=["amended_on"])


def cure_document_replace(*, notice: CureNotice, document: Document, actor: User, now: datetime) -> Document:
    """The file that cured the agreement is the whole agreement anew: it takes the place of the earlier versions.

    CureRefused where the notice is not cured, or the file is no addendum of it.
    """
    with audited(actor=actor, reason="The file that cured the agreement takes its place"):
        agreement_locked(notice.agreement)
        locked = notice_locked(notice)
        addendum = Document.objects.filter(pk=document.pk, cure_answers__notice=locked).distinct().first()
        if locked.state != CureState.CURED or addendum is None or addendum.standing != DocumentStanding.ADDENDUM:
            raise CureRefused("Only a file that cured this agreement can take its place.")
        # No `signed_copy`: that is a copy of a text reviewed before, while this file is itself what was reviewed.
        addendum.standing = DocumentStanding.VERSION
        addendum.save(update_fields=["standing"])
        words = f"{addendum.name} (version {addendum.version}) takes the place of the agreement's file"
        cure_noted(locked, actor=actor, now=now, reason=words)
    return addendum
