"""The clock of an ask: one at a time, to the day by which the operator must answer."""

from datetime import date, datetime

from deadlines.errors import DeadlineRefused
from deadlines.models import Deadline, DeadlineState
from deadlines.selectors import clocks_of, deadlines_open
from deadlines.services import deadline_bring_back, deadline_meet, deadline_open_until, deadline_withdraw
from district.clock import local_day
from district.refusals import Refused
from district.selectors import district_current
from inventory.asking.acting import Acting
from inventory.asking.words import CLOCK_TITLES, RULE_LEAVING, RULE_SAFEGUARD
from inventory.models import AskKind, AskState, OperatorAsk


def clocks_open(ask: OperatorAsk) -> list[Deadline]:
    return list(deadlines_open(clocks_of(ask)).order_by("due_at", "pk"))


def clock_set(ask: OperatorAsk, *, last_day: date, because: str, citation: str, at: Acting) -> None:
    """Let the ask's one clock end on a day; the day and its reason stand on the ask (saved here).

    A clock that ends on the same day goes on, one of another day is withdrawn. Refused for a day that is over.
    """
    if last_day < local_day(at.now, district_current().time_zone):
        raise Refused("This day is over: choose a later one.", "last_day")
    ask.last_day, ask.day_because = last_day, because[:300]
    ask.save(update_fields=["last_day", "day_because"])
    standing = clocks_open(ask)
    for clock in standing:
        if clock.last_day != last_day:
            deadline_withdraw(deadline=clock, reason="It has another last day now.", actor=at.actor, now=at.now)
    if not any(clock.last_day == last_day for clock in standing):
        _opened(ask, because=because, citation=citation, at=at)


def clocks_meet(ask: OperatorAsk, *, when: datetime, evidence: str, at: Acting) -> None:
    for clock in clocks_open(ask):
        moment = max(when, clock.started_at)
        deadline_meet(deadline=clock, at=moment, actor=at.actor, now=at.now, evidence=evidence)


def clocks_withdraw(ask: OperatorAsk, *, because: str, at: Acting) -> None:
    for clock in clocks_open(ask):
        deadline_withdraw(deadline=clock, reason=because, actor=at.actor, now=at.now)


def clocks_return(ask: OperatorAsk, *, closed_at: datetime | None, because: str, at: Acting) -> None:
    """The clock that was withdrawn with all the rest, at `closed_at`, runs again to its day, late where that is over.

    Nothing for an ask that waits for nobody any more, that has no day, or whose clock runs; one that a person withdrew
    by itself, at another moment, stays withdrawn.
    """
    if ask.state not in (AskState.OPEN, AskState.ASKED) or ask.last_day is None or clocks_open(ask):
        return
    withdrawn = clocks_of(ask).filter(state=DeadlineState.WITHDRAWN, last_day=ask.last_day, closed_at=closed_at)
    if (clock := withdrawn.order_by("-pk").first()) is not None:
        deadline_bring_back(deadline=clock, reason=because, actor=at.actor, now=at.now)


def _opened(ask: OperatorAsk, *, because: str, citation: str, at: Acting) -> None:
    try:
        deadline_open_until(
            subject=ask,
            rule=RULE_SAFEGUARD if ask.kind == AskKind.SAFEGUARD else RULE_LEAVING,
            title=CLOCK_TITLES[ask.kind],
            event="operator_asked",
            last_day=ask.last_day or local_day(at.now, district_current().time_zone),
            started_at=at.now,
            role="privacy_officer",
            because=because,
            citation=citation,
            actor=at.actor,
            now=at.now,
            source="agreement" if ask.leaving_id else "request",
            owner=ask.leaving.owner if ask.leaving is not None else None,
        )
    except DeadlineRefused as refusal:
        raise Refused(str(refusal), "last_day") from refusal
