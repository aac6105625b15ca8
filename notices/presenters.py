"""What the pages of mailings say."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from district.links import MARK
from district.models import User
from notices.models import Channel, Mailing, MailingState, Message, MessageState
from notices.selectors import WORK, StateCount, channel_label
from notices.services.mailings.states import APPROVE

MAILING_TONES: Final = {
    MailingState.DRAFT: "open",
    MailingState.WAITING: "waiting",
    MailingState.APPROVED: "waiting",
    MailingState.RUNNING: "soon",
    MailingState.PAUSED: "held",
    MailingState.DONE: "done",
    MailingState.STOPPED: "withdrawn",
}
MESSAGE_TONES: Final = {
    MessageState.READY: "waiting",
    MessageState.SENT: "done",
    MessageState.MAILED: "done",
    MessageState.PRINTED: "soon",
    MessageState.BOUNCED: "failed",
    MessageState.FAILED: "failed",
    MessageState.RETURNED: "failed",
    MessageState.NO_ADDRESS: "late",
    MessageState.EXCLUDED: "withdrawn",
    MessageState.DRILL: "done",
    MessageState.STOPPED: "withdrawn",
}
OVER: Final = (MessageState.SENT, MessageState.MAILED, MessageState.DRILL)
LANGUAGES: Final = {"en": "English", "es": "Spanish"}
CODE: Final = re.compile(r"(?<![\w-])\d{6}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Number:
    """A number that leads to its list."""

    title: str
    number: int
    url: str
    tone: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far: what has left, of what can leave."""

    left: int
    of: int

    @property
    def words(self) -> str:
        return f"{self.left:,} of {self.of:,} have left"


def list_address(mailing: Mailing, **narrowed: str) -> str:
    return f"{reverse('notices:messages', args=[mailing.pk])}?{urlencode(narrowed)}"


def numbers_of(mailing: Mailing, counts: Iterable[StateCount]) -> list[Number]:
    """By channel and state, in the order in which a message goes through them."""
    found: dict[tuple[str, str], int] = {}
    for count in counts:
        place = (count.channel, count.state)
        found[place] = found.get(place, 0) + count.number
    return [
        Number(
            f"{channel_label(channel)}: {MessageState(state).label}",
            found[channel, state],
            list_address(mailing, channel=channel, state=state),
            MESSAGE_TONES.get(MessageState(state), "open"),
        )
        for channel in Channel.values
        for state in MessageState.values
        if (channel, state) in found
    ]


def languages_of(mailing: Mailing, counts: Iterable[StateCount]) -> list[tuple[str, int, str]]:
    """Name of each language, how many messages are in it (excluded ones not counted), and their list."""
    found: dict[str, int] = {}
    for count in counts:
        if count.state != MessageState.EXCLUDED:
            found[count.language] = found.get(count.language, 0) + count.number
    return [
        (language_name(language), number, list_address(mailing, language=language))
        for language, number in sorted(found.items())
    ]


def language_name(language: str) -> str:
    return LANGUAGES.get(language, language)


def progress_of(counts: Sequence[StateCount]) -> Progress:
    left = sum(count.number for count in counts if count.state in OVER)
    waiting = (MessageState.READY, MessageState.PRINTED)
    return Progress(left, left + sum(count.number for count in counts if count.state in waiting))


def work_of(mailing: Mailing, counts: Iterable[StateCount]) -> list[Number]:
    """What waits for a person. A second try takes nothing off these numbers: the list does."""
    found: dict[str, int] = {}
    for count in counts:
        if count.state in WORK:
            found[count.state] = found.get(count.state, 0) + count.number
    return [
        Number(words, found[state], list_address(mailing, state=state.value, work="1"), MESSAGE_TONES[state])
        for state, words in WORK.items()
        if state in found
    ]


def steps_for(mailing: Mailing, user: User) -> dict[str, bool]:
    """Which buttons a person has on the mailing's page, by name."""
    state = mailing.state
    change = user.has_perm("notices.change_mailing")
    approver = user.has_perm(APPROVE)
    return {
        "ask": change and state == MailingState.DRAFT,
        "approve": approver and state == MailingState.WAITING and mailing.prepared_by_id != user.pk,
        "own": state == MailingState.WAITING and mailing.prepared_by_id == user.pk,
        "pause": change and state == MailingState.RUNNING,
        "resume": change and state == MailingState.PAUSED,
        "stop": change
        and state in (MailingState.DRAFT, MailingState.WAITING, MailingState.RUNNING, MailingState.PAUSED),
        "change": change,
    }


def subject_link(mailing: Mailing) -> tuple[str, str]:
    """Name and address of what the mailing is about."""
    subject: Any = mailing.subject
    address = getattr(subject, "get_absolute_url", None)
    return (str(subject) if subject is not None else "", address() if callable(address) else "")


@dataclass(frozen=True, slots=True)
class Line:
    """One message on a list."""

    message: Message
    name: str
    way: str
    students: str
    tone: str
    why: str

    @property
    def title(self) -> str:
        """What it is called where its name is a link: the reference on the letter, else the number of its row."""
        return self.message.reference or f"Message {self.message.pk}"

    @property
    def about(self) -> str:
        """The mailing that it belongs to; single messages are about a parent's request."""
        return self.message.mailing.title if self.message.mailing else "Parent’s request"


def without_ways_in(text: str) -> str:
    """A message's text for people of the office: a link or a code in it is its recipient's alone."""
    return CODE.sub("(code)", MARK.sub("(private link)", text))


def line_of(message: Message) -> Line:
    sealed: Any = message.sealed if isinstance(message.sealed, dict) else {}
    way = sealed.get("email") or ", ".join(sealed.get("lines", [])) or ("no address" if sealed else "removed")
    return Line(
        message,
        sealed.get("name", ""),
        way,
        ", ".join(sealed.get("students", [])),
        MESSAGE_TONES.get(MessageState(message.state), "open"),
        sealed.get("excluded", ""),
    )
