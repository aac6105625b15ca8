"""What the clocks of tasks wake: reminders to the operator, silence, escalation. Runs in the sweep's transaction.

Messages carry unique keys and states are asked again under the lock, so that a sweep that was killed may run again.
The request is locked without waiting: where a person is writing to it this moment, the sweep sets the alarm aside and
rings it some minutes later, rather than either of the two failing for good.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from deadlines.firing import Firing
from district.audit import audited
from district.templatetags.words import day_in_words
from notices.services import alarms_announce
from requests_portal.holders.mails import escalation_told, operator_mailed
from requests_portal.holders.selectors import tasks_of_clocks
from requests_portal.holders.services.asking import LINK, link_new
from requests_portal.holders.services.locking import TIMER, Acting, task_step
from requests_portal.holders.words import times_in_words
from requests_portal.models import OPEN_STATES, WAITING_STATES, PrivacyRequest, RequestTask, TaskState

LATE_EVERY: Final = 7  # days between reminders once the last day is over; the first is sent the day after it


def tasks_ring(*, firings: Sequence[Firing], now: datetime) -> None:
    """People of the office are told as of any clock; then each task does what its alarm means for it."""
    alarms_announce(firings=firings, now=now)
    tasks = tasks_of_clocks([firing.deadline_id for firing in firings])
    for firing in firings:
        task = tasks.get(firing.deadline_id)
        if task is not None:
            _ring(task, firing, Acting(TIMER, now))


def _ring(task: RequestTask, firing: Firing, at: Acting) -> None:
    """Nothing rings for a holder that has answered, nor for a request that is over."""
    request = PrivacyRequest.objects.select_for_update(of=("self",), nowait=True).get(pk=task.request_id)
    rows = RequestTask.objects.select_for_update(of=("self",)).select_related("operator", "contact")
    locked = rows.get(pk=task.pk)
    locked.request = request
    if locked.state not in WAITING_STATES or request.state not in OPEN_STATES:
        return
    with audited(actor=TIMER, reason=f"{locked}: {firing.kind}"):
        if firing.due_at <= at.now:
            _overdue(locked, firing, at)
        elif firing.kind == "reminder":
            _reminded(locked, firing, at, "reminder")


def _overdue(task: RequestTask, firing: Firing, at: Acting) -> None:
    """Silent from the last day on, whatever alarm says so; escalated from the first day of being late."""
    if task.state == TaskState.ASKED:
        task.state, task.silent_at = TaskState.SILENT, at.now
        task.save(update_fields=["state", "silent_at"])
        task_step(task, "task_silent", at, last_day=firing.last_day.isoformat())
        _reminded(task, firing, at, "silent")
    elif firing.kind == "late" and firing.step % LATE_EVERY == 1:
        _reminded(task, firing, at, "silent")
    if firing.kind == "late" and task.escalated_at is None:
        _escalated(task, firing, at)


def _reminded(task: RequestTask, firing: Firing, at: Acting, what: str) -> None:
    """One more reminder by mail; a holder that was asked another way is reminded by the office, which was told."""
    if task.asked_how != LINK or task.contact is None:
        return
    task.reminded += 1
    task.save(update_fields=["reminded"])
    link = link_new(task, at)
    operator_mailed(task=task, link=link, what=what, actor=at.actor, now=at.now, number=task.reminded)
    task_step(task, "task_reminded", at, last_day=firing.last_day.isoformat())


def _escalated(task: RequestTask, firing: Firing, at: Acting) -> None:
    task.escalated_at = at.now
    task.save(update_fields=["escalated_at"])
    sentence = (
        f"{task.holder_name} has not answered {task.request}. Its last day was {day_in_words(firing.last_day)}. "
        f"It was reminded {times_in_words(task.reminded)}. A case against it can be opened on the page of holders."
    )
    escalation_told(task=task, sentence=sentence, actor=at.actor, now=at.now)
    task_step(task, "task_escalated", at, shown=False)
