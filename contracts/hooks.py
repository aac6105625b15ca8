"""The moment at which an agreement stops binding, for rooms above: the inventory, the public page.

A room joins in its `AppConfig.ready`. It is called inside the transaction that took the agreement out of force, so that
a listener that fails undoes it. Listeners may be told of the same agreement twice, and then change nothing.

    out_of_force_listen("inventory")(uses_end_propose)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contracts.models import Agreement, CureNotice
from district.audit import Actor
from district.models import User


class OutOfForceListener(Protocol):
    """Told that an agreement is void or has expired, and why, in a sentence that cites its ground."""

    def __call__(self, *, agreement: Agreement, because: str, actor: Actor, now: datetime) -> object: ...


AGREEMENT_OUT_OF_FORCE: dict[str, OutOfForceListener] = {}


def out_of_force_listen(name: str) -> Callable[[OutOfForceListener], OutOfForceListener]:
    """Register a listener under a name; the same name replaces it, so that joining twice is harmless."""

    def register(listener: OutOfForceListener) -> OutOfForceListener:
        AGREEMENT_OUT_OF_FORCE[name] = listener
        return listener

    return register


def agreement_out_of_force(*, agreement: Agreement, because: str, actor: Actor, now: datetime) -> None:
    """Tell every listener that an agreement is out of force."""
    for listener in AGREEMENT_OUT_OF_FORCE.values():
        listener(agreement=agreement, because=because, actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class Beside:
    """A record of a room above that belongs to an agreement: its shape and word, what it is, and its page.

    `url` is empty where the person may not open it.
    """

    tone: str
    status: str
    words: str
    url: str


class AgreementCompanion(Protocol):
    """Asked what another room has of an agreement, for its page: what the person may see."""

    def __call__(self, *, agreement: Agreement, user: User) -> list[Beside]: ...


AGREEMENT_COMPANIONS: dict[str, AgreementCompanion] = {}


def agreement_companion_listen(name: str) -> Callable[[AgreementCompanion], AgreementCompanion]:
    """Register a room's answer under a name; the same name replaces it."""

    def register(companion: AgreementCompanion) -> AgreementCompanion:
        AGREEMENT_COMPANIONS[name] = companion
        return companion

    return register


def agreement_beside(*, agreement: Agreement, user: User) -> list[Beside]:
    """What rooms above have of an agreement, such as what became of its data after its end."""
    return [line for companion in AGREEMENT_COMPANIONS.values() for line in companion(agreement=agreement, user=user)]


class CureCompanion(Protocol):
    """Asked what another room knows of a notice: (words, address) of each of its records that the person may see."""

    def __call__(self, *, notice: CureNotice, user: User) -> list[tuple[str, str]]: ...


CURE_COMPANIONS: dict[str, CureCompanion] = {}


def cure_companion_listen(name: str) -> Callable[[CureCompanion], CureCompanion]:
    """Register a room's answer under a name; the same name replaces it."""

    def register(companion: CureCompanion) -> CureCompanion:
        CURE_COMPANIONS[name] = companion
        return companion

    return register


def cure_beside(*, notice: CureNotice, user: User) -> list[tuple[str, str]]:
    """What rooms above have beside a cure notice, such as the case that it belongs to."""
    return [line for companion in CURE_COMPANIONS.values() for line in companion(notice=notice, user=user)]
