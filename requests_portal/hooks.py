"""Moments of a request at which other parts of the portal have work to do: identity, mails to the family, tasks.

A part joins in `RequestsPortalConfig.ready`; it is called inside the transaction that wrote the step, so that a
listener that fails undoes it:

    step_listen("following")(family_told)
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from district.audit import Actor
from requests_portal.models import RequestStep


class StepListener(Protocol):
    """Told of every step, with its request; `step.code` says which."""

    def __call__(self, *, step: RequestStep, actor: Actor, now: datetime) -> object: ...


STEP_TAKEN: dict[str, StepListener] = {}


def step_listen(name: str) -> Callable[[StepListener], StepListener]:
    """Register a listener under a name; the same name replaces it, so that joining twice is harmless."""

    def register(listener: StepListener) -> StepListener:
        STEP_TAKEN[name] = listener
        return listener

    return register


def step_taken(*, step: RequestStep, actor: Actor, now: datetime) -> None:
    """Tell every listener, in the order in which they joined."""
    for listener in tuple(STEP_TAKEN.values()):
        listener(step=step, actor=actor, now=now)
