"""The letter that tells a decision: begun from its facts, edited, looked at as PDF, and sent once it is whole."""

from datetime import date, datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext

from contracts.incoming.sandbox import Kind
from district.audit import audited
from district.clock import local_day
from district.models import User
from district.printing import PrintingUnavailable
from district.selectors import district_current
from notices.models import Message
from requests_portal.decisions.drafting import Draft, blanks_in, draft_made, letter_pdf
from requests_portal.decisions.kinds import question_of
from requests_portal.following.mails import request_mail
from requests_portal.models import (
    DecisionLetter,
    Determination,
    FilePurpose,
    Hearing,
    Outcome,
    PrivacyRequest,
    RequestFile,
    Result,
)
from requests_portal.services.closing import request_answer
from requests_portal.services.files import file_keep
from requests_portal.services.steps import RequestRefused, caught_up, request_locked, step_add

LONGEST_SUBJECT: Final = 200
LONGEST_BODY: Final = 20_000


def letter_begin(
    *,
    request: PrivacyRequest,
    letter: str,
    actor: User,
    now: datetime,
    determination: Determination | None = None,
    hearing: Hearing | None = None,
) -> DecisionLetter:
    """A new draft in the family's language. A draft that was never sent gives way: it told of something older."""
    draft = draft_made(request, letter, request.language, determination=determination, hearing=hearing)
    with audited(actor=actor, reason=f"{request}: letter begun"):
        DecisionLetter.objects.filter(request=request, sent_at=None).delete()
        return DecisionLetter.objects.create(
            request=request,
            determination=determination,
            hearing=hearing,
            template=letter,
            language=request.language,
            sealed={"subject": draft.subject, "body": draft.body},
            written_by=actor,
            written_at=now,
        )


def letter_begin_for(*, determination: Determination, actor: User, now: datetime) -> DecisionLetter:
    """The draft that tells of a determination."""
    request = determination.request
    question = question_of(request.kind, determination.about)
    if question is None:
        raise RequestRefused("There is no letter for this.")
    letter = question.answer(determination.result).letter
    return letter_begin(request=request, letter=letter, determination=determination, actor=actor, now=now)


def letter_write(*, letter: DecisionLetter, subject: str, body: str, actor: User, now: datetime) -> DecisionLetter:
    """Keep what was edited; placeholders may still stand in it. RequestRefused for what was sent."""
    with audited(actor=actor, reason=f"{letter.request}: letter edited"):
        locked = _draft(letter)
        locked.sealed = {
            "subject": " ".join(subject.split())[:LONGEST_SUBJECT],
            "body": body.replace("\r\n", "\n").strip()[:LONGEST_BODY],
        }
        locked.written_by, locked.written_at = actor, now
        locked.save(update_fields=["sealed", "written_by", "written_at"])
    return locked


def letter_proposed(letter: DecisionLetter, language: str) -> Draft:
    """The product's own text for the same facts, such as the English beside a Spanish letter."""
    return draft_made(
        letter.request, letter.template, language, determination=letter.determination, hearing=letter.hearing
    )


def letter_lacks(letter: DecisionLetter) -> list[str]:
    """Why it cannot be sent as it stands, in sentences; empty where it can."""
    words = letter.words
    subject, body = words.get("subject", "").strip(), words.get("body", "").strip()
    lacks = []
    if not subject:
        lacks.append("The letter has no subject.")
    if not body:
        lacks.append("The letter has no words.")
    blanks = blanks_in(subject, body)
    if blanks:
        lacks.append(f"Fill in what is still missing: {', '.join(blanks)}.")
    return lacks


def letter_printed(letter: DecisionLetter, *, signer: User, day: date, draft: bool) -> bytes:
    """The letter as PDF, as it stands now. Raises PrintingUnavailable."""
    words = letter.words
    return letter_pdf(
        letter.request,
        subject=words.get("subject", ""),
        body=words.get("body", ""),
        language=letter.language,
        day=day,
        signer=signer,
        draft=draft,
    )


def letter_send(*, letter: DecisionLetter, actor: User, now: datetime) -> DecisionLetter:
    """Tell the family: the PDF is kept, its words stand on the family's page, and a mail says that they do.

    Where the decision answers the request, that is done with it, and the clocks are met. RequestRefused for a letter
    that is not whole, that was sent, or whose decision a newer one took the place of.
    """
    with audited(actor=actor, reason=f"{letter.request}: decision told"):
        request = request_locked(letter.request)
        locked = _draft(letter)
        lacks = letter_lacks(locked)
        if lacks:
            raise RequestRefused(f"Nothing was sent. {lacks[0]}", "body")
        if locked.determination is not None and hasattr(locked.determination, "replaced_by"):
            raise RequestRefused("A newer decision took the place of this one: begin its letter.")
        locked.file = _file_of(locked, request, actor, now)
        locked.sent_at, locked.sent_by = now, actor
        locked.save(update_fields=["file", "sent_at", "sent_by"])
        mail = _mail(locked, request, actor, now)
        way = "email" if mail else "letter"
        code = "hearing_told" if locked.template == "hearing_set" else "decision_told"
        step_add(request=request, code=code, at=now, actor=actor, now=now, letter=locked.template, way=way)
        _answered(locked, request, actor, now)
    caught_up(letter.request, request)
    return locked


def _draft(letter: DecisionLetter) -> DecisionLetter:
    locked = (
        DecisionLetter.objects.select_for_update(of=("self",))
        .select_related("request", "determination", "hearing")
        .filter(pk=letter.pk)
        .first()
    )
    if locked is None or locked.sent_at is not None:
        raise RequestRefused("This letter was sent, or another took its place: look at the page again.")
    return locked


def _file_of(letter: DecisionLetter, request: PrivacyRequest, actor: User, now: datetime) -> RequestFile:
    day = local_day(now, district_current().time_zone)
    try:
        content = letter_printed(letter, signer=actor, day=day, draft=False)
    except PrintingUnavailable as problem:
        raise RequestRefused(f"Nothing was sent. {problem}") from problem
    name = f"{request.number}-{day.isoformat()}.pdf"
    return file_keep(
        request=request,
        content=content,
        name=name,
        purpose=FilePurpose.LETTER,
        actor=actor,
        now=now,
        shown=True,
        made_here=Kind("application/pdf", None),
    )


def _mail(letter: DecisionLetter, request: PrivacyRequest, actor: User, now: datetime) -> Message | None:
    """The mail that tells of the letter without a word of it; None where there is no address: then it is printed."""
    with translation.override(letter.language):
        subject = gettext("%(number)s: we have written to you") % {"number": request.number}
        line = gettext("We have decided something about your request %(number)s.") % {"number": request.number}
    return request_mail(
        request=request,
        what=f"decision.{letter.pk}",
        subject=subject,
        lines=[line],
        actor=actor,
        now=now,
        language=letter.language,
    )


def _answered(letter: DecisionLetter, request: PrivacyRequest, actor: User, now: datetime) -> None:
    """The outcome that the decision has, once it is told; nothing where the work goes on."""
    outcome = outcome_of(letter.determination) if letter.determination else Outcome.NONE
    if outcome and request.is_open:
        evidence = f"The decision was told to the family (file {letter.file_id})."
        request_answer(request=request, outcome=outcome, actor=actor, now=now, evidence=evidence)


def outcome_of(determination: Determination) -> str:
    """How it answers the request; empty where the work goes on. What was wrong in part is granted in part."""
    question = question_of(determination.request.kind, determination.about)
    outcome = question.answer(determination.result).outcome if question else Outcome.NONE
    if determination.result == Result.CORRECTED:
        partly = Determination.objects.filter(
            request=determination.request, result=Result.EXISTS_PARTLY, replaced_by=None
        )
        return Outcome.PARTLY if partly.exists() else outcome
    return outcome
