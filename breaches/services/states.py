"""The life of a breach: one function takes the steps of `breaches/steps.py`, under a lock, and leaves a row of each."""

from datetime import datetime

from breaches.clocks import clocks_recount
from breaches.models import Breach, BreachState, FactKind, Stage
from breaches.selectors import facts_current
from breaches.steps import STEPS, WORKED_ON
from district.audit import Actor, actor_label, audited
from district.models import User
from district.refusals import Refused


class BreachRefused(Refused):
    """What may not be done to a breach; the message says why, `field` which field of the form it belongs to."""


def breach_locked(breach: Breach) -> Breach:
    """The breach's row, locked until the transaction ends. Every write to a breach begins with it."""
    return Breach.objects.select_for_update(of=("self",)).select_related("operator").get(pk=breach.pk)


def breach_locked_open(breach: Breach) -> Breach:
    """The breach, locked. BreachRefused where it is over, so that nothing may be changed about it."""
    locked = breach_locked(breach)
    if locked.state not in WORKED_ON:
        raise BreachRefused(f"{locked.number} is {locked.get_state_display()}: open it again before you change it.")
    return locked


def breach_move(breach: Breach, to: str, actor: Actor, now: datetime, reason: str) -> Breach:
    """Take one step, with its reason; the clocks are counted anew.

    BreachRefused where the table has no such step, where no reason is given, and where a breach would be determined
    without the moment at which it was. What was decided not to be one loses its public entry.
    """
    if not reason.strip():
        raise BreachRefused("Say why: the reason is kept.", "reason")
    with audited(actor=actor, reason=f"{Stage(to).label}: {reason.strip()}"):
        locked = breach_locked(breach)
        if to not in STEPS[locked.state]:
            raise BreachRefused(f"{locked.number} is {locked.get_state_display()} now: it cannot become {_word(to)}.")
        if to == Stage.DETERMINED and FactKind.DETERMINED not in facts_current(locked):
            raise BreachRefused("Say when it was determined that it is a breach: clocks run from that moment.", "at")
        breach_entered(locked, to, actor=actor, now=now, reason=reason.strip())
        if to == Stage.NOT_A_BREACH:  # the public must not read of a breach that was none
            because = f"Withdrawn: it is not a breach. {reason.strip()}"
            ended = {"ended_at": now, "ended_by": actor_label(actor), "ended_because": because}
            locked.public_entries.filter(ended_at=None).update(**ended)
        clocks_recount(breach=locked, actor=actor, now=now)
    breach.state = locked.state
    return locked


def breach_entered(breach: Breach, to: str, *, actor: Actor, now: datetime, reason: str) -> BreachState:
    """Write the stage and its row. The caller holds the lock and has asked the table."""
    breach.state = to
    breach.save(update_fields=["state"])
    # A name, as people read it; the audit trail has the address.
    who = str(actor) if isinstance(actor, User) else actor_label(actor)
    return BreachState.objects.create(breach=breach, state=to, at=now, actor=who, reason=reason)


def _word(stage: str) -> str:
    return str(Stage(stage).label)
