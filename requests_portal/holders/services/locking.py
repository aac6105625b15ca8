"""The locks that every write to a task begins with: the request first, then the task."""

from district.audit import SystemActor
from inventory.asking.acting import Acting
from requests_portal.models import PrivacyRequest, RequestState, RequestTask
from requests_portal.services.steps import RequestRefused, request_locked_open, state_set, step_add

__all__ = ["TIMER", "Acting", "must_be", "task_locked", "task_step", "work_begun"]

TIMER = SystemActor("timer:requests.operator")


def task_locked(task: RequestTask) -> RequestTask:
    """The task with its request, both locked until the transaction ends. RequestRefused where the request is over."""
    request = request_locked_open(task.request)
    return _row(task, request)


def _row(task: RequestTask, request: PrivacyRequest) -> RequestTask:
    rows = RequestTask.objects.select_for_update(of=("self",)).select_related("operator", "contact")
    locked = rows.get(pk=task.pk)
    locked.request = request
    return locked


def must_be(task: RequestTask, *states: str) -> None:
    """RequestRefused where the task stands elsewhere: somebody else was quicker, or it was sent twice."""
    if task.state not in states:
        raise RequestRefused(f"{task.holder_name}: this is {task.get_state_display()} now.")


def task_step(task: RequestTask, code: str, at: Acting, *, shown: bool = True, **facts: object) -> None:
    """A step of the task's request; `holder` is a fact of each."""
    holder = task.operator.name if task.operator is not None else task.holder
    step_add(
        request=task.request, code=code, at=at.now, actor=at.actor, now=at.now, shown=shown, holder=holder, **facts
    )


def work_begun(request: PrivacyRequest) -> None:
    """The first holder is asked: the request is worked on from now."""
    if request.state == RequestState.RECEIVED:
        state_set(request, RequestState.WORKING)
