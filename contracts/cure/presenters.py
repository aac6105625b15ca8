"""What the pages of cure notices say: states, the next step, items with the findings that answer them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from contracts.cure.forms import ItemForm
from contracts.cure.gaps import conflict_duties
from contracts.cure.selectors import AnsweredBy
from contracts.models import (
    OPEN_STATES,
    CureAnswer,
    CureItem,
    CureNotice,
    CureOutcome,
    CureState,
    DocumentState,
    Verdict,
)
from contracts.services.cure_answers import ItemSeen
from district.templatetags.words import day_in_words
from rulebook.calendars import Calendar
from rulebook.model import StandingDuty

CURE_TONES: dict[str, str] = {
    CureState.DRAFT: "open",
    CureState.SENT: "waiting",
    CureState.ANSWERED: "soon",
    CureState.CURED: "done",
    CureState.VOID: "contradicted",
    CureState.WITHDRAWN: "withdrawn",
}
OUTCOME_TONES: dict[str, str] = {
    CureOutcome.OPEN: "waiting",
    CureOutcome.CURED: "done",
    CureOutcome.NOT_CURED: "contradicted",
}
RECEIVED: dict[str, str] = {
    DocumentState.STORED: "received, being read",
    DocumentState.READ: "received and read; it will be reviewed",
    DocumentState.NEEDS_TEXT: "received; it is a scan without text, so reading it takes longer. A file with text helps",
    DocumentState.UNREADABLE: "received, but it could not be read. Please send it again as a plain PDF",
}


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One provision on the notice's page: what answers it, and the form of the decision."""

    item: CureItem
    tone: str
    verdict_words: str
    by: AnsweredBy | None
    answer_tone: str
    answer_words: str
    desk: str
    form: ItemForm


@dataclass(frozen=True, slots=True)
class AnswerLine:
    answer: CureAnswer
    words: str
    desk: str


def notice_tone(notice: CureNotice) -> str:
    return "late" if notice.overdue_at and notice.state in OPEN_STATES else CURE_TONES[notice.state]


def notice_words(notice: CureNotice) -> str:
    """The state in words; one that the clock saw pass says so first."""
    words = str(notice.get_state_display())
    return f"overdue: {words}" if notice.overdue_at and notice.state in OPEN_STATES else words


def next_words(notice: CureNotice, lines: Sequence[ItemLine], answers: Sequence[CureAnswer]) -> str:
    """The one thing to do next, as a sentence."""
    if notice.state == CureState.DRAFT:
        return "Read the letter, then send it: the term begins with the sending."
    if notice.state == CureState.CURED:
        return "Everything that was asked for is there. The clock is met."
    if notice.state == CureState.VOID:
        return "The agreement is void. Decide on its products."
    if notice.state == CureState.WITHDRAWN:
        return "The notice was withdrawn."
    over = "The term is over. " if notice.overdue_at else ""
    if not answers:
        return over + ("Decide what follows, or give more time." if over else "The operator is to answer.")
    open_lines = [line for line in lines if line.item.listed and line.item.outcome == CureOutcome.OPEN]
    if any(line.by is not None and not line.by.state.decided for line in open_lines):
        return over + "Decide the findings of the operator's file on the review desk, then decide each provision here."
    if open_lines:
        return over + "Decide each provision: is it cured?"
    return over + "Not everything is cured. Ask again, give more time, or wait for the term to end."


def item_lines(
    items: Sequence[CureItem], found: dict[str, AnsweredBy], agreement: int, bound: ItemForm | None = None
) -> list[ItemLine]:
    """Each provision with the finding of the newest file that answers it."""
    return [_item_line(item, found.get(item.provision), agreement, bound) for item in items]


def _item_line(item: CureItem, by: AnsweredBy | None, agreement: int, bound: ItemForm | None) -> ItemLine:
    prefix = f"item{item.pk}"
    form = bound if bound is not None and bound.prefix == prefix else _item_form(item, prefix)
    decided = by is not None and by.state.decided
    words = Verdict(by.state.verdict).label if by is not None else ""
    return ItemLine(
        item=item,
        tone=OUTCOME_TONES[item.outcome],
        verdict_words=str(Verdict(item.verdict).label),
        by=by,
        answer_tone=by.state.verdict if by is not None else "waiting",
        answer_words=f"{words}, {'decided by a person' if decided else 'not decided yet'}" if by is not None else "",
        desk=desk_address(agreement, by) if by is not None else "",
        form=form,
    )


def _item_form(item: CureItem, prefix: str) -> ItemForm:
    shown = {"outcome": "" if item.outcome == CureOutcome.OPEN else item.outcome, "reason": item.outcome_reason}
    return ItemForm(initial={**shown, "seen": ItemSeen.of(item).at}, prefix=prefix)


def desk_address(agreement: int, by: AnsweredBy) -> str:
    """The finding on the review desk, in the version that the operator sent."""
    version = by.answer.document.version if by.answer.document is not None else 0
    address = reverse("contracts:review", args=[agreement])
    return f"{address}?version={version}&finding={by.state.finding.pk}#finding"


def answer_lines(answers: Sequence[CureAnswer], agreement: int) -> list[AnswerLine]:
    """What came, newest first, with how far each file is."""
    return [
        AnswerLine(
            answer,
            RECEIVED[answer.document.state] if answer.document is not None else "in words",
            _review_of(answer, agreement),
        )
        for answer in answers
    ]


def desk_button(notice: CureNotice, lines: Sequence[AnswerLine]) -> str:
    """Where the newest file that answers is reviewed; empty where nothing waits to be."""
    return next((line.desk for line in lines if line.desk), "") if notice.state in OPEN_STATES else ""


def _review_of(answer: CureAnswer, agreement: int) -> str:
    if answer.document is None or answer.document.state != DocumentState.READ:
        return ""
    return f"{reverse('contracts:review', args=[agreement])}?version={answer.document.version}"


def term_help(proposed: date, calendar: Calendar) -> str:
    """Why the form proposes this day; it claims nothing of the law."""
    return (
        f"Proposed: {day_in_words(proposed)}, the first day of work when thirty days have passed. No text adopted "
        "here names a number of days: choose what is reasonable for what is asked. Tomorrow at the earliest."
    )


def closed_words(day: date, calendar: Calendar) -> str:
    """A sentence where the term would end on a day on which the district is closed."""
    because = calendar.closed_because(day)
    if because is None:
        return ""
    return f"{day_in_words(day)} is no day on which the district works ({because}). The term ends then all the same."


def clauses_void(
    items: Sequence[CureItem], packs: Sequence[str], entered: date
) -> tuple[list[CureItem], list[StandingDuty]]:
    """Items with clauses that say the opposite, and what packs say of such clauses in an agreement of that day."""
    conflicting = [item for item in items if item.conflicts]
    laws = {item.provision.partition(".")[0] for item in conflicting}
    return conflicting, conflict_duties([pack for pack in packs if pack in laws], entered)


def confirm_sentences(notice: CureNotice, *, listed: int, void: str, closed: str) -> list[str]:
    """What sending does, before it is done."""
    asked = "1 provision" if listed == 1 else f"{listed} provisions"
    return [
        sentence
        for sentence in (
            f"The letter goes to {notice.contact_name} at {notice.contact_email}, with a private link to answer by. "
            f"It asks for {asked}.",
            f"The term ends with {day_in_words(notice.term_ends_on)}. A clock runs until then and reminds the office.",
            closed,
            void,
            "The words of the letter are frozen and the PDF is kept as it was sent.",
        )
        if sentence
    ]


def link_lines(links: Sequence[Any], now: datetime) -> list[tuple[Any, str, str]]:
    """Each private link with the tone and word of its state."""
    return [(link, *_link_state(link, now)) for link in links]


def _link_state(link: Any, now: datetime) -> tuple[str, str]:
    if link.revoked_at is not None:
        return "withdrawn", "taken back"
    return ("off", "expired") if link.expires_at <= now else ("done", "good")
