"""An answer to a question about a safeguard becomes evidence of it, once a person found that it shows it."""

from district.clock import local_day
from district.models import User
from district.selectors import district_current
from inventory.asking.acting import Acting
from inventory.models import AskKind, EvidenceKind, OperatorAsk
from inventory.safeguards.services import evidence_add


def evidence_follow(ask: OperatorAsk, at: Acting) -> None:
    """Listener of asks that were proven: its words and its newest file stand in the checklist from now on."""
    if ask.kind != AskKind.SAFEGUARD or not isinstance(at.actor, User):
        return
    zone = district_current().time_zone
    dated = local_day(ask.answered_at or at.now, zone)
    evidence_add(
        product=ask.product,
        rules=[ask.rule],
        kind=EvidenceKind.ANSWER if ask.statement else EvidenceKind.SEEN,
        title=f"Answer of {dated.day} {dated:%B %Y}" if ask.statement else ask.settled_because[:200],
        words=ask.statement or ask.settled_because,
        dated=dated,
        ask=ask,
        file=ask.files.filter(removed_at=None).order_by("-at", "-pk").first(),
        actor=at.actor,
        now=at.now,
    )
