"""The room's page in words: what is due next, and one panel for each thing, whose numbers lead to their lists."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import NoReverseMatch, reverse

from breaches.models import Breach, BreachTask, Stage
from breaches.rooms import Clock, RoomNow
from deadlines.counting import rulebook_current
from deadlines.models import Deadline, Reckoning
from deadlines.presenters import due_in_words, status_in_words, status_tone
from district.templatetags.words import moment_in_words
from notices.models import MessageState
from rulebook.model import Duty, Posting

FAMILIES_NOTIFIED: Final = "families_notified"
GONE_OUT: Final = frozenset({MessageState.SENT, MessageState.MAILED, MessageState.DRILL})
TROUBLE: Final = frozenset({MessageState.BOUNCED, MessageState.FAILED, MessageState.RETURNED, MessageState.NO_ADDRESS})
LANGUAGES: Final = {"en": "English", "es": "Spanish"}
# What the stage itself asks for where no clock and no task says more: words, and the tab where it is done.
STAGE_STEPS: Final = {
    Stage.REPORTED: ("Enter what is known, and look into it.", "facts", "Enter the facts"),
    Stage.ASSESSING: ("Decide whether it is a breach.", "facts", "To the facts"),
    Stage.DETERMINED: ("Write to the families.", "letters", "To the letters"),
    Stage.NOTIFYING: ("See that every letter arrives, then close the breach.", "letters", "To the letters"),
    Stage.CLOSED: ("This breach is closed: nothing is due.", "evidence", "The evidence file"),
    Stage.NOT_A_BREACH: ("It was decided that this is not a breach: nothing is due.", "facts", "To the facts"),
}


@dataclass(frozen=True, slots=True)
class Next:
    """What is due next. `status` and `when` are empty where no clock runs for it."""

    title: str
    what: str
    tone: str
    status: str
    when: str
    steps: tuple[str, ...]
    citation: str
    verified: bool
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a panel; `tone` is that of a status, or empty."""

    words: str
    url: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One thing of the room: its name, its number or state, what is to be said, and where it is dealt with."""

    title: str
    number: str
    lines: tuple[Line, ...]
    url: str


def tab_address(name: str, breach: Breach) -> str:
    """Address of a tab, or of the room where the tab is not installed."""
    try:
        return reverse(f"breaches:{name}", args=[breach.pk])
    except NoReverseMatch:
        return reverse("breaches:room", args=[breach.pk])


def next_of(breach: Breach, room: RoomNow, *, now: datetime, zone: str) -> Next:
    """The district's clock that is due first; else the first open task; else what the stage asks for."""
    if room.next_clock is not None:
        return _next_clock(breach, room.next_clock, now=now, zone=zone)
    if room.tasks_open and breach.is_open:
        return _next_task(breach, room.tasks_open[0])
    words, tab, action = STAGE_STEPS[Stage(breach.state)]
    return Next(words, "", "", "", "", (), "", True, tab_address(tab, breach), action)


def _next_clock(breach: Breach, clock: Clock, *, now: datetime, zone: str) -> Next:
    deadline, reckoning = clock.deadline, clock.reckoning
    tab, action = place_of(deadline)
    status = status_in_words(deadline, now)
    return Next(
        title=deadline.title,
        what="",
        tone=status_tone(deadline, now),
        status=f"{status[0].upper()}{status[1:]}",
        when=due_in_words(deadline, zone),
        steps=_steps(reckoning),
        citation=reckoning.citation if reckoning else "",
        verified=deadline.verified,
        url=tab_address(tab, breach),
        action=action,
    )


def _steps(reckoning: Reckoning | None) -> tuple[str, ...]:
    return tuple(reckoning.steps) if reckoning else ()


def _next_task(breach: Breach, task: BreachTask) -> Next:
    url = tab_address("tasks", breach)
    return Next(task.title, task.what, "", "", "", (), task.citation, task.verified, url, "To the tasks")


def place_of(deadline: Deadline) -> tuple[str, str]:
    """The tab where a clock is met, and the words of its button: the packs say what meets which duty."""
    rule = rulebook_current().index.get(deadline.rule)
    if isinstance(rule, Posting):
        return "public", "To the public entry"
    if isinstance(rule, Duty) and rule.met_on == FAMILIES_NOTIFIED:
        return "letters", "To the letters"
    return "tasks", "To the tasks"


def panels_of(breach: Breach, room: RoomNow, *, zone: str) -> list[Panel]:
    """What stands where, in the order of the work."""
    return [
        _students(breach, room),
        _letters(breach, room),
        _tasks(breach, room),
        _public(breach, room, zone),
        _costs(breach, room),
        _evidence(breach, room, zone),
    ]


def _students(breach: Breach, room: RoomNow) -> Panel:
    url, lines = tab_address("students", breach), []
    if not breach.affected_total:
        lines.append(
            Line("Say which pupils are affected: by list, one by one, or by school and grade.", url, "waiting")
        )
    if room.rows_to_settle:
        rows = "1 row of a list" if room.rows_to_settle == 1 else f"{room.rows_to_settle:,} rows of lists"
        lines.append(Line(f"{rows} to settle", url, "waiting"))
    return Panel("Students", f"{breach.affected_total:,}", tuple(lines), url)


def _letters(breach: Breach, room: RoomNow) -> Panel:
    url = tab_address("letters", breach)
    if not room.mailings:
        return Panel("Letters", "none yet", (Line("Nothing is prepared.", url),), url)
    sent = [row for mailing in room.mailings for row in room.sent.get(mailing.pk, ())]
    languages, out, trouble = Counter[str](), 0, Counter[str]()
    for row in sent:
        languages[row.language] += row.number
        out += row.number if row.state in GONE_OUT else 0
        if row.state in TROUBLE:
            trouble[row.state] += row.number
    lines = [Line(f"{out:,} of {sum(languages.values()):,} gone out", url)]
    lines += [Line(f"{LANGUAGES.get(key, key)} {number:,}", url) for key, number in languages.most_common()]
    lines += [Line(f"{number:,} {MessageState(key).label}", url, "late") for key, number in sorted(trouble.items())]
    return Panel("Letters", str(room.mailings[0].get_state_display()), tuple(lines), url)


def _tasks(breach: Breach, room: RoomNow) -> Panel:
    url, still = tab_address("tasks", breach), room.tasks_open
    done = sum(task.done_at is not None for task in room.tasks)
    lines = [Line(task.title, url) for task in still[:4]]
    lines += [Line(f"and {len(still) - 4} more", url)] if len(still) > 4 else []
    return Panel("Tasks", f"{len(still)} open, {done} done", tuple(lines), url)


def _public(breach: Breach, room: RoomNow, zone: str) -> Panel:
    url, entry = tab_address("public", breach), room.entry
    if entry is None:
        return Panel(
            "Public entry", "not decided", (Line("Decided by the laws' rules, approved by a person.", url),), url
        )
    if entry.posted_at is None:
        return Panel("Public entry", "approved", (Line("It waits for the next publication.", url, "waiting"),), url)
    words = "Counts as posted: a drill" if breach.drill else f"since {moment_in_words(entry.posted_at, zone)}"
    return Panel("Public entry", "posted", (Line(words, url, "done"),), url)


def _costs(breach: Breach, room: RoomNow) -> Panel:
    url = tab_address("costs", breach)
    lines = (Line("1 cost" if room.cost_lines == 1 else f"{room.cost_lines} costs", url),) if room.cost_lines else ()
    return Panel("Costs", f"${room.costs:,.2f}", lines or (Line("Nothing is entered.", url),), url)


def _evidence(breach: Breach, room: RoomNow, zone: str) -> Panel:
    url, file = tab_address("evidence", breach), room.evidence
    if file is None:
        return Panel("Evidence", "none yet", (Line("One PDF of the whole, whenever you ask for it.", url),), url)
    when = f"asked for {moment_in_words(file.asked_at, zone)}"
    return Panel("Evidence", str(file.get_state_display()), (Line(when, url),), url)
