"""Which clocks an agreement's life opens and meets. The terms themselves stand in the rulebook's packs."""

from datetime import datetime

from contracts.models import Agreement
from district.audit import Actor

# Connecticut "executes" what Illinois "enters into": the rulebook knows the two names for one moment.
SIGNED_EVENT = "agreement_signed"
ENDS_EVENT = "agreement_ends"
POSTING_RULES = ("il-soppa.agreement.post", "ct-student-data.agreement.post")


def clocks_open_on_signing(*, agreement: Agreement, signed_at: datetime, actor: Actor, now: datetime) -> None:
    from deadlines.services import deadline_open_for_event

    deadline_open_for_event(subject=agreement, event=SIGNED_EVENT, at=signed_at, actor=actor, now=now)


def clocks_meet_on_posting(*, agreement: Agreement, at: datetime, evidence: str, actor: Actor, now: datetime) -> None:
    from deadlines.services import deadline_meet_for

    for rule in POSTING_RULES:
        deadline_meet_for(subject=agreement, rule=rule, at=at, actor=actor, now=now, evidence=evidence)
