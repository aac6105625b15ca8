"""Moments of a mailing at which rooms above have work to do. Imports go down only, so they come here to listen.

A room joins in its `AppConfig.ready`; it is called inside the transaction that made the change:

    mailing_left_listen("breaches")(families_told)
    mailing_approved_listen("breaches")(letters_approved)
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from district.audit import Actor
from district.models import User
from notices.models import Mailing


class MailingListener(Protocol):
    """Told that the last message of a mailing has left, or was mailed, at `at`. It may be told again."""

    def __call__(self, *, mailing: Mailing, at: datetime, actor: Actor, now: datetime) -> object: ...


class ApprovalListener(Protocol):
    """Told that a mailing runs from now on: a second person let it go, or it goes on after a pause. May refuse."""

    def __call__(self, *, mailing: Mailing, actor: User, now: datetime) -> object: ...


MAILING_LEFT: dict[str, MailingListener] = {}
MAILING_APPROVED: dict[str, ApprovalListener] = {}


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
