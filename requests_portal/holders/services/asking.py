"""Asking a holder: by a mail that names no pupil and holds a private link, or outside of this office, as entered."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from district.audit import audited
from district.calendars import calendar_current
from district.links import link_issue_until, links_prolong, links_revoke
from district.models import PrivateLink, User
from inventory.asking.forms import BY_HAND
from requests_portal.holders.asked import what_proposed
from requests_portal.holders.mails import operator_mailed
from requests_portal.holders.selectors import FOUND_WRONG, PURPOSE, finding_of
from requests_portal.holders.services.adding import what_made
from requests_portal.holders.services.clocks import (
    answer_clock_open,
    correction_clocks_settle,
    day_checked,
    day_latest,
)
from requests_portal.holders.services.locking import Acting, must_be, task_locked, task_step, work_begun
from requests_portal.models import (
    IDENTIFIED,
    WAITING_STATES,
    Holder,
    PrivacyRequest,
    RequestKind,
    RequestTask,
    TaskState,
)
from requests_portal.services.steps import RequestRefused
from vendors.models import Contact
from vendors.selectors import contacts_by_operator

LINK: Final = "link"
# Links stay good a while after the last day: a late answer is better than none.
LINK_AFTER: Final = timedelta(days=60)


def task_ask(
    *,
    task: RequestTask,
    contact: Contact,
    actor: User,
    now: datetime,
    asks: str | None = None,
    pupil: Iterable[str] | None = None,
    last_day: date | None = None,
) -> RequestTask:
    """Ask an operator by a private link to its contact. `asks` and `pupil` as `task_write`; else what stands written.

    Its clock begins. RequestRefused where nobody knows yet who asks, where a correction was not determined (7:345-AP1,
    3.1 comes before 3.3), for another operator's contact, and where it was asked already.
    """
    with audited(actor=actor, reason=f"{task}: asked"):
        locked = task_locked(task)
        must_be(locked, TaskState.OPEN)
        may_be_asked_checked(locked.request)
        if locked.operator_id is None or contact.operator_id != locked.operator_id:
            raise RequestRefused("This contact is not one of this operator.", "contact")
        day = day_checked(locked.request, last_day, now)
        locked.contact, locked.asked_how = contact, LINK
        locked.what = _what(locked, asks, pupil)
        _asked(locked, asked_at=now, last_day=day, at=Acting(actor, now))
        operator_mailed(task=locked, link=link_new(locked, Acting(actor, now)), what="asked", actor=actor, now=now)
    return locked


def task_asked_by_hand(
    *,
    task: RequestTask,
    how: str,
    asked_at: datetime,
    actor: User,
    now: datetime,
    last_day: date | None = None,
) -> RequestTask:
    """Enter that a holder was asked outside of this office; `asked_at` is when it had the notice. Refusals as above."""
    if how not in BY_HAND:
        raise RequestRefused("Say how it was asked.", "how")
    if asked_at > now:
        raise RequestRefused("This moment lies in the future.", "asked_on")
    with audited(actor=actor, reason=f"{task}: asked {BY_HAND[how]}"):
        locked = task_locked(task)
        must_be(locked, TaskState.OPEN)
        may_be_asked_checked(locked.request)
        if locked.holder == Holder.DISTRICT:
            raise RequestRefused("The district's own systems are not asked: enter what was done.")
        if asked_at < locked.request.asked_at:
            raise RequestRefused("The family had not asked yet at that time.", "asked_on")
        day = day_checked(locked.request, last_day, now)
        locked.asked_how = how
        locked.what = locked.what or what_proposed(locked)
        _asked(locked, asked_at=asked_at, last_day=day, at=Acting(actor, now))
    return locked


def tasks_ask_all(*, request: PrivacyRequest, actor: User, now: datetime) -> tuple[list[RequestTask], list[str]]:
    """Ask every operator that was not asked and has a contact, each in the words that stand written or proposed.

    Answers with the tasks that were asked, and with a sentence about each that was not.
    """
    waiting = list(request.tasks.filter(state=TaskState.OPEN, holder=Holder.OPERATOR).select_related("operator"))
    contacts = contacts_by_operator([task.operator_id for task in waiting if task.operator_id])
    asked, left = [], []
    for task in waiting:
        contact = contacts.get(task.operator_id or 0)
        if contact is None:
            left.append(f"{task.holder_name}: nobody to write to is known. Enter a contact, or ask it another way.")
            continue
        try:
            asked.append(task_ask(task=task, contact=contact, last_day=day_latest(request, now), actor=actor, now=now))
        except RequestRefused as refusal:
            left.append(f"{task.holder_name}: {refusal}")
    return asked, left


def task_link_send(*, task: RequestTask, contact: Contact, actor: User, now: datetime) -> RequestTask:
    """A new private link to the operator's contact, who may be another one now. Earlier ones lead nowhere any more."""
    with audited(actor=actor, reason=f"{task}: new private link"):
        locked = task_locked(task)
        must_be(locked, *WAITING_STATES)
        if locked.operator_id is None or contact.operator_id != locked.operator_id:
            raise RequestRefused("This contact is not one of this operator.", "contact")
        links_revoke(subject=locked, purpose=PURPOSE, reason="A new link was sent.", actor=actor, now=now)
        locked.contact, locked.asked_how = contact, LINK  # from now on it is reminded by mail
        locked.save(update_fields=["contact", "asked_how"])
        link = link_new(locked, Acting(actor, now))
        operator_mailed(task=locked, link=link, what="link", actor=actor, now=now)
        task_step(locked, "task_link", Acting(actor, now), shown=False)
    return locked


def link_new(task: RequestTask, at: Acting) -> PrivateLink:
    """A private link to the task for its contact, good for a while after the last day."""
    if task.contact is None:
        raise RequestRefused("Nobody to write to is known.", "contact")
    until = link_until(task, at.now)
    link, _token = link_issue_until(
        purpose=PURPOSE,
        subject=task,
        issued_to=(task.contact.name, task.contact.email),
        until=until,
        actor=at.actor,
        now=at.now,
    )
    links_prolong(subject=task, purpose=PURPOSE, until=until, reason="Asked again.", actor=at.actor, now=at.now)
    return link


def link_until(task: RequestTask, now: datetime) -> datetime:
    end = calendar_current().end_of(task.last_day) if task.last_day is not None else now
    return max(end, now) + LINK_AFTER


def may_be_asked(request: PrivacyRequest) -> str:
    """Why no holder may be asked yet, in a sentence; empty where they may."""
    if request.identity not in IDENTIFIED:
        return "First settle who asks: until then no holder is told of a pupil."
    if request.kind == RequestKind.CORRECT:
        found = finding_of(request)
        if found is None or found.result not in FOUND_WRONG:
            return "First determine that something is wrong: a holder is told what to correct (7:345-AP1, 3.1 and 3.3)."
    return ""


def may_be_asked_checked(request: PrivacyRequest) -> None:
    """RequestRefused where no holder may be asked yet."""
    if words := may_be_asked(request):
        raise RequestRefused(words)


def _what(task: RequestTask, asks: str | None, pupil: Iterable[str] | None) -> Mapping[str, Any]:
    standing = what_proposed(task)
    words = standing["asks"] if asks is None else asks
    return what_made(task, str(words), standing["pupil"] if pupil is None else pupil)


def _asked(task: RequestTask, *, asked_at: datetime, last_day: date | None, at: Acting) -> None:
    """The task's row, its clock, the step, and what follows for the district's own clock."""
    task.state, task.asked_at, task.asked_times = TaskState.ASKED, asked_at, task.asked_times + 1
    task.silent_at = task.escalated_at = None
    task.reminded = 0
    task.save(
        update_fields=[
            "state",
            "asked_at",
            "asked_times",
            "asked_how",
            "what",
            "contact",
            "silent_at",
            "escalated_at",
            "reminded",
        ]
    )
    answer_clock_open(task, asked_at=asked_at, last_day=last_day, at=at)
    work_begun(task.request)
    if task.last_day is None:
        task_step(task, "task_asked_open", at)
    else:
        task_step(task, "task_asked", at, last_day=task.last_day.isoformat())
    correction_clocks_settle(request=task.request, at=at)
