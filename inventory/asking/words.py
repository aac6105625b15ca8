"""What an ask is called, and how it stands, in words and shapes. No database, no clock: the day is an argument."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from district.templatetags.words import day_in_words
from inventory.models import AskKind, AskOutcome, AskState, OperatorAsk

RULE_LEAVING: Final = "inventory.leaving"
RULE_SAFEGUARD: Final = "inventory.safeguard"
RULE_EVIDENCE: Final = "inventory.evidence"
CLOCK_TITLES: Final[dict[str, str]] = {
    AskKind.RETURN: "Return of the data by the operator",
    AskKind.DELETION: "Deletion of the data by the operator",
    AskKind.CERTIFICATE: "Certificate of destruction by the operator",
    AskKind.TRACKING: "Removal of tracking by the operator",
    AskKind.SAFEGUARD: "Proof of a safeguard by the operator",
}
# State → tone of its shape (components/shape.html).
TONES: Final[dict[str, str]] = {
    AskState.OPEN: "open",
    AskState.ASKED: "waiting",
    AskState.ANSWERED: "soon",
    AskState.REFUSED: "contradicted",
    AskState.PROVEN: "done",
    AskState.UNPROVEN: "needs_person",
    AskState.NOT_NEEDED: "off",
}
OUTCOMES: Final[dict[str, str]] = {
    AskOutcome.DONE: "everything was done",
    AskOutcome.PARTLY: "part of it was done",
    AskOutcome.REFUSED: "it was not done",
}


@dataclass(frozen=True, slots=True)
class AskStanding:
    """`code` for programs: a state, or "overdue"; `tone` of its shape; the words beside it."""

    code: str
    tone: str
    words: str


def ask_standing(ask: OperatorAsk, today: date) -> AskStanding:
    """How an ask stands on a day. Overdue is a fact of the day: no timer has to run for it to be said."""
    if ask.state in (AskState.OPEN, AskState.ASKED) and ask.last_day is not None and ask.last_day < today:
        asked = "" if ask.state == AskState.ASKED else ", and nobody asked"
        return AskStanding("overdue", "late", f"Overdue since {day_in_words(ask.last_day)}{asked}")
    return AskStanding(ask.state, TONES[ask.state], _words(ask))


def _words(ask: OperatorAsk) -> str:
    match ask.state:
        case AskState.OPEN:
            return "Not asked yet"
        case AskState.ASKED:
            return f"Asked, by {day_in_words(ask.last_day)}" if ask.last_day else "Asked"
        case AskState.ANSWERED:
            return f"The operator says that {OUTCOMES[ask.outcome]}: to be checked"
        case AskState.UNPROVEN:
            return "Unproven: never answered" if not ask.outcome else "Unproven: said, and not shown"
        case AskState.PROVEN if ask.kind == AskKind.SAFEGUARD:
            return "Answered"
    return f"{ask.get_state_display()[:1].upper()}{ask.get_state_display()[1:]}"
