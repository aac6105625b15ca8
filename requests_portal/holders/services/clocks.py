"""The clocks of a request's holders. Three of a correction hand over to each other; for other kinds there is one.

Where the district itself holds the information, 7:345-AP1, Records Custodian, 3.2 gives it 90 calendar days from the
parent's request "if ... the District maintains or possesses the covered information". Where an operator or the State
Board holds it, 3.3 applies instead: the district must notify the holder (no days are named for that), the holder
confirms within 90 calendar days "after it receives the District's notice", and the district tells the parent within 10
business days "after receiving confirmation". So the second clock hangs on the task and begins with the notice, the
third hangs on the request and begins with the holder's answer.

The first clock runs from the beginning, for nobody knows yet who holds what: 3.1 has the district determine first. It
stops in two ways only. It is met when the district's own part was corrected and the parent told. It is withdrawn when a
person says that the district holds nothing of it and every other holder has its notice: then the condition of 3.2 is
wanting, and time runs by 3.3 alone. As long as one of them was not notified it keeps running, so that the notice, for
which the text names no time, is never forgotten. If the district turns out to hold it after all, or all other holders
fall away, the same clock runs again on its old date.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from deadlines.counting import rulebook_current
from deadlines.errors import DeadlineRefused
from deadlines.models import Deadline, DeadlineState
from deadlines.presenters import reason_in_words
from deadlines.selectors import reckonings_latest
from deadlines.services import (
    deadline_bring_back,
    deadline_meet,
    deadline_open_for_event,
    deadline_open_until,
    deadline_withdraw,
)
from district.clock import local_day
from district.selectors import district_current, packs_adopted
from district.templatetags.words import day_in_words
from requests_portal.holders.selectors import (
    CONFIRMED,
    NOTICE_SENT,
    confirm_clocks,
    own_correction_clocks,
    task_clocks_open,
)
from requests_portal.holders.services.locking import Acting
from requests_portal.models import Holder, PrivacyRequest, RequestKind, RequestTask, TaskState
from requests_portal.selectors import clock_first
from requests_portal.services.steps import RequestRefused, step_add

RULE: Final = "requests.operator"  # the district's own question; the rules of packs have their own ids
HANDED_ON: Final = "The district holds nothing of it, and every other holder has its notice (7:345-AP1, 3.3)."
BACK: Final = "The district's own term applies after all (7:345-AP1, Records Custodian, 3.2)."


def answer_clock_open(task: RequestTask, *, asked_at: datetime, last_day: date | None, at: Acting) -> None:
    """Open what counts the holder's time from `asked_at`, and write the day on the task (saved here).

    A correction's is the packs' own. Else it is the day that the district set, which the request's own clock bounds; no
    day at all where it set none: no law names one.
    """
    clocks = _by_packs(task, asked_at, at) if task.request.kind == RequestKind.CORRECT else []
    if clocks:
        first = min(clocks, key=lambda clock: clock.due_at)
        zone = district_current().time_zone
        task.last_day = first.last_day
        task.day_because = reason_in_words(first, reckonings_latest([first.pk]).get(first.pk), zone)[:300]
    else:
        task.last_day, task.day_because = last_day, day_words(task.request) if last_day else ""
        if last_day is not None:
            _by_the_district(task, last_day, asked_at, at)
    task.save(update_fields=["last_day", "day_because"])


def _by_packs(task: RequestTask, asked_at: datetime, at: Acting) -> list[Deadline]:
    return deadline_open_for_event(
        subject=task, event=NOTICE_SENT, at=asked_at, actor=at.actor, now=at.now, owner=task.request.owner
    )


def _by_the_district(task: RequestTask, last_day: date, asked_at: datetime, at: Acting) -> None:
    try:
        deadline_open_until(
            subject=task,
            rule=RULE,
            title="Answer of a holder to the district's question",
            event="operator_asked",
            last_day=last_day,
            started_at=asked_at,
            role="records_custodian",
            because=task.day_because,
            citation="The district's own question",
            actor=at.actor,
            now=at.now,
            source="request",
            owner=task.request.owner,
        )
    except DeadlineRefused as refusal:
        raise RequestRefused(str(refusal), "last_day") from refusal


def day_words(request: PrivacyRequest) -> str:
    """Why this day: the district set it, within its own."""
    first = clock_first(request)
    if first is None:
        return "The district asked for an answer by this day. No law names one."
    return f"The district asked for an answer by this day. Its own last day is {day_in_words(first.last_day)}."[:300]


def day_latest(request: PrivacyRequest, now: datetime) -> date | None:
    """The last day that a holder may be given: the request's own; None where it has none, or where it has passed."""
    first = clock_first(request)
    today = local_day(now, district_current().time_zone)
    return first.last_day if first is not None and first.last_day >= today else None


def day_by_law(request: PrivacyRequest) -> bool:
    """Whether an adopted pack counts the holder's time itself, so that nobody sets a day."""
    on = local_day(request.asked_at, district_current().time_zone)
    starts = rulebook_current().duties_started_by(NOTICE_SENT, packs=packs_adopted(on), on=on)
    return request.kind == RequestKind.CORRECT and bool(starts)


def day_checked(request: PrivacyRequest, last_day: date | None, now: datetime) -> date | None:
    """The day as it may be set. RequestRefused for one that is over, or that leaves the district itself too late."""
    if last_day is None:
        return None
    if last_day < local_day(now, district_current().time_zone):
        raise RequestRefused("This day is over: choose a later one.", "last_day")
    latest = day_latest(request, now)
    if latest is not None and last_day > latest:
        words = f"The district itself must answer by {day_in_words(latest)}: choose this day or an earlier one."
        raise RequestRefused(words, "last_day")
    return last_day


def task_clocks_meet(task: RequestTask, *, when: datetime, evidence: str, at: Acting, rule: str = "") -> None:
    """Meet the task's open clocks at the moment of its answer; those of one rule alone where it is named."""
    for clock in task_clocks_open(task):
        if not rule or clock.rule == rule:
            deadline_meet(deadline=clock, at=max(when, clock.started_at), actor=at.actor, now=at.now, evidence=evidence)


def task_clocks_withdraw(task: RequestTask, *, because: str, at: Acting) -> None:
    _withdraw(task_clocks_open(task), because, at)


def confirm_clock_open(task: RequestTask, at: Acting) -> None:
    """The holder of a correction answered: the district's time to tell the parent begins with that answer."""
    if task.request.kind == RequestKind.CORRECT and task.answered_at is not None:
        deadline_open_for_event(
            subject=task.request,
            event=CONFIRMED,
            at=task.answered_at,
            actor=at.actor,
            now=at.now,
            owner=task.request.owner,
        )


def confirm_clocks_meet(task: RequestTask, *, evidence: str, at: Acting) -> None:
    for clock in confirm_clocks(task):
        deadline_meet(deadline=clock, at=at.now, actor=at.actor, now=at.now, evidence=evidence)


def confirm_clocks_withdraw(task: RequestTask, *, because: str, at: Acting) -> None:
    _withdraw(confirm_clocks(task), because, at)


def own_clocks_meet(request: PrivacyRequest, *, evidence: str, at: Acting) -> None:
    """The district corrected its own part and told the parent."""
    for clock in own_correction_clocks(request):
        if clock.state == DeadlineState.OPEN:
            deadline_meet(deadline=clock, at=at.now, actor=at.actor, now=at.now, evidence=evidence)


def correction_clocks_settle(*, request: PrivacyRequest, at: Acting) -> None:
    """Let the district's own 90 days run, or not, by what its tasks say now (see above). Again changes nothing."""
    if request.kind != RequestKind.CORRECT:
        return
    handed = handed_on(list(request.tasks.all()))
    for clock in own_correction_clocks(request):
        if handed and clock.state == DeadlineState.OPEN:
            deadline_withdraw(deadline=clock, reason=HANDED_ON, actor=at.actor, now=at.now)
            step_add(request=request, code="clock_handed_on", at=at.now, actor=at.actor, now=at.now)
        elif not handed and clock.state == DeadlineState.WITHDRAWN and clock.closed_reason == HANDED_ON:
            deadline_bring_back(deadline=clock, reason=BACK, actor=at.actor, now=at.now)
            step_add(
                request=request,
                code="clock_back",
                at=at.now,
                actor=at.actor,
                now=at.now,
                last_day=clock.last_day.isoformat(),
            )


def handed_on(tasks: Sequence[RequestTask]) -> bool:
    """Whether a person said that the district holds nothing, and every holder that is needed was notified."""
    own = [task for task in tasks if task.holder == Holder.DISTRICT]
    others = [task for task in tasks if task.holder != Holder.DISTRICT and task.state != TaskState.NOT_NEEDED]
    said = bool(own) and all(task.state == TaskState.NOT_NEEDED for task in own)
    return said and bool(others) and all(task.asked_at is not None for task in others)


def _withdraw(clocks: Sequence[Deadline], because: str, at: Acting) -> None:
    for clock in clocks:
        deadline_withdraw(deadline=clock, reason=because, actor=at.actor, now=at.now)
