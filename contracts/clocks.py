"""Which clocks an agreement's life opens and meets. The terms themselves stand in the rulebook's packs."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from contracts.models import Agreement
from contracts.noticerules import POSTED_EVENT, posting_rules_with_notice
from contracts.packs import SIGNED_EVENT
from contracts.selectors import agreements_signed_since, clocks_of, clocks_open, posting_first
from contracts.termclocks import term_clocks_open
from deadlines.counting import event_name
from deadlines.models import DeadlineState
from deadlines.services import (
    deadline_meet,
    deadline_meet_for,
    deadline_open_for_event,
    deadline_withdraw,
)
from district.audit import Actor
from district.clock import local_day
from district.selectors import district_current
from rulebook.loading import load_packs


def clocks_open_on_signing(*, agreement: Agreement, signed_at: datetime, actor: Actor, now: datetime) -> None:
    """The adopted packs' clocks from the moment of signing, and the agreement's own of its term."""
    deadline_open_for_event(subject=agreement, event=SIGNED_EVENT, at=signed_at, actor=actor, now=now)
    term_clocks_open(agreement=agreement, started_at=signed_at, actor=actor, now=now)


def clocks_open_for_pack(*, pack: str, since: date, actor: Actor, now: datetime) -> None:
    """A pack was entered after it came into force: agreements signed since then get the clocks that it starts.

    What opened already is left as it is. Where an agreement was posted and no posting clock of it ran on, the new one
    is met at the moment of posting; one that asks for the notice, too, waits for the publication that shows it.
    """
    zone = district_current().time_zone
    if not load_packs().duties_started_by(SIGNED_EVENT, packs=[pack], on=local_day(now, zone)):
        return
    for agreement in agreements_signed_since(datetime.combine(since, time.min, ZoneInfo(zone))):
        signed_at = cast("datetime", agreement.signed_at)
        posted = posting_first(agreement)
        complete = not clocks_open(agreement).filter(rule__in=posting_rules()).exists()
        deadline_open_for_event(subject=agreement, event=SIGNED_EVENT, at=signed_at, actor=actor, now=now)
        if posted is not None and complete:
            evidence = f"posted in snapshot {posted.snapshot_sha256}"
            clocks_meet_on_posting(
                agreement=agreement,
                rules=[rule for rule in posting_rules() if rule not in posting_rules_with_notice()],
                at=posted.posted_at,
                evidence=evidence,
                actor=actor,
                now=now,
            )


def clocks_move_to_signing(
    *, agreement: Agreement, signed_at: datetime, reason: str, actor: Actor, now: datetime
) -> None:
    """The moment of signing was corrected: open clocks of the old one are withdrawn, those of the new one open.

    What was done already stays done: a new clock whose duty was met under the old moment is met at that same time.
    """
    old = [clock for clock in clocks_of(agreement) if event_name(clock.event) == SIGNED_EVENT]
    for clock in old:
        if clock.state == DeadlineState.OPEN:
            deadline_withdraw(deadline=clock, reason=reason, actor=actor, now=now)
    done = {(clock.rule, clock.source): clock for clock in old if clock.state == DeadlineState.MET}
    for clock in deadline_open_for_event(subject=agreement, event=SIGNED_EVENT, at=signed_at, actor=actor, now=now):
        met = done.get((clock.rule, clock.source))
        if met is not None and met.closed_at is not None:
            deadline_meet(deadline=clock, at=met.closed_at, actor=actor, now=now, evidence=met.closed_reason)


def moment_unused(*, agreement: Agreement, moment: datetime) -> datetime:
    """The moment, or the first microsecond after it at which no clock of the agreement was withdrawn.

    A clock that was withdrawn never runs again from the same moment; a moment that a correction comes back to must.
    """
    taken = {clock.started_at for clock in clocks_of(agreement) if clock.state == DeadlineState.WITHDRAWN}
    while moment in taken:
        moment += timedelta(microseconds=1)
    return moment


def posting_rules() -> list[str]:
    """Ids of the duties that the posting of an agreement meets, as the packs say."""
    return [duty.id for duty in load_packs().duties_met_on(POSTED_EVENT)]


def clocks_meet_on_posting(
    *, agreement: Agreement, rules: Iterable[str], at: datetime, evidence: str, actor: Actor, now: datetime
) -> None:
    for rule in rules:
        deadline_meet_for(subject=agreement, rule=rule, at=at, actor=actor, now=now, evidence=evidence)
