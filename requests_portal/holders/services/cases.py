"""A case against an operator that stays silent or refuses: evidence, notice, and what came of it (A4)."""

from datetime import date, datetime, timedelta
from typing import Final

from contracts.cure.selectors import notice_underway
from contracts.models import Agreement, CureNotice
from district.audit import actor_label, audited
from district.clock import local_day
from district.models import User
from district.selectors import district_current
from district.templatetags.words import day_in_words
from requests_portal.holders.mails import operator_case_mailed
from requests_portal.holders.selectors import agreements_in_question
from requests_portal.holders.services.asking import link_new
from requests_portal.holders.services.locking import Acting, must_be, task_locked, task_step
from requests_portal.holders.words import times_in_words
from requests_portal.models import CaseOutcome, OperatorCase, RequestTask, TaskState
from requests_portal.services.steps import RequestRefused, reason_given, request_locked
from vendors.models import Contact

PROPOSED_DAYS: Final = 10  # the form's proposal; no text names a number, and the office may choose any other
LONGEST: Final = timedelta(days=365)
MOST_WORDS: Final = 6000
ENDS: Final = tuple(outcome for outcome in CaseOutcome if outcome.value)


def evidence_of(task: RequestTask) -> str:
    """What the records show, in sentences, by the request's number: no pupil is named."""
    zone = district_current().time_zone
    lines = [f"{task.request.number}: {task.holder_name} was asked"]
    if task.asked_at is not None:
        lines[0] += f" on {day_in_words(local_day(task.asked_at, zone))}"
    if task.last_day is not None:
        lines[0] += f", to answer by {day_in_words(task.last_day)}"
    lines[0] += "."
    if task.day_because:
        lines.append(task.day_because)
    if task.reminded:
        lines.append(f"It was reminded {times_in_words(task.reminded)}.")
    if task.state == TaskState.REFUSED:
        lines.append("It refused: its reason is kept with its answer.")
    elif task.silent_at is not None:
        lines.append(f"On {day_in_words(local_day(task.silent_at, zone))} its time was over without an answer.")
    return "\n".join(lines)


def notice_proposed(task: RequestTask) -> str:
    """The words to begin with: what was asked, what is expected, and what may follow."""
    return "\n\n".join(
        [
            f"You hold information of students for {district_current().name}. {evidence_of(task)}",
            "We ask you to do what was asked, and to confirm it on the page behind the link. If you cannot, say why.",
            "The information is the district's and its families'. If there is no answer by the day named below, we "
            "look at ending the use of your services and at reporting this to the authorities.",
        ]
    )


def case_open_for(
    *,
    task: RequestTask,
    notice: str,
    answer_by: date,
    contact: Contact,
    actor: User,
    now: datetime,
    agreement: Agreement | None = None,
) -> OperatorCase:
    """Open the case, and send the operator the notice with a new private link. The family sees that it was written to.

    A cure notice of the agreement that is under way is linked. RequestRefused where a case is open, where the operator
    is neither silent nor has refused, for another operator's contact or agreement, and for a day that is over.
    """
    words = notice.strip()
    _checked(words, answer_by, now)
    with audited(actor=actor, reason=f"{task}: case opened"):
        locked = task_locked(task)
        must_be(locked, TaskState.SILENT, TaskState.REFUSED)
        if locked.operator is None or contact.operator_id != locked.operator_id:
            raise RequestRefused("This contact is not one of this operator.", "contact")
        if agreement is not None and agreement not in agreements_in_question(locked):
            raise RequestRefused("This agreement is not one of this operator.", "agreement")
        if OperatorCase.objects.filter(task=locked, outcome="").exists():
            raise RequestRefused("A case about this is open already.")
        at = Acting(actor, now)
        case = OperatorCase.objects.create(
            task=locked,
            operator=locked.operator,
            agreement=agreement,
            cure_notice=notice_underway(agreement) if agreement is not None else None,
            opened_at=now,
            opened_by=actor_label(actor),
            evidence=evidence_of(locked),
            notice=words,
            answer_by=answer_by,
            contact_name=contact.name,
            contact_email=contact.email,
            sent_at=now,
        )
        _asked_once_more(locked, contact, at)
        link = link_new(locked, at)
        operator_case_mailed(case=case, task=locked, link=link, actor=actor, now=now)
        task_step(locked, "task_case", at, last_day=answer_by.isoformat())
    return case


def _checked(words: str, answer_by: date, now: datetime) -> None:
    if not words:
        raise RequestRefused("Write what the operator is told.", "notice")
    if len(words) > MOST_WORDS:
        raise RequestRefused(f"This is longer than {MOST_WORDS} characters.", "notice")
    today = local_day(now, district_current().time_zone)
    if answer_by <= today:
        raise RequestRefused("The day to answer by must be tomorrow at the earliest.", "answer_by")
    if answer_by > today + LONGEST:
        raise RequestRefused("This is more than a year away. Check the year.", "answer_by")


def _asked_once_more(task: RequestTask, contact: Contact, at: Acting) -> None:
    """The link must lead to a form again: who had refused is waited for anew."""
    fields = ["contact"]
    task.contact = contact
    if task.state == TaskState.REFUSED:
        task.state, task.silent_at, task.answered_at = TaskState.SILENT, at.now, None
        fields += ["state", "silent_at", "answered_at"]
    task.save(update_fields=fields)


def case_cure_link(*, case: OperatorCase, notice: CureNotice, actor: User, now: datetime) -> OperatorCase:
    """Say that a cure notice belongs to the case. Refused for another operator's."""
    with audited(actor=actor, reason=f"{case}: cure notice linked"):
        request_locked(case.task.request)
        locked = OperatorCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if notice.agreement.operator_id != locked.operator_id:
            raise RequestRefused("This notice is not to this operator.")
        locked.cure_notice, locked.agreement = notice, notice.agreement
        locked.save(update_fields=["cure_notice", "agreement"])
    return locked


def case_close(*, case: OperatorCase, outcome: str, because: str, actor: User, now: datetime) -> OperatorCase:
    """What came of it, with the reason. A closed case stays; a new one may be opened while the operator is silent."""
    if outcome not in ENDS:
        raise RequestRefused("Choose what came of it.", "outcome")
    reason = reason_given(because)
    with audited(actor=actor, reason=f"{case}: {CaseOutcome(outcome).label}"):
        task = case.task
        task.request = request_locked(task.request)
        locked = OperatorCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if locked.outcome:
            raise RequestRefused("This case is closed already.")
        locked.outcome, locked.outcome_at, locked.outcome_because = outcome, now, reason
        locked.save(update_fields=["outcome", "outcome_at", "outcome_because"])
        task_step(task, "task_case_closed", Acting(actor, now), shown=False)
    return locked
