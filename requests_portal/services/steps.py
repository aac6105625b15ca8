"""The row that every step leaves, the lock that every write begins with, and the refusal of what may not be done."""

from datetime import datetime
from typing import Any, Final

from django.conf import settings

from district.audit import Actor, SystemActor
from district.models import User
from district.refusals import Refused
from requests_portal.hooks import step_taken
from requests_portal.models import OPEN_STATES, PrivacyRequest, RequestState, RequestStep
from requests_portal.states import NEXT_STATES

# First part of a SystemActor's name → who took a step, as `stepwords` puts it into words.
SYSTEM_PARTS: Final = {"family": "family", "operator": "operator"}


class RequestRefused(Refused):
    """What may not be done to a request; the message says why, `field` which field of the form it belongs to."""


def family_actor(request: PrivacyRequest) -> SystemActor:
    """The family as the one who acts, by the request's number: the trail names nobody."""
    return SystemActor(f"family:{request.number}")


def step_by(actor: Actor) -> str:
    """A person of the district by name; else "family", "operator" or "system"."""
    if isinstance(actor, User):
        return actor.name or actor.email
    return SYSTEM_PARTS.get(actor.name.partition(":")[0], "system")


def step_add(
    *, request: PrivacyRequest, code: str, at: datetime, actor: Actor, now: datetime, shown: bool = True, **facts: Any
) -> RequestStep:
    """Write what happened at `at`, and tell whoever listens. `facts` are JSON values that name nobody.

    The caller has opened `audited(...)`.
    """
    step = RequestStep.objects.create(request=request, code=code, at=at, by=step_by(actor), facts=facts, shown=shown)
    step_taken(step=step, actor=actor, now=now)
    return step


def request_locked(request: PrivacyRequest) -> PrivacyRequest:
    """The request's row, locked until the transaction ends. Every write to a request begins with it."""
    return PrivacyRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)


def request_locked_open(request: PrivacyRequest) -> PrivacyRequest:
    """The request, locked. RequestRefused where the district owes no answer (any more)."""
    locked = request_locked(request)
    if locked.state not in OPEN_STATES:
        raise RequestRefused(f"{locked.number} is {locked.get_state_display()}: nothing is to be done about it now.")
    return locked


def state_set(request: PrivacyRequest, to: str, **values: Any) -> PrivacyRequest:
    """Move a locked request on, with the columns that go with it. RequestRefused where the table has no such step."""
    if to not in NEXT_STATES[request.state]:
        word = RequestState(to).label
        raise RequestRefused(f"{request.number} is {request.get_state_display()} now: it cannot become {word}.")
    request.state = to
    for name, value in values.items():
        setattr(request, name, value)
    request.save(update_fields=["state", *values])
    return request


def caught_up(request: PrivacyRequest, locked: PrivacyRequest) -> PrivacyRequest:
    """Give the caller's object what the locked row says now: views go on with it. Answers with the caller's object."""
    for field in request._meta.concrete_fields:
        setattr(request, field.attname, getattr(locked, field.attname))
    return request


def reason_given(because: str) -> str:
    """The reason without blanks around it. RequestRefused where none is given."""
    if not because.strip():
        raise RequestRefused("Say why: the reason is kept.", "because")
    return because.strip()


def site_address(path: str) -> str:
    return f"{settings.SITE_ADDRESS}{path}"
