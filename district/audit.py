"""Who did what, and why: context for the row history that database triggers write (append-only, bulk writes included).

Every service writes inside `audited(...)`. The history rows carry the actor and the reason themselves
(`PGHISTORY_CONTEXT_FIELD`), so that PostgreSQL can refuse every later UPDATE and DELETE of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pghistory
from django.db import transaction

from district.models.people import User


@dataclass(frozen=True, slots=True)
class SystemActor:
    """A timer, command or private link that acts for no signed-in person, such as `timer:il-soppa.agreement.post`."""

    name: str


Actor = User | SystemActor


class ActorMissing(ValueError):
    """A write was attempted without saying who makes it."""


def actor_label(actor: Actor) -> str:
    """How the trail names an actor: an e-mail address or a system name."""
    if isinstance(actor, User):
        return actor.email
    if isinstance(actor, SystemActor) and actor.name:
        return actor.name
    raise ActorMissing("Every change names the person or timer that makes it.")


@contextmanager
def audited(*, actor: Actor, reason: str) -> Iterator[None]:
    """One transaction whose changes are recorded under `actor` and `reason`."""
    label = actor_label(actor)
    user_id = actor.pk if isinstance(actor, User) else None
    with transaction.atomic(), pghistory.context(actor=label, user=user_id, reason=reason):
        yield
