"""The case as one column in time order: steps, messages in and out, notes of the house in another tint."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Final

from requests_portal.models import PrivacyRequest, RequestStep
from requests_portal.models.thread import Direction, ThreadMessage
from requests_portal.selectors import steps_of
from requests_portal.stepwords import step_to_staff

BY_WORDS: Final = {"family": "the family", "operator": "an operator", "system": "by itself"}
# Steps that only repeat a message which stands in the column itself.
REPEATED: Final = frozenset({"message_out", "message_in"})
# Many holders are entered, or asked, at one moment: more of them than this are one entry with a line for each.
FOLDED: Final = {
    "task_added": "To be asked: {number} holders.",
    "task_asked": "{number} holders were asked.",
    "task_asked_open": "{number} holders were asked; no law names a day.",
}
FOLDED_FROM: Final = 4
WAY_WORDS: Final = {Direction.IN: "From the family", Direction.OUT: "To the family", Direction.NOTE: "Internal note"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `tone`: step, house (not shown to the family), in, out or note. `more`: what was folded into it."""

    at: datetime
    tone: str
    title: str
    by: str
    text: str = ""
    unread: bool = False
    more: tuple[str, ...] = ()


def timeline_of(case: PrivacyRequest) -> list[Entry]:
    """Everything that happened and was written, oldest first. Two queries."""
    messages = list(ThreadMessage.objects.filter(request=case).order_by("at", "pk"))
    entries = [*_steps(steps_of(case)), *(_message(message) for message in messages)]
    return sorted(entries, key=lambda entry: entry.at)


def _steps(steps: Iterable[RequestStep]) -> list[Entry]:
    told = (step for step in steps if step.code not in REPEATED)
    return [
        entry
        for (code, _by, _at), alike in groupby(told, key=lambda step: (step.code, step.by, step.at))
        for entry in _folded(code, [_step(step) for step in alike])
    ]


def _folded(code: str, entries: list[Entry]) -> list[Entry]:
    if code not in FOLDED or len(entries) < FOLDED_FROM:
        return entries
    title = FOLDED[code].format(number=len(entries))
    return [replace(entries[0], title=title, more=tuple(entry.title for entry in entries))]


def _step(step: RequestStep) -> Entry:
    return Entry(step.at, "step" if step.shown else "house", step_to_staff(step), BY_WORDS.get(step.by, step.by))


def _message(message: ThreadMessage) -> Entry:
    direction = Direction(message.direction)
    title = ": ".join(part for part in (WAY_WORDS[direction], message.subject) if part)
    unread = direction == Direction.IN and message.read_by_staff_at is None
    return Entry(message.at, str(direction), title, BY_WORDS.get(message.by, message.by), message.text, unread)
