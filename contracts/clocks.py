"""Which clocks an agreement's life opens and meets. The terms themselves stand in the rulebook's packs."""

from datetime import datetime

from contracts.models import Agreement
from deadlines.services import deadline_meet_for, deadline_open_for_event, deadline_open_until
from district.audit import Actor

# Connecticut "executes" what Illinois "enters into": the rulebook knows the two names for one moment.
SIGNED_EVENT = "agreement_signed"
ENDS_EVENT = "agreement_ends"
POSTING_RULES = ("il-soppa.agreement.post", "ct-student-data.agreement.post")
EXPIRY_RULE = "agreement.expiry"


def clocks_open_on_signing(*, agreement: Agreement, signed_at: datetime, actor: Actor, now: datetime) -> None:
    """The adopted packs' clocks from the moment of signing, and the agreement's own end, where it names one."""
    deadline_open_for_event(subject=agreement, event=SIGNED_EVENT, at=signed_at, actor=actor, now=now)
    if agreement.ends_on is not None and agreement.ends_on >= now.date():
        deadline_open_until(
            subject=agreement,
            rule=EXPIRY_RULE,
            title="Renew or end the agreement",
            event=ENDS_EVENT,
            last_day=agreement.ends_on,
            started_at=signed_at,
            role="privacy_officer",
            because=f"The agreement's term ends on {agreement.ends_on.isoformat()}.",
            citation=f"The agreement itself: {agreement.title}",
            actor=actor,
            now=now,
        )


def clocks_meet_on_posting(*, agreement: Agreement, at: datetime, evidence: str, actor: Actor, now: datetime) -> None:
    for rule in POSTING_RULES:
        deadline_meet_for(subject=agreement, rule=rule, at=at, actor=actor, now=now, evidence=evidence)


def clocks_meet_on_ending(*, agreement: Agreement, reason: str, actor: Actor, now: datetime) -> None:
    deadline_meet_for(subject=agreement, rule=EXPIRY_RULE, at=now, actor=actor, now=now, evidence=f"ended: {reason}")
