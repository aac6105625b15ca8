"""How an end is over: closed with its result, withdrawn, or opened again; and who sees to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from district.audit import actor_label, audited
from district.links import links_revoke
from district.models import User
from district.refusals import Refused
from inventory.asking.acting import Acting
from inventory.asking.links import LEAVING as PURPOSE
from inventory.asking.services.clocks import clocks_return, clocks_withdraw
from inventory.asking.services.locking import reason_given, step_add
from inventory.leaving.services.locking import leaving_locked
from inventory.models import AskState, Leaving, LeavingResult, LeavingState, OperatorAsk

SETTLED: Final = (AskState.PROVEN, AskState.UNPROVEN, AskState.REFUSED, AskState.NOT_NEEDED)


def leaving_close(*, leaving: Leaving, because: str, actor: User, now: datetime) -> Leaving:
    """Close an end: its result is the worst of its parts, and is said so wherever the agreement is shown.

    Refused while a part is open or an answer unread. A refused part stays refused: closing does not make it less.
    """
    reason = reason_given(because)
    at = Acting(actor, now)
    with audited(actor=actor, reason=f"{leaving}: closed"):
        locked = leaving_locked(leaving)
        asks = list(OperatorAsk.objects.select_for_update(of=("self",)).filter(leaving=locked))
        if waiting := [ask.get_kind_display() for ask in asks if ask.state not in SETTLED]:
            raise Refused(f"Not settled yet: {', '.join(waiting)}.")
        result = result_of(asks)
        if not result:
            raise Refused("Nothing was needed of the operator: withdraw it instead, with the reason.")
        _over(locked, LeavingState.CLOSED, reason, at)
        locked.result = result
        locked.save()
        for ask in asks:
            clocks_withdraw(ask, because=f"The end of the agreement was closed: {reason}", at=at)
    return locked


def leaving_withdraw(*, leaving: Leaving, because: str, actor: User, now: datetime) -> Leaving:
    """There was no end after all, such as for an agreement that was renewed. Its clocks are withdrawn."""
    reason = reason_given(because)
    at = Acting(actor, now)
    with audited(actor=actor, reason=f"{leaving}: withdrawn"):
        locked = leaving_locked(leaving)
        for ask in OperatorAsk.objects.select_for_update(of=("self",)).filter(leaving=locked):
            clocks_withdraw(ask, because=reason, at=at)
            step_add(ask, f"Withdrawn: {reason}", at)
        _over(locked, LeavingState.WITHDRAWN, reason, at)
        locked.save()
    return locked


def leaving_reopen(*, leaving: Leaving, because: str, actor: User, now: datetime) -> Leaving:
    """Something came after it was over: its parts can be dealt with again, and clocks that still wait run again.

    The operator's links stay taken back: a reminder brings a new one, and so does whoever sends it. Refused where
    another end of the agreement is open.
    """
    reason = reason_given(because)
    at = Acting(actor, now)
    with audited(actor=actor, reason=f"{leaving}: opened again: {reason}"):
        locked = Leaving.objects.select_for_update(of=("self",)).get(pk=leaving.pk)
        if locked.state == LeavingState.OPEN or Leaving.objects.filter(
            agreement=locked.agreement_id, state=LeavingState.OPEN
        ):
            raise Refused("The end of this agreement is open already.")
        closed_at = locked.closed_at
        locked.state, locked.result, locked.closed_at = LeavingState.OPEN, "", None
        locked.closed_by, locked.closed_because = "", ""
        locked.save()
        for ask in OperatorAsk.objects.select_for_update(of=("self",)).filter(leaving=locked):
            clocks_return(ask, closed_at=closed_at, because=reason, at=at)
            step_add(ask, f"Opened again: {reason}", at)
    return locked


def owner_set(*, leaving: Leaving, owner: User | None, actor: User, now: datetime) -> Leaving:
    """Who sees to it; None leaves it to the privacy officers."""
    with audited(actor=actor, reason=f"{leaving}: {owner or 'nobody'} sees to it"):
        locked = leaving_locked(leaving)
        locked.owner = owner
        locked.save(update_fields=["owner"])
    return locked


def result_of(asks: Sequence[OperatorAsk]) -> str:
    """The worst of the parts; empty where nothing was needed."""
    states = {ask.state for ask in asks}
    if AskState.REFUSED in states:
        return LeavingResult.REFUSED
    if AskState.UNPROVEN in states:
        return LeavingResult.UNPROVEN
    return LeavingResult.PROVEN if AskState.PROVEN in states else ""


def _over(leaving: Leaving, state: str, because: str, at: Acting) -> None:
    leaving.state, leaving.closed_at = state, at.now
    leaving.closed_by, leaving.closed_because = actor_label(at.actor), because
    links_revoke(subject=leaving, purpose=PURPOSE, reason=because, actor=at.actor, now=at.now)
