"""The end of an agreement in words: what is proposed to be asked, and how the whole stands."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from inventory.asking.words import AskStanding, ask_standing
from inventory.models import AskKind, AskState, Leaving, LeavingResult, LeavingState, OperatorAsk, ReturnOption

PART_TITLES: Final[dict[str, str]] = {
    AskKind.RETURN: "Return of the data",
    AskKind.DELETION: "Deletion",
    AskKind.TRACKING: "Removal of tracking",
    AskKind.CERTIFICATE: "Certificate of destruction",
}
RESULT_TONES: Final[dict[str, str]] = {
    LeavingResult.PROVEN: "done",
    LeavingResult.REFUSED: "contradicted",
    LeavingResult.UNPROVEN: "needs_person",
}
RESULT_WORDS: Final[dict[str, str]] = {
    LeavingResult.PROVEN: "Proven: the operator answered, and something shows it",
    LeavingResult.REFUSED: "Refused: the operator did not do all that was asked",
    LeavingResult.UNPROVEN: "Unproven: nothing shows that all was done",
}
_RETURNS: Final[dict[str, str]] = {
    ReturnOption.RETURN: "Return to us all data about our students that you hold under this agreement.",
    ReturnOption.TRANSFER: "Transfer all data about our students that you hold under this agreement as we say here.",
}


def asks_proposed(kind: str, leaving: Leaving, products: Sequence[str]) -> str:
    """What the operator is asked for one part, before a person edits it."""
    about = f"It is about: {', '.join(products)}." if products else ""
    return "\n\n".join(part for part in (*_parts(kind, leaving), about) if part)


def _parts(kind: str, leaving: Leaving) -> Iterable[str]:
    match kind:
        case AskKind.RETURN:
            return (_RETURNS.get(leaving.option, _RETURNS[ReturnOption.RETURN]), leaving.option_words)
        case AskKind.DELETION:
            first = "" if leaving.option == ReturnOption.NONE else "Wait until we have what is to be returned. Then "
            verb = "delete" if first else "Delete"
            return (f"{first}{verb} all data about our students, in every copy, backup and subcontractor's system.",)
        case AskKind.TRACKING:
            return ("Remove or end the tracking software and mechanisms that you use on our students' devices.",)
    return (
        "State, for your company, that all known copies of the data have been destroyed: when, how, and who answers "
        "for it. Attach the signed statement, or write it into the form.",
    )


def leaving_standing(leaving: Leaving, asks: Sequence[OperatorAsk], today: date) -> AskStanding:
    """How the whole stands: its result where it is closed, else the most pressing of its parts."""
    if leaving.state == LeavingState.WITHDRAWN:
        return AskStanding("withdrawn", "withdrawn", "Withdrawn")
    if leaving.state == LeavingState.CLOSED:
        label = LeavingResult(leaving.result).label
        return AskStanding(leaving.result, RESULT_TONES[leaving.result], label.capitalize())
    standings = [ask_standing(ask, today) for ask in asks if ask.state != AskState.NOT_NEEDED]
    return min(standings, key=lambda one: _PRESSING.index(one.code), default=AskStanding("open", "open", "Open"))


_PRESSING: Final = ("overdue", "refused", "answered", "open", "asked", "unproven", "proven")
