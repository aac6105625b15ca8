"""What holders have to do with a request's moments: proposed once it is known who asks, stopped at its end, and
taken up again where it is worked on again."""

from datetime import datetime
from typing import Final

from django.urls import reverse

from contracts.models import CureNotice
from district.audit import Actor
from district.models import User
from requests_portal.holders.selectors import cases_of_notice
from requests_portal.holders.services.adding import holders_propose
from requests_portal.holders.services.locking import Acting
from requests_portal.holders.services.settling import task_close, task_reopen
from requests_portal.models import SETTLED_STATES, RequestStep, RequestTask, TaskState

PROPOSED_AT: Final = ("identified",)
OVER_AT: Final = ("answered", "withdrawn", "joined", "closed", "not_identified")
AGAIN_AT: Final = ("opened_again",)


def holders_follow(*, step: RequestStep, actor: Actor, now: datetime) -> None:
    """Listener of steps (requests_portal.hooks). It runs in the transaction that wrote the step."""
    if step.code in PROPOSED_AT:
        holders_propose(request=step.request, actor=actor, now=now)
    elif step.code in OVER_AT:
        _stopped(step, Acting(actor, now))
    elif step.code in AGAIN_AT:
        _begun_again(step, Acting(actor, now))


def _stopped(step: RequestStep, at: Acting) -> None:
    rows = RequestTask.objects.select_for_update(of=("self",)).filter(request=step.request)
    for task in rows.exclude(state__in=SETTLED_STATES).select_related("operator"):
        task.request = step.request
        task_close(task, at)


def _begun_again(step: RequestStep, at: Acting) -> None:
    rows = RequestTask.objects.select_for_update(of=("self",)).filter(request=step.request)
    for task in rows.filter(state=TaskState.NOT_NEEDED).select_related("operator"):
        task.request = step.request
        task_reopen(task, at)


def cases_beside(*, notice: CureNotice, user: User) -> list[tuple[str, str]]:
    """The cases to which a cure notice belongs, for its page (contracts.hooks)."""
    return [
        (
            f"{case.task.request.number}: case against {case.operator}",
            reverse("requests:holder-case-page", args=[case.task.request_id, case.task_id, case.pk]),
        )
        for case in cases_of_notice(notice, user)
    ]
