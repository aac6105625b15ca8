"""The case as one column in time order: steps, messages in and out, notes of the house in another tint."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from requests_portal.models import PrivacyRequest, RequestStep
from requests_portal.models.thread import Direction, ThreadMessage
from requests_portal.selectors import steps_of
from requests_portal.stepwords import step_to_staff

BY_WORDS: Final = {"family": "the family", "operator": "an operator", "system": "by itself"}
# Steps that only repeat a message which stands in the column itself.
REPEATED: Final = frozenset({"message_out", "message_in"})
WAY_WORDS: Final = {Direction.IN: "From the family", Direction.OUT: "To the family", Direction.NOTE: "Internal note"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `tone`: step, house (not shown to the family), in, out or note."""

    at: datetime
    tone: str
    title: str
    by: str
    text: str = ""
    unread: bool = False


def timeline_of(case: PrivacyRequest) -> list[Entry]:
    """Everything that happened and was written, oldest first. Two queries."""
    messages = list(ThreadMessage.objects.filter(request=case).order_by("at", "pk"))
    entries = [*_steps(steps_of(case)), *(_message(message) for message in messages)]
    return sorted(entries, key=lambda entry: entry.at)


def _steps(steps: Iterable[RequestStep]) -> list[Entry]:
    return [
        Entry(step.at, "step" if step.shown else "house", step_to_staff(step), BY_WORDS.get(step.by, step.by))
        for step in steps
        if step.code not in REPEATED
    ]


def _message(message: ThreadMessage) -> Entry:
    direction = Direction(message.direction)
    title = ": ".join(part for part in (WAY_WORDS[direction], message.subject) if part)
    unread = direction == Direction.IN and message.read_by_staff_at is None
    return Entry(message.at, str(direction), title, BY_WORDS.get(message.by, message.by), message.text, unread)
