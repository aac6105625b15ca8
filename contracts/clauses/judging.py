"""From promises to a verdict on one provision: the pack says which promises it needs, with which bounds."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contracts.clauses.promises.rule import Hit, Strength
from rulebook.model import Provision
from rulebook.needs import AllOf, Bound, Need, Promise

Promises = Mapping[str, list[Hit]]
Met = tuple[int, tuple[Hit, ...]]  # a Strength, or 0; and the hits that give it
HOURS = {"hours": 1, "days": 24}
BITS = re.compile(r"\b(\d{3,4})[ -]?bits?\b|\baes[ -]?(\d{3})\b")
WORST_CIPHER = 256
CONFLICTS_EACH = 2


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: str
    hits: tuple[Hit, ...]
    conflicts: tuple[Hit, ...]
    why: str


def judge(provision: Provision, promises: Promises) -> Judgement:
    """The verdict on one provision; never found or weaker without a hit to quote."""
    level, hits = met(provision.needs, promises)
    conflicts = tuple(one for name in provision.contradicted_by for one in promises.get(name, ())[:CONFLICTS_EACH])
    if level == Strength.FULL:
        return Judgement("found", hits, conflicts, reason(hits))
    if level == 0 and provision.weaker_if is not None:
        level, hits = met(unbounded(provision.weaker_if), promises)
    if level >= Strength.WEAK:
        return Judgement("weaker", hits, conflicts, f"{reason(hits)} Not all that is asked is promised.")
    if level == Strength.OPEN:
        return Judgement(
            "needs_person", hits, conflicts, f"{reason(hits)} What is asked is left blank or stands elsewhere."
        )
    if conflicts:
        return Judgement("contradicted", (), conflicts, reason(conflicts))
    return Judgement("not_found", (), (), "No passage was found that promises this.")


def unbounded(need: Need) -> Need:
    """What counts for something does so without the number that the full promise would need."""
    if isinstance(need, Promise):
        return Promise(need.name, None, tuple(state for state in need.states if state == "fully"))
    return type(need)(tuple(unbounded(part) for part in need.parts))


def met(need: Need, promises: Promises) -> Met:
    """How far an expression of a pack is met, and by which hits."""
    if isinstance(need, Promise):
        return met_by(need, promises)
    parts = [met(part, promises) for part in need.parts]
    if isinstance(need, AllOf):
        level = min(part[0] for part in parts)
        return (level, tuple(hit for part in parts for hit in part[1])) if level else (0, ())
    level = max(part[0] for part in parts)
    return level, tuple(hit for part in parts if level and part[0] == level for hit in part[1])


def met_by(asked: Promise, promises: Promises) -> Met:
    """The strongest hits of one promise within its bounds, two at most."""
    best, chosen = 0, []
    for hit in promises.get(asked.name, ()):
        level = bounded_level(hit, asked)
        if level > best:
            best, chosen = level, [hit]
        elif level == best and level and len(chosen) < 2:
            chosen.append(hit)
    return best, tuple(chosen)


def bounded_level(hit: Hit, asked: Promise) -> int:
    """The strength of a hit once the pack's bounds are laid on it."""
    level = int(hit.strength)
    if "fully" in asked.states and level < Strength.FULL:
        return 0
    if {"days", "period"} & set(asked.states) or (asked.bound is not None and asked.bound.kind == "within"):
        level = min(level, timed_level(hit, asked.bound))
    if asked.bound is not None and asked.bound.kind == "at least":
        level = min(level, bits_level(hit, asked.bound.count))
    if asked.value is not None and hit.value and hit.value.lower() != asked.value.lower():
        level = min(level, int(Strength.WEAK))
    return level


def timed_level(hit: Hit, bound: Bound | None) -> int:
    stated = [period.hours for period in hit.periods if period.stated]
    if not stated:
        return int(Strength.OPEN if hit.periods else Strength.WEAK)
    longest = bound.count * HOURS[bound.unit] if bound is not None else max(stated)
    return int(Strength.FULL if min(stated) <= longest else Strength.WEAK)


def bits_level(hit: Hit, least: int) -> int:
    named = [int(one or other) for one, other in BITS.findall(hit.unit.full)]
    return int(Strength.FULL if named and min(named) >= min(least, WORST_CIPHER) else Strength.WEAK)


def reason(hits: Iterable[Hit]) -> str:
    """The reasons of the hits, each once."""
    return " ".join(dict.fromkeys(hit.why for hit in hits if hit.why))
