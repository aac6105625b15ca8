"""An agency's written request to wait: it quiets the clocks whose rule gives that ground, and no other."""

from dataclasses import dataclass
from datetime import datetime

from breaches.clocks.mailings import mailings_of
from breaches.models import Breach
from deadlines.errors import DeadlineRefused
from deadlines.models import Deadline, Hold
from deadlines.selectors import clocks_of, deadlines_open
from deadlines.services import hold_lift, hold_place
from deadlines.services.holding import rule_allows_hold
from district.audit import audited
from district.models import User
from notices.models import MailingState
from notices.services.mailings.states import mailing_pause


@dataclass(frozen=True, slots=True)
class Holdable:
    """The open clocks: those that a request may quiet, those that are held, and those that go on whatever it says."""

    may: tuple[Deadline, ...]
    held: tuple[Deadline, ...]
    go_on: tuple[Deadline, ...]


def holdable(breach: Breach) -> Holdable:
    """Which clocks a written request would quiet, in one query."""
    clocks = list(deadlines_open(clocks_of(breach)))
    allowed = [clock for clock in clocks if rule_allows_hold(clock.rule)]
    return Holdable(
        may=tuple(clock for clock in allowed if not clock.held),
        held=tuple(clock for clock in allowed if clock.held),
        go_on=tuple(clock for clock in clocks if clock not in allowed),
    )


def breach_hold_place(
    *,
    breach: Breach,
    document: bytes,
    document_name: str,
    requested_by: str,
    actor: User,
    now: datetime,
    ask_again_at: datetime | None = None,
) -> list[Hold]:
    """Quiet every clock that the request may quiet. DeadlineRefused without a document or an agency, and for none.

    Letters that are going out are paused.
    """
    with audited(actor=actor, reason=f"{breach.number}: hold asked for by {requested_by.strip() or 'nobody'}"):
        _letters_paused(breach, actor, now)
        clocks = holdable(breach).may
        if not clocks:
            raise DeadlineRefused("No open clock of this breach may wait: no rule behind one gives that ground.")
        return [
            hold_place(
                deadline=clock,
                document=document,
                document_name=document_name,
                requested_by=requested_by,
                actor=actor,
                now=now,
                ask_again_at=ask_again_at,
            )
            for clock in clocks
        ]


def _letters_paused(breach: Breach, actor: User, now: datetime) -> None:
    """All mailings are locked first, as an approval does: so none begins to run while the hold is placed."""
    for mailing in mailings_of(breach).select_for_update(no_key=True).order_by("pk"):
        if mailing.state == MailingState.RUNNING:
            why = "A hold was placed: resume it when the hold is lifted."
            mailing_pause(mailing=mailing, why=why, actor=actor, now=now)


def breach_hold_lift(*, breach: Breach, actor: User, now: datetime) -> list[Deadline]:
    """The reason to wait is gone: each held clock is due at once or on its date, whichever is later."""
    with audited(actor=actor, reason=f"{breach.number}: hold lifted"):
        holds = Hold.objects.filter(deadline__in=clocks_of(breach), lifted_at=None).select_related("deadline")
        lifted = [hold_lift(hold=hold, actor=actor, now=now) for hold in holds]
        if not lifted:
            raise DeadlineRefused("No clock of this breach is held any more.")
    return lifted


def hold_of_breach(breach: Breach, pk: int) -> Hold | None:
    """A hold of one of the breach's clocks."""
    return Hold.objects.filter(deadline__in=clocks_of(breach), pk=pk).first()
