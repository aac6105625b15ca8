"""What an operator must never do, with the lawful exceptions: from the adopted packs that bind operators (A4)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from district.selectors import packs_adopted
from rulebook.loading import load_packs
from rulebook.model import Restriction

OPERATOR: Final = "operator"
# Binds operators in every state: read from the three policies that carry their sections.
ALWAYS: Final = ("operator-conduct",)


@dataclass(frozen=True, slots=True)
class Forbidden:
    """One rule with the pack that carries it."""

    pack: str
    rule: Restriction


def forbidden_on(day: date) -> list[Forbidden]:
    """What operators of the district must not do on a day, in the order of the packs."""
    adopted = (*packs_adopted(day), *ALWAYS)
    return [
        Forbidden(pack.short_title, rule)
        for pack in load_packs().packs.values()
        if pack.id in adopted
        for rule in pack.restrictions
        if rule.who == OPERATOR
    ]


def forbidden_by_id(rule_id: str) -> Forbidden | None:
    """A rule of any pack by its id; None for one that is not there (any more)."""
    for pack in load_packs().packs.values():
        for rule in pack.restrictions:
            if rule.id == rule_id:
                return Forbidden(pack.short_title, rule)
    return None
