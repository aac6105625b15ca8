"""Who did what, and why: context for the row history that database triggers write (append-only, bulk writes included).

Every service writes inside `audited(...)`. The history rows carry the actor and the reason themselves
(`PGHISTORY_CONTEXT_FIELD`), so that PostgreSQL can refuse every later UPDATE and DELETE of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import pghistory
from django.db import connection, transaction

from district.models.people import User


@dataclass(frozen=True, slots=True)
class SystemActor:
    """A timer, command or private link that acts for no signed-in person, such as `timer:il-soppa.agreement.post`."""

    name: str


Actor = User | SystemActor
_entered: ContextVar[dict[str, Any] | None] = ContextVar("audited", default=None)


class ActorMissing(ValueError):
    """A write was attempted without saying who makes it."""


class ReasonMissing(ValueError):
    """A write was attempted without saying why."""


def actor_label(actor: Actor) -> str:
    """How the trail names an actor: an e-mail address or a system name. ActorMissing for anything else."""
    if isinstance(actor, User) and actor.pk:
        return actor.email
    if isinstance(actor, SystemActor) and actor.name:
        return actor.name
    raise ActorMissing("Every change names the person or timer that makes it.")


@contextmanager
def audited(*, actor: Actor, reason: str) -> Iterator[None]:
    """One transaction whose changes are recorded under `actor` and `reason`.

    Blocks may be nested: the inner one's actor and reason hold until it ends, then the outer one's again.
    Raises ActorMissing and ReasonMissing before anything is written.
    """
    label = actor_label(actor)
    if not reason.strip():
        raise ReasonMissing("Every change says why it is made.")
    mine = {"actor": label, "user": actor.pk if isinstance(actor, User) else None, "reason": reason}
    outer = _entered.get()
    with transaction.atomic(), pghistory.context(**mine):
        token = _entered.set(mine)
        try:
            yield
        finally:
            _entered.reset(token)
            if outer is not None:
                pghistory.context(**outer)  # called, not entered: it only puts the outer words back
    if outer is None and connection.in_atomic_block and not connection.needs_rollback:
        _forget()


def _forget() -> None:
    """PostgreSQL keeps the context until its transaction ends; a caller's later writes must not bear our name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', '', true), set_config('pghistory.context_metadata', '', true)"
        )
