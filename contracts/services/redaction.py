"""Redactions step by step: places are marked, the operator is asked, its answer kept, and the copy takes its place."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from contracts.models import (
    Agreement,
    AgreementState,
    Document,
    Redaction,
    RedactionMark,
    RedactionState,
    RedactionStep,
    StatedEvidence,
)
from contracts.notifying import operator_asked
from contracts.pages.letters import reduced_with_places
from contracts.pages.locate import Box
from contracts.protection import Span, protection_of, touched_refuse
from contracts.redaction_selectors import document_redacted, marks_of
from contracts.selectors import document_text
from contracts.services.redaction_evidence import AnswerFile, answer_file_kept
from district.audit import Actor, actor_label, audited
from district.refusals import Refused

R = RedactionState
# From each state, the states that may follow. The operator may have spoken before anybody asked: its word is recorded.
STEPS: dict[str, frozenset[str]] = {
    R.DRAFT: frozenset({R.ASKED, R.AGREED, R.REFUSED, R.WITHDRAWN}),
    R.ASKED: frozenset({R.AGREED, R.REFUSED, R.WITHDRAWN}),
    R.AGREED: frozenset({R.DONE, R.WITHDRAWN}),
    R.REFUSED: frozenset(),
    R.DONE: frozenset({R.WITHDRAWN}),
    R.WITHDRAWN: frozenset(),
}
MOST_MARKS = 300
SMALLEST = 0.001  # of a page's width and height
INSET = 0.2  # of a line's height: boxes of lines overlap, and the line above must not be hidden with this one


class RedactionRefused(Refused):
    """A step of a redaction cannot be taken; the message says why, and what to do. `field` names a form's field."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the operator said: who, on which day, in which words, and the file that proves it, if there is one."""

    answered_by: str
    answered_on: date
    words: str
    file: AnswerFile | None = None


def redaction_begin(*, agreement: Agreement, actor: Actor, now: datetime, like: Redaction | None = None) -> Redaction:
    """A draft for the file that is posted, with the places of an earlier one (`like`) of the same file.

    Raises RedactionRefused: before the signing, without pages to mark on, and where one is under way already.
    """
    document = document_redacted(agreement)
    if agreement.state != AgreementState.SIGNED or document is None:
        raise RedactionRefused("Parts are hidden in the file that is posted. Record the signing and upload it first.")
    if not document.page_copy_sha256:
        raise RedactionRefused(
            document.page_copy_problem or "The file's pages are not made yet. Try again in a minute."
        )
    try:
        with audited(actor=actor, reason="Began a redaction"):
            redaction = Redaction.objects.create(
                document=document,
                source_sha256=document.page_copy_sha256,
                begun_at=now,
                begun_by=actor_label(actor),
            )
            _step(redaction, R.DRAFT, actor=actor, now=now)
            if like is not None and like.source_sha256 == redaction.source_sha256:
                _marks_copied(like, redaction, actor=actor, now=now)
    except IntegrityError as error:
        if "contracts_one_open_redaction" not in str(error):
            raise
        raise RedactionRefused("A redaction of this file is under way already.") from error
    return redaction


def mark_box(*, redaction: Redaction, box: Box, reason: str, actor: Actor, now: datetime) -> RedactionMark:
    """Mark a box on a page. Raises RedactionRefused, and EvidenceTouched where it touches what must stay readable."""
    if not (0 <= box.x0 < box.x1 <= 1 and 0 <= box.y0 < box.y1 <= 1):
        raise RedactionRefused("The box does not lie on the page.", "box")
    if box.x1 - box.x0 < SMALLEST or box.y1 - box.y0 < SMALLEST:
        raise RedactionRefused("The box is too small to hide anything.", "box")
    if not 1 <= box.page <= max(1, len(redaction.document.page_copy_pages)):
        raise RedactionRefused("The file has no such page.", "box")
    return _marked(redaction, [box], "", None, reason, actor=actor, now=now)


def mark_span(
    *, redaction: Redaction, span: Span, boxes: Sequence[Box], reason: str, actor: Actor, now: datetime
) -> RedactionMark:
    """Mark words of the text where they stand. `boxes` are their lines on the pages; none: they cannot be marked so."""
    if not boxes:
        raise RedactionRefused("These words were not found on the page: draw a box over them.", "places")
    quote = document_text(redaction.document)[span[0] : span[1]]
    return _marked(redaction, [_inset(box) for box in boxes], quote, span, reason, actor=actor, now=now)


@contextmanager
def marks_together(*, actor: Actor) -> Iterator[None]:
    """Several places are marked, or none of them."""
    with audited(actor=actor, reason="Marked places of words"):
        yield


def mark_remove(*, redaction: Redaction, mark_id: int, actor: Actor) -> None:
    """Take a place off a draft. RedactionRefused once the operator was asked: it would answer about another list."""
    with audited(actor=actor, reason="Took a place off a redaction"):
        locked = _locked(redaction)
        _draft_checked(locked)
        locked.marks.filter(pk=mark_id).delete()


def evidence_state(
    *, document: Document, provision: str, words: str, reason: str, actor: Actor, now: datetime
) -> StatedEvidence:
    """State where a provision stands: words of the file, or none and a reason why the file does not say it."""
    span = _words_found(document_text(document), words) if words.strip() else None
    if words.strip() and span is None:
        raise RedactionRefused("These words do not stand in the file. Copy them from its text.", "words")
    if span is None and not reason.strip():
        raise RedactionRefused("Give the words that say it, or say why the file does not say it.", "words")
    with audited(actor=actor, reason=f"Stated where {provision} stands"):
        return StatedEvidence.objects.create(
            document=document,
            provision=provision,
            text=words.strip(),
            start=span[0] if span else None,
            end=span[1] if span else None,
            reason=reason.strip(),
            stated_at=now,
            stated_by=actor_label(actor),
        )


def redaction_ask(*, redaction: Redaction, address: str, message: str, actor: Actor, now: datetime) -> Redaction:
    """Ask the operator: a message with the list of places goes to `address` through the outbox."""
    with audited(actor=actor, reason="Asked the operator to agree to a redaction"):
        locked = _marks_checked(redaction, now=now)
        step = _enter(locked, R.ASKED, actor=actor, now=now, reason=f"to {address}")
        operator_asked(
            redaction=locked, marks=marks_of(locked), step=step, address=address, message=message, actor=actor, now=now
        )
    return locked


def redaction_agree(*, redaction: Redaction, answer: Answer, actor: Actor, now: datetime) -> Redaction:
    """Record that the operator agreed, with its words. The list of places is fixed from here on."""
    with answer_file_kept(answer.file) as kept, audited(actor=actor, reason="The operator agreed to a redaction"):
        locked = _marks_checked(redaction, now=now)
        _answered(locked, R.AGREED, answer, kept, actor=actor, now=now)
    return locked


def redaction_refuse(*, redaction: Redaction, answer: Answer, actor: Actor, now: datetime) -> Redaction:
    """Record that the operator refused: what is posted stays whole."""
    with answer_file_kept(answer.file) as kept, audited(actor=actor, reason="The operator refused a redaction"):
        locked = _locked(redaction)
        _answered(locked, R.REFUSED, answer, kept, actor=actor, now=now)
    return locked


def redaction_finish(*, redaction: Redaction, actor: Actor, now: datetime) -> Redaction:
    """The copy was looked at and takes the original's place in what is posted; an earlier redaction gives way to it."""
    with audited(actor=actor, reason="Finished a redaction"):
        locked = _marks_checked(redaction, now=now)
        if not locked.result_sha256:
            raise RedactionRefused("The copy is not made yet.")
        earlier = Redaction.objects.select_for_update().filter(document=locked.document_id, state=R.DONE).first()
        if earlier is not None:
            _enter(earlier, R.WITHDRAWN, actor=actor, now=now, reason="another redaction took its place")
        _enter(locked, R.DONE, actor=actor, now=now)
    return locked


def redaction_withdraw(*, redaction: Redaction, reason: str, actor: Actor, now: datetime) -> Redaction:
    """Take a redaction back. After it is done, the next publication shows the whole file again, and says so first."""
    if not reason.strip():
        raise RedactionRefused("Say why it is withdrawn.", "reason")
    with audited(actor=actor, reason=reason.strip()):
        locked = _locked(redaction)
        _enter(locked, R.WITHDRAWN, actor=actor, now=now, reason=reason.strip())
    return locked


def _marked(
    redaction: Redaction,
    boxes: Sequence[Box],
    quote: str,
    span: Span | None,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> RedactionMark:
    if not reason.strip():
        raise RedactionRefused("Say why it is hidden: the reason is posted with the copy.", "reason")
    with audited(actor=actor, reason=f"Marked a place: {reason.strip()}"):
        locked = _locked(redaction)
        _draft_checked(locked)
        if locked.marks.count() >= MOST_MARKS:
            raise RedactionRefused(f"At most {MOST_MARKS} places are hidden in one file.")
        protection = protection_of(locked.document, now=now)
        if protection.lacking:
            raise RedactionRefused(protection.lacking[0].sentence)
        touched_refuse(protection, boxes, span)
        return RedactionMark.objects.create(
            redaction=locked,
            page=min(box.page for box in boxes),
            boxes=[[box.page, box.x0, box.y0, box.x1, box.y1] for box in boxes],
            quote=quote,
            start=span[0] if span else None,
            end=span[1] if span else None,
            reason=reason.strip()[:300],
            made_at=now,
            made_by=actor_label(actor),
        )


def boxes_of(mark: RedactionMark) -> list[Box]:
    """The mark's boxes as values."""
    return [Box(int(page), *shares) for page, *shares in mark.boxes]


def _marks_checked(redaction: Redaction, *, now: datetime) -> Redaction:
    """The redaction, locked, after each of its places was compared with what must stay readable as of now."""
    locked = _locked(redaction)
    redaction_checked(locked, now=now)
    return locked


def redaction_checked(redaction: Redaction, *, now: datetime) -> None:
    """Raises RedactionRefused or EvidenceTouched where the places, as of now, may not be hidden."""
    marks = marks_of(redaction)
    if not marks:
        raise RedactionRefused("Mark at least one place first.")
    _source_checked(redaction)
    protection = protection_of(redaction.document, now=now)
    if protection.lacking:
        raise RedactionRefused(protection.lacking[0].sentence)
    for mark in marks:
        span = (mark.start, mark.end) if mark.start is not None and mark.end is not None else None
        touched_refuse(protection, boxes_of(mark), span)


def _source_checked(redaction: Redaction) -> None:
    """RedactionRefused where the places were marked on pages that are not the posted file's any more."""
    current = document_redacted(redaction.document.agreement)
    if current is None or current.pk != redaction.document_id:
        raise RedactionRefused("Another file is posted by now. Withdraw this redaction and mark the places there.")
    if redaction.document.page_copy_sha256 != redaction.source_sha256:
        raise RedactionRefused(
            "The file's pages were made anew since the places were marked. Withdraw, and mark again."
        )


def _locked(redaction: Redaction) -> Redaction:
    return (
        Redaction.objects.select_for_update(of=("self",))
        .select_related("document__agreement__operator")
        .defer("document__text")
        .get(pk=redaction.pk)
    )


def _draft_checked(redaction: Redaction) -> None:
    if redaction.state != R.DRAFT:
        raise RedactionRefused(
            f"The list of places is fixed: it is {redaction.get_state_display()}. Withdraw the redaction to change it."
        )


def _enter(
    redaction: Redaction, state: str, *, actor: Actor, now: datetime, reason: str = "", **answer: Any
) -> RedactionStep:
    """Take one step of the table with a row that is already locked."""
    if state not in STEPS[redaction.state]:
        words = R(state).label
        raise RedactionRefused(f"The redaction is {redaction.get_state_display()} now: it cannot become {words}.")
    redaction.state = state
    redaction.save(update_fields=["state"])
    return _step(redaction, state, actor=actor, now=now, reason=reason, **answer)


def _step(
    redaction: Redaction, state: str, *, actor: Actor, now: datetime, reason: str = "", **answer: Any
) -> RedactionStep:
    return RedactionStep.objects.create(
        redaction=redaction, state=state, at=now, actor=actor_label(actor), reason=reason, **answer
    )


def _answered(
    redaction: Redaction, state: str, answer: Answer, kept: AnswerFile | None, *, actor: Actor, now: datetime
) -> None:
    if not (answer.answered_by.strip() and answer.words.strip()):
        raise RedactionRefused("Say who answered for the operator, and in which words.", "words")
    _enter(
        redaction,
        state,
        actor=actor,
        now=now,
        answered_by=answer.answered_by.strip(),
        answered_on=answer.answered_on,
        words=answer.words.strip(),
        evidence_name=kept.name if kept else "",
        evidence_sha256=kept.sha256 if kept else "",
        evidence_media_type=kept.media_type[:100] if kept else "",
    )


def _marks_copied(earlier: Redaction, redaction: Redaction, *, actor: Actor, now: datetime) -> None:
    with transaction.atomic():
        for mark in marks_of(earlier):
            mark.pk, mark.redaction, mark.made_at, mark.made_by = None, redaction, now, actor_label(actor)
            mark._state.adding = True
            mark.save(force_insert=True)


def _inset(box: Box) -> Box:
    """The middle of a line's box: it touches each of its words and none of the next line's."""
    edge = INSET * min(box.x1 - box.x0, box.y1 - box.y0)
    return Box(box.page, box.x0 + edge, box.y0 + edge, box.x1 - edge, box.y1 - edge)


def _words_found(text: str, words: str) -> Span | None:
    """Where the words first stand in the text, whatever spaces and marks are between their letters."""
    letters, offsets = reduced_with_places(text)
    wanted, _ = reduced_with_places(words)
    at = letters.find(wanted) if wanted else -1
    return None if at < 0 else (offsets[at], offsets[at + len(wanted) - 1] + 1)
