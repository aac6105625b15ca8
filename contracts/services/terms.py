"""The term of a signed agreement: renewed by a person, or run out by itself (C11)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from contracts.hooks import agreement_out_of_force
from contracts.models import Agreement, AgreementState, AgreementStateRow
from contracts.selectors import agreements_of_clocks
from contracts.services.states import agreement_locked
from contracts.standing import standing_of
from contracts.termclocks import EXPIRY_RULE, term_clocks_meet, term_clocks_open
from deadlines.firing import Firing
from district.audit import Actor, SystemActor, actor_label, audited
from district.clock import local_day
from district.refusals import Refused
from district.selectors import district_current
from notices.services import alarms_announce
from rulebook.reckoning import words_for_day

TIMER: Final = SystemActor("timer:agreement.expiry")
OVER: Final = frozenset({"due", "late"})


class RenewalRefused(Refused):
    """The renewal cannot be recorded; `field` names the field of the form that the message belongs to."""


def agreement_renew(
    *, agreement: Agreement, ends_on: date | None, renewed_on: date, reason: str, actor: Actor, now: datetime
) -> Agreement:
    """A signed agreement runs on to another end (None: without a fixed one). Its clocks are met, new ones open.

    From `renewed_on` the laws count that bind renewed agreements: the page then asks for a check under them.
    """
    with audited(actor=actor, reason=f"Renewed: {reason.strip()}"):
        locked = agreement_locked(agreement)
        _renewal_checked(locked, ends_on, renewed_on, reason, local_day(now, district_current().time_zone))
        until = "without a fixed end" if ends_on is None else f"until {words_for_day(ends_on)}"
        term_clocks_meet(agreement=locked, evidence=f"renewed {until}", actor=actor, now=now)
        locked.ends_on, locked.amended_on = ends_on, renewed_on
        if ends_on is None:
            locked.notice_days = None
        locked.save(update_fields=["ends_on", "amended_on", "notice_days"])
        AgreementStateRow.objects.create(
            agreement=locked,
            state=AgreementState.SIGNED,
            at=now,
            actor=actor_label(actor),
            reason=f"Renewed on {words_for_day(renewed_on)} {until}: {reason.strip()}",
        )
        term_clocks_open(agreement=locked, started_at=now, actor=actor, now=now)
    return locked


def _renewal_checked(agreement: Agreement, ends_on: date | None, renewed_on: date, reason: str, today: date) -> None:
    if agreement.state != AgreementState.SIGNED:
        raise RenewalRefused(f"It is {agreement.get_state_display()}: only a signed agreement is renewed.")
    if not reason.strip():
        raise RenewalRefused("Say how it was renewed: it stands in its history.", "reason")
    if renewed_on > today:
        raise RenewalRefused("This day has not come yet.", "renewed_on")
    if renewed_on < agreement.starts_on:
        raise RenewalRefused("This lies before the term began.", "renewed_on")
    if ends_on is not None and ends_on <= max(renewed_on, agreement.ends_on or renewed_on):
        raise RenewalRefused("The new end must lie after the day of renewal, and after the old end.", "ends_on")


def terms_announce(*, firings: Sequence[Firing], now: datetime) -> None:
    """Tell of the clocks of terms; where a term has run out, rooms above learn that the agreement holds no more.

    Woken by the sweep (districtprivacy/timers.py) for `agreement.expiry`. Listeners are safe to call again.
    """
    alarms_announce(firings=firings, now=now)
    over = [firing.deadline_id for firing in firings if firing.rule == EXPIRY_RULE and firing.kind in OVER]
    today = local_day(now, district_current().time_zone)
    for agreement in agreements_of_clocks(over):
        standing = standing_of(agreement, today)
        if standing.code == "expired":
            because = f"The agreement {agreement.title} {standing.words}."
            agreement_out_of_force(agreement=agreement, because=because, actor=TIMER, now=now)
