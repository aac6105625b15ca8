"""What the custodian makes of it: an answer accepted or sent back, done by hand, not needed, or to do after all."""

from datetime import date, datetime
from typing import Final

from district.audit import Actor, actor_label, audited
from district.clock import local_day
from district.links import links_revoke
from district.models import User
from district.selectors import district_current
from requests_portal.holders.mails import operator_mailed
from requests_portal.holders.selectors import PURPOSE
from requests_portal.holders.services.answering import REFUSED
from requests_portal.holders.services.asking import LINK, link_new, may_be_asked_checked
from requests_portal.holders.services.certificates import certificate_keep
from requests_portal.holders.services.clocks import (
    answer_clock_open,
    confirm_clocks_withdraw,
    correction_clocks_settle,
    day_checked,
    task_clocks_meet,
    task_clocks_withdraw,
)
from requests_portal.holders.services.locking import Acting, must_be, task_locked, task_step, work_begun
from requests_portal.holders.services.telling import correction_told
from requests_portal.models import RequestKind, RequestTask, TaskState
from requests_portal.services.steps import RequestRefused, reason_given, step_by

OVER: Final = "The request is over."


def task_accept(*, task: RequestTask, actor: User, now: datetime) -> RequestTask:
    """The custodian looked at what the holder confirmed, and it is enough: the task is done.

    Its clocks are met at the moment of the answer. A deletion's certificate is kept for good; of a correction the
    family is told now, which meets the district's clock for that. RequestRefused for what waits for no look.
    """
    with audited(actor=actor, reason=f"{task}: answer accepted"):
        locked = task_locked(task)
        must_be(locked, TaskState.CONFIRMED)
        at = Acting(actor, now)
        _settled(locked, TaskState.DONE, "The custodian accepted the answer.", at)
        task_clocks_meet(locked, when=locked.answered_at or now, evidence="Confirmed by the holder; accepted.", at=at)
        words = locked.answer_words
        if locked.request.kind == RequestKind.DELETE:
            certificate_keep(locked, statement=words.get("statement", ""), by=words.get("by", ""), at=at)
        _links_off(locked, "The answer was accepted.", at)
        _done_told(locked, at)
    return locked


def task_done(*, task: RequestTask, evidence: str, actor: User, now: datetime) -> RequestTask:
    """Done without an answer through the link, such as in the district's own systems. `evidence` says where it is seen.

    For the district's own part of a correction the family is told now, which meets its 90 days.
    """
    reason = evidence.strip()
    if not reason:
        raise RequestRefused("Say how it was done: somebody else must be able to check it.", "evidence")
    with audited(actor=actor, reason=f"{task}: done"):
        locked = task_locked(task)
        must_be(locked, TaskState.OPEN, TaskState.ASKED, TaskState.SILENT, TaskState.REFUSED)
        if locked.request.kind == RequestKind.CORRECT:
            may_be_asked_checked(locked.request)
        at = Acting(actor, now)
        locked.answered_at = locked.answered_at or now
        locked.save(update_fields=["answered_at"])
        _settled(locked, TaskState.DONE, reason, at)
        work_begun(locked.request)
        task_clocks_meet(locked, when=now, evidence="Done; see the task.", at=at)
        if locked.request.kind == RequestKind.DELETE:
            certificate_keep(locked, statement=reason, by=actor_label(actor), at=at)
        _links_off(locked, "It was done another way.", at)
        _done_told(locked, at)
        correction_clocks_settle(request=locked.request, at=at)
    return locked


def _done_told(task: RequestTask, at: Acting) -> None:
    if task.request.kind == RequestKind.CORRECT:
        correction_told(task, at)
    else:
        task_step(task, "task_done_partly" if task.partial else "task_done", at)


def task_send_back(
    *, task: RequestTask, because: str, actor: User, now: datetime, last_day: date | None = None
) -> RequestTask:
    """What came is not enough: the holder is asked again, told why behind its link, and the family sees that.

    The 90 days of a correction go on from the first notice; another kind's new day is `last_day`, or the one it had.
    """
    reason = reason_given(because)
    with audited(actor=actor, reason=f"{task}: answer sent back"):
        locked = task_locked(task)
        must_be(locked, TaskState.CONFIRMED, TaskState.REFUSED)
        at = Acting(actor, now)
        confirm_clocks_withdraw(locked, because="What came was no confirmation yet: it was sent back.", at=at)
        locked.state, locked.partial, locked.answered_at = TaskState.ASKED, False, None
        locked.asked_times += 1
        locked.reminded, locked.silent_at, locked.escalated_at = 0, None, None
        locked.what = {**locked.asked_words, "back": reason}
        fields = ["state", "partial", "answered_at", "asked_times", "reminded", "silent_at", "escalated_at", "what"]
        locked.save(update_fields=fields)
        _asked_again(locked, last_day, at)
        if locked.asked_how == LINK and locked.contact is not None:
            operator_mailed(task=locked, link=link_new(locked, at), what="again", actor=actor, now=now)
    return locked


def _asked_again(task: RequestTask, last_day: date | None, at: Acting) -> None:
    """A correction keeps its clock; the others get a day anew."""
    if task.request.kind != RequestKind.CORRECT:
        today = local_day(at.now, district_current().time_zone)
        standing = task.last_day if task.last_day is not None and task.last_day >= today else None
        day = day_checked(task.request, last_day or standing, at.now)
        answer_clock_open(task, asked_at=at.now, last_day=day, at=at)
    if task.last_day is None:
        task_step(task, "task_again_open", at)
    else:
        task_step(task, "task_again", at, last_day=task.last_day.isoformat())


def task_not_needed(*, task: RequestTask, because: str, actor: Actor, now: datetime) -> RequestTask:
    """Nothing is to be had of this holder. Its clocks are withdrawn with the reason, its links lead nowhere."""
    reason = reason_given(because)
    with audited(actor=actor, reason=f"{task}: not needed"):
        locked = task_locked(task)
        must_be(locked, TaskState.OPEN, TaskState.ASKED, TaskState.SILENT, TaskState.REFUSED, TaskState.CONFIRMED)
        at = Acting(actor, now)
        _set_aside(locked, reason, at)
        task_step(locked, "task_not_needed", at)
        correction_clocks_settle(request=locked.request, at=at)
    return locked


def task_close(task: RequestTask, at: Acting) -> None:
    """The request is over, and with it what its holders were asked. The caller has locked the request."""
    _set_aside(task, OVER, at)


def task_reopen(task: RequestTask, at: Acting) -> None:
    """The request is worked on again. Holders that its end alone had set aside are to be dealt with as before.

    An answer that nobody has looked at waits again; others are asked anew, since their links are void. What a person
    called not needed stays so. The caller has locked the request.
    """
    if task.settled_words.get("because") != OVER:
        return
    answer = task.answer_words.get("outcome") if task.answered_at is not None else None
    if answer is None:
        _unasked(task)
    else:
        task.state = TaskState.REFUSED if answer == REFUSED else TaskState.CONFIRMED
        task.settled_at, task.settled_by, task.settled = None, "", None
        task.save(update_fields=["state", "settled_at", "settled_by", "settled"])
    task_step(task, "task_taken_up", at, shown=False)
    correction_clocks_settle(request=task.request, at=at)


def _set_aside(task: RequestTask, reason: str, at: Acting) -> None:
    _settled(task, TaskState.NOT_NEEDED, reason, at)
    # The reason may hold a family's words; the clock's own says only that there is one.
    task_clocks_withdraw(task, because="Not needed of this holder: the task says why.", at=at)
    confirm_clocks_withdraw(task, because="Not needed of this holder: the task says why.", at=at)
    _links_off(task, "Not needed any more.", at)


def task_take_up(*, task: RequestTask, actor: User, now: datetime) -> RequestTask:
    """Needed after all: it is as if it had not been asked yet."""
    with audited(actor=actor, reason=f"{task}: taken up again"):
        locked = task_locked(task)
        must_be(locked, TaskState.NOT_NEEDED)
        _unasked(locked)
        at = Acting(actor, now)
        task_step(locked, "task_taken_up", at, shown=False)
        correction_clocks_settle(request=locked.request, at=at)
    return locked


def _unasked(task: RequestTask) -> None:
    task.state, task.settled_at, task.settled_by, task.settled = TaskState.OPEN, None, "", None
    task.asked_at = task.answered_at = task.last_day = None
    task.day_because, task.asked_how = "", ""
    task.save(
        update_fields=[
            *("state", "settled_at", "settled_by", "settled"),
            *("asked_at", "answered_at", "last_day", "day_because", "asked_how"),
        ]
    )


def _settled(task: RequestTask, state: str, because: str, at: Acting) -> None:
    task.state, task.settled_at, task.settled_by = state, at.now, step_by(at.actor)
    task.settled = {"because": because}
    task.save(update_fields=["state", "settled_at", "settled_by", "settled"])


def _links_off(task: RequestTask, reason: str, at: Acting) -> None:
    links_revoke(subject=task, purpose=PURPOSE, reason=reason, actor=at.actor, now=at.now)
