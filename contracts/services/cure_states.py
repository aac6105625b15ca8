"""The life of a cure notice: one table of steps, one function that takes them."""

from datetime import datetime
from typing import Final

from contracts.models import CureNotice, CureState, CureStateRow
from district.audit import Actor, actor_label, audited
from district.refusals import Refused

S = CureState

# What was void may turn out not to have been: the notice is then withdrawn, with the reason, and a new one may follow.
CURE_STEPS: Final[dict[str, frozenset[str]]] = {
    S.DRAFT: frozenset({S.SENT, S.WITHDRAWN}),
    S.SENT: frozenset({S.ANSWERED, S.CURED, S.VOID, S.WITHDRAWN}),
    S.ANSWERED: frozenset({S.CURED, S.VOID, S.WITHDRAWN}),
    S.CURED: frozenset(),
    S.VOID: frozenset({S.WITHDRAWN}),
    S.WITHDRAWN: frozenset(),
}


class CureRefused(Refused):
    """The notice cannot take this step; the message says why, `field` which field of the form it belongs to."""


def notice_locked(notice: CureNotice) -> CureNotice:
    """The notice's row, locked until the transaction ends. Where the agreement is locked too, it is locked first."""
    return CureNotice.objects.select_for_update(of=("self",)).select_related("agreement__operator").get(pk=notice.pk)


def cure_enter(notice: CureNotice, state: str, *, actor: Actor, now: datetime, reason: str = "") -> CureNotice:
    """Take one step of the table, under a lock, and leave a row of it. CureRefused where there is no such step."""
    with audited(actor=actor, reason=reason or f"Cure notice: {CureState(state).label}"):
        locked = notice_locked(notice)
        if state not in CURE_STEPS[locked.state]:
            raise CureRefused(f"The notice is {locked.get_state_display()} now: it cannot become {_word(state)}.")
        locked.state = state
        locked.save(update_fields=["state"])
        cure_noted(locked, actor=actor, now=now, reason=reason)
    notice.state = locked.state
    return locked


def cure_noted(notice: CureNotice, *, actor: Actor, now: datetime, reason: str) -> CureStateRow:
    """A row of the notice's life in the state that it is in, such as a longer term."""
    return CureStateRow.objects.create(
        notice=notice, state=notice.state, at=now, actor=actor_label(actor), reason=reason
    )


def _word(state: str) -> str:
    return str(CureState(state).label).partition(",")[0].partition(":")[0]
