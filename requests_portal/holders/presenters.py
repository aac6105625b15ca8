"""What the pages of holders say: each task with its state, its time and the next thing to do; the chain of clocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from deadlines.counting import extension_of
from deadlines.errors import DeadlineRefused
from deadlines.models import Deadline, DeadlineState, Reckoning
from deadlines.presenters import deadline_in_words, status_in_words, status_tone
from deadlines.selectors import clocks_of, reckonings_latest
from district.clock import local_day
from district.templatetags.words import day_in_words
from inventory.asking.forms import BY_HAND
from requests_portal.holders.asked import PUPIL_FIELDS, what_proposed
from requests_portal.holders.selectors import (
    CONFIRMED,
    CORRECTION_ASKED,
    cases_of_tasks,
    clocks_of_tasks,
    files_of_tasks,
)
from requests_portal.holders.services.answering import OUTCOMES
from requests_portal.holders.services.asking import LINK
from requests_portal.holders.services.clocks import HANDED_ON
from requests_portal.holders.words import times_in_words
from requests_portal.models import (
    SETTLED_STATES,
    Holder,
    OperatorCase,
    PrivacyRequest,
    RequestFile,
    RequestKind,
    RequestTask,
    TaskState,
)
from vendors.models import Contact
from vendors.selectors import contacts_by_operator

TONES: Final[dict[str, str]] = {
    TaskState.OPEN: "soon",
    TaskState.ASKED: "waiting",
    TaskState.CONFIRMED: "needs_person",
    TaskState.REFUSED: "contradicted",
    TaskState.SILENT: "late",
    TaskState.NOT_NEEDED: "withdrawn",
    TaskState.DONE: "done",
}


@dataclass(frozen=True, slots=True)
class ClockWords:
    """One clock: title, state and the sentence with its reasons."""

    title: str
    status: str
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class TaskCard:
    """One holder on the page. `next_words` and `next_name` (an address) are the next thing to do; empty: nothing."""

    task: RequestTask
    tone: str
    status: str
    asked: str
    answered: str
    settled: str
    next_words: str
    next_name: str
    clocks: tuple[ClockWords, ...]
    files: tuple[RequestFile, ...]
    cases: tuple[OperatorCase, ...]

    @property
    def products(self) -> str:
        return ", ".join(product.name for product in self.task.products.all())

    @property
    def owner(self) -> str:
        return self.task.owner.name if self.task.owner is not None else ""


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One clock of a correction's chain: whose time it is, where it stands, and why."""

    number: int
    whose: str
    status: str
    tone: str
    words: str


def cards_of(tasks: Sequence[RequestTask], *, zone: str, now: datetime) -> list[TaskCard]:
    """Cards of tasks that were read with their holders. Four queries whatever their number."""
    ids = [task.pk for task in tasks]
    clocks, files, cases = clocks_of_tasks(ids), files_of_tasks(ids), cases_of_tasks(ids)
    reckonings = reckonings_latest([clock.pk for rows in clocks.values() for clock in rows])
    return [
        TaskCard(
            task=task,
            tone=TONES[task.state],
            status=_status(task),
            asked=asked_words(task, zone),
            answered=answered_words(task, zone),
            settled=_settled(task, zone),
            next_words=next_of(task)[0],
            next_name=next_of(task)[1],
            clocks=tuple(clock_words(clock, reckonings, zone, now) for clock in clocks.get(task.pk, ())),
            files=tuple(files.get(task.pk, ())),
            cases=tuple(cases.get(task.pk, ())),
        )
        for task in tasks
    ]


def clock_words(clock: Deadline, reckonings: Mapping[int, Reckoning], zone: str, now: datetime) -> ClockWords:
    words = deadline_in_words(clock, reckonings.get(clock.pk), zone)
    return ClockWords(clock.title, status_in_words(clock, now).capitalize(), status_tone(clock, now), words)


def next_of(task: RequestTask) -> tuple[str, str]:
    """(what is next, name of its page); two empty texts where nothing is to be done about it."""
    if task.state == TaskState.OPEN:
        if task.holder == Holder.OPERATOR:
            return f"Ask {task.holder_name}", "requests:holder-ask"
        if task.holder == Holder.DISTRICT:
            return "Say how it was done", "requests:holder-done"
        return "Say how it was asked", "requests:holder-by-hand"
    if task.state in (TaskState.CONFIRMED, TaskState.REFUSED):
        return "Look at the answer", "requests:holder"
    if task.state == TaskState.SILENT:
        return ("Open a case", "requests:holder-case") if task.operator_id else ("Look at it", "requests:holder")
    return "", ""


def _status(task: RequestTask) -> str:
    words = task.get_state_display()
    if task.partial and task.state in (TaskState.CONFIRMED, TaskState.DONE):
        words = f"{words}, in part"
    return f"{words[:1].upper()}{words[1:]}"


def asked_words(task: RequestTask, zone: str) -> str:
    """Such as "Asked on Monday 2 March 2026 by private link to Uma Fictional. Answer by Friday 13 March 2026."."""
    if task.asked_at is None:
        return ""
    how = BY_HAND.get(task.asked_how, "")
    if task.asked_how == LINK:
        how = f"by private link to {task.contact.name} ({task.contact.email})" if task.contact else "by private link"
    words = f"Asked on {day_in_words(local_day(task.asked_at, zone))} {how}".rstrip() + "."
    if task.last_day is not None:
        words += f" Answer by {day_in_words(task.last_day)}."
    if task.reminded:
        words += f" Reminded {times_in_words(task.reminded)}."
    return words


def answered_words(task: RequestTask, zone: str) -> str:
    """Such as "Answered on Tuesday 3 March 2026 by Uma Fictional: everything was done."."""
    answer = task.answer_words
    if task.answered_at is None or not answer:
        return ""
    day = day_in_words(local_day(task.answered_at, zone))
    return f"Answered on {day} by {answer.get('by', '')}: {OUTCOMES.get(answer.get('outcome', ''), '')}."


def _settled(task: RequestTask, zone: str) -> str:
    if task.settled_at is None or task.state not in SETTLED_STATES:
        return ""
    when = day_in_words(local_day(task.settled_at, zone))
    because = task.settled_words.get("because", "")
    return f"{when}, {task.settled_by}: {because}" if because else f"{when}, {task.settled_by}"


def pupil_lines(task: RequestTask) -> list[tuple[str, str]]:
    """(label, value) of what the holder is told of the pupil."""
    told = task.asked_words.get("pupil", {})
    return [(label, told[name]) for name, label in PUPIL_FIELDS.items() if name in told]


def chain_of(request: PrivacyRequest, tasks: Sequence[RequestTask], *, zone: str, now: datetime) -> list[ChainLink]:
    """The three clocks of a correction in the order in which they hand over, with those that have not begun.

    Empty for another kind, and where no adopted pack counts one.
    """
    if request.kind != RequestKind.CORRECT:
        return []
    own = list(clocks_of(request).filter(event=CORRECTION_ASKED).order_by("pk"))
    others = [task for task in tasks if task.holder != Holder.DISTRICT and task.state != TaskState.NOT_NEEDED]
    theirs = clocks_of_tasks([task.pk for task in others])
    confirm = list(clocks_of(request).filter(event=CONFIRMED).order_by("started_at", "pk"))
    if not (own or theirs or confirm):
        return []
    shown = [*own, *confirm, *(clock for rows in theirs.values() for clock in rows)]
    reckonings = reckonings_latest([clock.pk for clock in shown])
    links = [_own_link(clock, reckonings, zone, now) for clock in own]
    for task in others:
        links += _holder_links(task, theirs.get(task.pk, []), confirm, reckonings, zone, now)
    return links


def _own_link(clock: Deadline, reckonings: Mapping[int, Reckoning], zone: str, now: datetime) -> ChainLink:
    shown = clock_words(clock, reckonings, zone, now)
    if clock.state == DeadlineState.WITHDRAWN and clock.closed_reason == HANDED_ON:
        return ChainLink(1, "The district", "Handed on", "done", f"{HANDED_ON} {shown.words}")
    return ChainLink(1, "The district", shown.status, shown.tone, shown.words)


def _holder_links(
    task: RequestTask,
    clocks: Sequence[Deadline],
    confirm: Sequence[Deadline],
    reckonings: Mapping[int, Reckoning],
    zone: str,
    now: datetime,
) -> list[ChainLink]:
    """The holder's time and the district's to tell the parent; sentences in the place of what has not begun."""
    waits = "Begins when it has the district's notice."
    links = [_link(2, task.holder_name, clock, reckonings, zone, now) for clock in clocks[-1:]]
    links = links or [ChainLink(2, task.holder_name, "Not begun", "open", waits)]
    told = [clock for clock in confirm if clock.started_at == task.answered_at]
    whose = f"The district tells the family about {task.holder_name}"
    third = [_link(3, whose, clock, reckonings, zone, now) for clock in told]
    return [*links, *(third or [ChainLink(3, whose, "Not begun", "open", "Begins with the holder's confirmation.")])]


def _link(
    number: int, whose: str, clock: Deadline, reckonings: Mapping[int, Reckoning], zone: str, now: datetime
) -> ChainLink:
    shown = clock_words(clock, reckonings, zone, now)
    return ChainLink(number, whose, shown.status, shown.tone, shown.words)


@dataclass(frozen=True, slots=True)
class AskedLine:
    """What one operator would read, and who would get it (empty: nobody is known)."""

    task: RequestTask
    asks: str
    pupil: tuple[tuple[str, str], ...]
    contact: str


def asked_lines(tasks: Sequence[RequestTask]) -> list[AskedLine]:
    """What would be asked of each, before it is asked."""
    contacts = contacts_by_operator([task.operator_id for task in tasks if task.operator_id])
    return [_asked_line(task, contacts.get(task.operator_id or 0)) for task in tasks]


def _asked_line(task: RequestTask, contact: Contact | None) -> AskedLine:
    what = what_proposed(task)
    pupil = tuple((label, what["pupil"][name]) for name, label in PUPIL_FIELDS.items() if name in what["pupil"])
    return AskedLine(task, what["asks"], pupil, f"{contact.name} ({contact.email})" if contact is not None else "")


@dataclass(frozen=True, slots=True)
class ExtensionLine:
    """What more time would mean: the clock as it stands, how much there is, where it is written, and what is unsure."""

    title: str
    words: str
    term: str
    citation: str
    verified: bool
    doubt: str


def extension_lines(clock: Deadline, *, zone: str, now: datetime) -> ExtensionLine:
    """Raises DeadlineRefused for a clock whose rule allows none."""
    extension = extension_of(clock.rule)
    if extension is None:
        raise DeadlineRefused("The rule of this clock allows no more time.")
    shown = clock_words(clock, reckonings_latest([clock.pk]), zone, now)
    return ExtensionLine(
        title=clock.title,
        words=shown.words,
        term=str(extension.span),
        citation=extension.cite.at,
        verified=extension.verified,
        doubt=extension.doubt,
    )
