"""What the pages of ends say: a card for each part, rows of the list, the operator's parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from inventory.asking.words import AskStanding, ask_standing
from inventory.leaving.force import in_force_again
from inventory.leaving.grounds import Ground
from inventory.leaving.words import PART_TITLES, leaving_standing
from inventory.models import AskKind, AskOutcome, AskState, KeptFile, Leaving, LeavingState, OperatorAsk


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that may be done: words and its page; `post` where the link is a button that does it at once."""

    words: str
    url: str
    main: bool = False
    post: bool = False


@dataclass(frozen=True, slots=True)
class PartCard:
    """One part as its page shows it."""

    ask: OperatorAsk
    title: str
    standing: AskStanding
    grounds: tuple[Ground, ...]
    files: tuple[KeptFile, ...]
    acts: tuple[Act, ...]
    warning: str


@dataclass(frozen=True, slots=True)
class EndRow:
    """One end in the list."""

    leaving: Leaving
    standing: AskStanding
    parts: tuple[tuple[str, AskStanding], ...]
    products: str
    again: bool


@dataclass(frozen=True, slots=True)
class OperatorPart:
    """One part as the operator sees it. `url` is empty where nothing can be answered now."""

    ask: OperatorAsk
    title: str
    tone: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do next: a sentence, and the button where this person may do it."""

    text: str
    action: str = ""
    url: str = ""


def part_cards(
    leaving: Leaving, asks: Sequence[OperatorAsk], grounds: Sequence[Ground], *, today: date, may_work: bool
) -> list[PartCard]:
    works = may_work and leaving.state == LeavingState.OPEN
    return [
        PartCard(
            ask=ask,
            title=PART_TITLES[ask.kind],
            standing=ask_standing(ask, today),
            grounds=tuple(ground for ground in grounds if ground.part == ask.kind),
            files=tuple(ask.files.all()),
            acts=tuple(acts_of(ask)) if works else (),
            warning=_contradiction(ask, asks),
        )
        for ask in asks
    ]


def acts_of(ask: OperatorAsk) -> list[Act]:
    """What may be done about an ask as it stands; the main thing first."""
    match ask.state:
        case AskState.OPEN:
            return [_act("It is shown another way", "shown", ask), _act("It is not needed", "not-needed", ask)]
        case AskState.ASKED:
            return [
                _act("Enter an answer that came another way", "answer", ask),
                _act("Send a new link", "link", ask),
                *_otherwise(ask),
                _act("Leave it unproven", "unproven", ask),
                _act("It is not needed", "not-needed", ask),
            ]
        case AskState.ANSWERED:
            proven = [_act("It is proven", "accept", ask, main=True)] if ask.outcome == AskOutcome.DONE else []
            return [*proven, _act("Ask again", "back", ask), _act("Leave it unproven", "unproven", ask)]
        case AskState.REFUSED:
            return [_act("Ask again", "back", ask, main=True), *_otherwise(ask), _act("Not needed", "not-needed", ask)]
        case AskState.UNPROVEN | AskState.NOT_NEEDED:
            return [Act("Take it up again", reverse("asked:take-up", args=[ask.pk]), post=True)]
    return []


def _otherwise(ask: OperatorAsk) -> list[Act]:
    return [] if ask.kind == AskKind.CERTIFICATE else [_act("It is shown another way", "shown", ask)]


def _act(words: str, name: str, ask: OperatorAsk, *, main: bool = False) -> Act:
    return Act(words, reverse(f"asked:{name}", args=[ask.pk]), main)


def _contradiction(ask: OperatorAsk, asks: Sequence[OperatorAsk]) -> str:
    """What does not fit together, said where it is decided."""
    by_kind = {one.kind: one for one in asks}
    back, deletion = by_kind.get(AskKind.RETURN), by_kind.get(AskKind.DELETION)
    waiting = back is not None and back.state in (AskState.OPEN, AskState.ASKED, AskState.ANSWERED)
    if ask.kind == AskKind.DELETION and ask.outcome == AskOutcome.DONE and waiting:
        return "It says that it deleted before the return was accepted: look first whether everything came back."
    short = deletion is not None and deletion.outcome in (AskOutcome.PARTLY, AskOutcome.REFUSED)
    if ask.kind == AskKind.CERTIFICATE and ask.outcome == AskOutcome.DONE and short:
        return "It certifies the destruction, and said of the deletion that not all was done: the two do not agree."
    return ""


def end_rows(leavings: Sequence[Leaving], today: date) -> list[EndRow]:
    """Rows of `leavings_listed`; nothing more is read."""
    return [
        EndRow(
            leaving=leaving,
            standing=leaving_standing(leaving, list(leaving.asks.all()), today),
            parts=tuple((PART_TITLES[ask.kind], ask_standing(ask, today)) for ask in leaving.asks.all()),
            products=", ".join(product.name for product in leaving.products.all()),
            again=leaving.state == LeavingState.OPEN and in_force_again(leaving, today),
        )
        for leaving in leavings
    ]


def operator_parts(asks: Sequence[OperatorAsk], token: str, today: date) -> list[OperatorPart]:
    """The parts that were asked, in order; those that were not stay the office's own."""
    return [_operator_part(ask, token, today) for ask in asks if ask.asked_at is not None]


def _operator_part(ask: OperatorAsk, token: str, today: date) -> OperatorPart:
    standing = ask_standing(ask, today)
    words = {
        AskState.ANSWERED: "Answered: the district looks at it",
        AskState.REFUSED: "You said that it cannot or will not be done",
        AskState.PROVEN: "Accepted",
        AskState.UNPROVEN: "Closed by the district without proof",
    }.get(AskState(ask.state), standing.words)
    url = reverse("leaving_operator:answer", args=[token, ask.pk])
    answerable = ask.state == AskState.ASKED
    return OperatorPart(ask, PART_TITLES[ask.kind], standing.tone, words, url if answerable else "")


def next_step(leaving: Leaving, asks: Sequence[OperatorAsk], *, today: date, may_work: bool) -> NextStep:
    """The largest thing on the page. Without a button where the person may not take the step."""
    step = _next(leaving, asks, today)
    return step if may_work else NextStep(step.text)


def _next(leaving: Leaving, asks: Sequence[OperatorAsk], today: date) -> NextStep:
    states = {ask.state for ask in asks}
    if in_force_again(leaving, today):
        text = "The agreement is in force: where it goes on, nothing is to be deleted."
        return NextStep(text, "Withdraw this", reverse("leaving:withdraw", args=[leaving.pk]))
    if not leaving.option:
        text = "Choose what happens to the data: it is returned at the district's option."
        return NextStep(text, "Choose", reverse("leaving:option", args=[leaving.pk]))
    if AskState.OPEN in states:
        return NextStep("Ask the operator.", "Ask by private link", reverse("leaving:ask", args=[leaving.pk]))
    if AskState.ANSWERED in states:
        return NextStep("Look at what the operator answered, and whether anything shows it.")
    if AskState.ASKED in states:
        late = any(ask_standing(ask, today).code == "overdue" for ask in asks)
        return NextStep("The operator is late. It is reminded every week." if late else "The operator has the word.")
    return NextStep("Every part is settled.", "Close it", reverse("leaving:close", args=[leaving.pk]))
