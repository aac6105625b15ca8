"""What the clocks of asks wake: reminders to the operator, overdue, escalation. Runs in the sweep's transaction.

States are asked again under the lock and messages carry unique keys: a sweep that was killed may run again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from deadlines.firing import Firing
from district.audit import audited
from district.clock import local_day
from district.selectors import district_current
from district.templatetags.words import day_in_words
from inventory.asking.acting import Acting
from inventory.asking.links import subject_of
from inventory.asking.mails import escalation_told, operator_mailed
from inventory.asking.selectors import asks_of_clocks
from inventory.asking.services.asking import LINK, link_new
from inventory.asking.services.locking import TIMER, ask_row_locked, step_add
from inventory.leaving.force import in_force_again
from inventory.models import AskState, LeavingState, OperatorAsk
from notices.services import alarms_announce

LATE_EVERY: Final = 7  # days between reminders once the last day is over; the first is sent the day after it


def asks_ring(*, firings: Sequence[Firing], now: datetime) -> None:
    """People of the office are told as of any clock; then each ask does what its alarm means for it."""
    alarms_announce(firings=firings, now=now)
    asks = asks_of_clocks([firing.deadline_id for firing in firings])
    for firing in firings:
        ask = asks.get(firing.deadline_id)
        if ask is not None:
            _ring(ask, firing, Acting(TIMER, now))


def _ring(ask: OperatorAsk, firing: Firing, at: Acting) -> None:
    """Nothing rings for what was answered, settled or never asked, nor once the end is over or was none."""
    locked = ask_row_locked(ask.pk)
    if locked.state != AskState.ASKED or _over(locked, at):
        return
    with audited(actor=TIMER, reason=f"{locked}: {firing.kind}"):
        if firing.due_at <= at.now:
            _overdue(locked, firing, at)
        elif firing.kind == "reminder":
            _reminded(locked, firing, at, "reminder")


def _over(ask: OperatorAsk, at: Acting) -> bool:
    if ask.leaving is None:
        return False
    today = local_day(at.now, district_current().time_zone)
    return ask.leaving.state != LeavingState.OPEN or in_force_again(ask.leaving, today)


def _overdue(ask: OperatorAsk, firing: Firing, at: Acting) -> None:
    """The operator is told once that it is late, then every week; the office's heads from the first late day on."""
    if ask.overdue_at is None:
        ask.overdue_at = at.now
        ask.save(update_fields=["overdue_at"])
        step_add(ask, f"Overdue: the last day was {day_in_words(firing.last_day)}.", at)
        _reminded(ask, firing, at, "overdue")
    elif firing.kind == "late" and firing.step % LATE_EVERY == 1:
        _reminded(ask, firing, at, "overdue")
    if firing.kind == "late" and ask.escalated_at is None:
        _escalated(ask, firing, at)


def _reminded(ask: OperatorAsk, firing: Firing, at: Acting, what: str) -> None:
    """By mail where it was asked by link; what was asked another way is reminded by the office, which was told."""
    if ask.asked_how != LINK or ask.contact is None:
        return
    ask.reminded += 1
    ask.save(update_fields=["reminded"])
    link = link_new(subject_of(ask), contact=ask.contact, last_day=ask.last_day, at=at)
    operator_mailed(asks=[ask], link=link, what=what, at=at)
    step_add(ask, f"Reminded: {ask.contact.name} ({ask.contact.email}).", at)


def _escalated(ask: OperatorAsk, firing: Firing, at: Acting) -> None:
    ask.escalated_at = at.now
    ask.save(update_fields=["escalated_at"])
    sentence = (
        f"The operator has not answered. Its last day was {day_in_words(firing.last_day)}. "
        "Ask it another way, open a case against it, or leave it unproven, with the reason."
    )
    escalation_told(ask=ask, sentence=sentence, at=at)
    step_add(ask, "The director and the privacy officer were told.", at)
