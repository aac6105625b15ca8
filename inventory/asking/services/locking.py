"""The lock that every write to an ask begins with, and the steps that it leaves."""

from typing import Final

from district.audit import SystemActor, actor_label
from district.refusals import Refused
from inventory.asking.acting import Acting
from inventory.models import AskStep, Leaving, LeavingState, OperatorAsk

TIMER: Final = SystemActor("timer:inventory.asks")


def ask_locked(ask: OperatorAsk) -> OperatorAsk:
    """The ask, locked until the transaction ends. Refused where the leaving that it belongs to is over.

    The leaving is locked first, so that it cannot be closed while one of its asks changes.
    """
    if ask.leaving_id is not None:
        leaving = Leaving.objects.select_for_update(of=("self",)).get(pk=ask.leaving_id)
        if leaving.state != LeavingState.OPEN:
            raise Refused(f"This is {leaving.get_state_display()}.")
    return ask_row_locked(ask.pk)


def ask_row_locked(pk: int) -> OperatorAsk:
    rows = OperatorAsk.objects.select_for_update(of=("self",))
    return rows.select_related("leaving__agreement__operator", "product__operator", "contact").get(pk=pk)


def must_be(ask: OperatorAsk, *states: str) -> None:
    """Refused where it stands elsewhere: somebody else was quicker, or it was sent twice."""
    if ask.state not in states:
        raise Refused(f"{ask}: this is {ask.get_state_display()} now.")


def step_add(ask: OperatorAsk, words: str, at: Acting) -> None:
    AskStep.objects.create(ask=ask, at=at.now, by=actor_label(at.actor), words=words)


def reason_given(because: str, field: str = "because") -> str:
    reason = because.strip()
    if not reason:
        raise Refused("Say why: the reason is kept.", field)
    return reason
