"""Moments of a mailing at which rooms above have work to do. Imports go down only, so they come here to listen.

A room joins in its `AppConfig.ready`; it is called inside the transaction that made the change:

    mailing_left_listen("breaches")(families_told)
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from district.audit import Actor
from notices.models import Mailing


class MailingListener(Protocol):
    """Told that the last message of a mailing has left, or was mailed, at `at`. It may be told again."""

    def __call__(self, *, mailing: Mailing, at: datetime, actor: Actor, now: datetime) -> object: ...


MAILING_LEFT: dict[str, MailingListener] = {}


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
