"""Moments of a mailing at which rooms above have work to do. Imports go down only, so they come here to listen.

A room joins in its `AppConfig.ready`; it is called inside the transaction that made the change:

    mailing_left_listen("breaches")(families_told)
    mailing_approved_listen("breaches")(letters_approved)
    undelivered_listen("requests")(mail_bounced)
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from district.audit import Actor
from district.models import User
from notices.models import Mailing, Message


class MailingListener(Protocol):
    """Told that the last message of a mailing has left, or was mailed, at `at`. It may be told again."""

    def __call__(self, *, mailing: Mailing, at: datetime, actor: Actor, now: datetime) -> object: ...


class ApprovalListener(Protocol):
    """Told that a mailing runs from now on: a second person let it go, or it goes on after a pause. May refuse."""

    def __call__(self, *, mailing: Mailing, actor: User, now: datetime) -> object: ...


class UndeliveredListener(Protocol):
    """Told of single messages to families (never a mailing's) that bounced or were given up. It may be told again.

    What is sealed in the messages is not loaded: a listener knows its own by their keys.
    """

    def __call__(self, *, messages: Sequence[Message], at: datetime, actor: Actor) -> object: ...


MAILING_LEFT: dict[str, MailingListener] = {}
MAILING_APPROVED: dict[str, ApprovalListener] = {}
UNDELIVERED: dict[str, UndeliveredListener] = {}


def mailing_left_listen(name: str) -> Callable[[MailingListener], MailingListener]:
    """Register a listener under a name; the same name replaces it, so that joining twice is harmless."""

    def register(listener: MailingListener) -> MailingListener:
        MAILING_LEFT[name] = listener
        return listener

    return register


def mailing_left(*, mailing: Mailing, at: datetime, actor: Actor, now: datetime) -> None:
    """Tell every listener. Each looks at `mailing.subject` and leaves alone what is not its own."""
    for listener in MAILING_LEFT.values():
        listener(mailing=mailing, at=at, actor=actor, now=now)


def mailing_approved_listen(name: str) -> Callable[[ApprovalListener], ApprovalListener]:
    """Register a listener for approvals, as `mailing_left_listen` does for what has left."""

    def register(listener: ApprovalListener) -> ApprovalListener:
        MAILING_APPROVED[name] = listener
        return listener

    return register


def mailing_approved(*, mailing: Mailing, actor: User, now: datetime) -> None:
    """Tell every listener. Each looks at `mailing.subject` and leaves alone what is not its own."""
    for listener in MAILING_APPROVED.values():
        listener(mailing=mailing, actor=actor, now=now)


def undelivered_listen(name: str) -> Callable[[UndeliveredListener], UndeliveredListener]:
    """Register a listener for messages that did not arrive, as `mailing_left_listen` does for what has left."""

    def register(listener: UndeliveredListener) -> UndeliveredListener:
        UNDELIVERED[name] = listener
        return listener

    return register


def undelivered(*, message_ids: Iterable[int], at: datetime, actor: Actor) -> None:
    """Tell every listener of those among the messages that went to a family outside of any mailing."""
    rows = Message.objects.filter(pk__in=list(message_ids), mailing=None).exclude(kind="")
    messages = list(rows.defer("sealed", "content"))
    for listener in UNDELIVERED.values() if messages else ():
        listener(messages=messages, at=at, actor=actor)
