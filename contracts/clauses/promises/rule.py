"""A rule says what one wording of a promise looks like; a hit is where it stands."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import or_

from contracts.clauses.frames import (
    BLANK_MARKS,
    OPEN_PERIOD,
    PLACEHOLDER,
    Period,
    denied,
    firm,
    gutted,
    only_aimed_at,
    periods,
    promised_by_other,
)
from contracts.clauses.lexicon import concepts, pattern, pieces, pieces_of_ways
from contracts.clauses.structure import Unit

SPOKEN = frozenset(("sentence", "item", "row"))
WITH_DEFINITIONS = SPOKEN | {"definition", "recital"}
WITH_HEADINGS = SPOKEN | {"heading"}


class Strength(IntEnum):
    """How much of a promise a passage gives."""

    OPEN = 1  # a blank is left where the content should stand, or it stands elsewhere: a person must look
    WEAK = 2
    FULL = 3


@dataclass(frozen=True, slots=True)
class Hit:
    promise: str
    strength: Strength
    unit: Unit
    why: str
    periods: tuple[Period, ...] = ()
    value: str = ""  # e.g. the state whose law governs, or the bits of an encryption


@dataclass(frozen=True, slots=True)
class Rule:
    """One wording of a promise.

    `near` names the concepts a unit must have before `says` is tried. `negated` asks that the words be denied
    (True), not denied (False), or does not care (None). `by` is "operator" (not the district, a user or a parent) or
    "anyone". A `firm` rule passes over "may", "should" and the like.
    """

    promise: str
    near: tuple[int, ...]
    says: re.Pattern[str]
    strength: Strength = Strength.FULL
    never: re.Pattern[str] | None = None
    also: re.Pattern[str] | None = None
    negated: bool | None = False
    by: str = "operator"
    firm: bool = True
    kinds: frozenset[str] = SPOKEN
    timed: bool = False
    blank: bool = True  # a placeholder in the unit makes the hit open
    why: str = ""
    every: bool = False  # all passages are wanted, since their numbers differ
    pieces: int = 0  # bits of a unit's mask without which `says` and `also` cannot both be found
    ways: tuple[int, ...] = ()  # a unit needs one whole for `says`; empty: any unit
    wanted: int = 0  # all concepts of `near`: a unit must have one of them in its own words


def rule(
    promise: str,
    near: str,
    says: str,
    *,
    strength: Strength = Strength.FULL,
    never: str = "",
    also: str = "",
    negated: bool | None = False,
    by: str = "operator",
    firm: bool = True,
    kinds: frozenset[str] = SPOKEN,
    timed: bool = False,
    blank: bool = True,
    why: str = "",
    every: bool = False,
) -> Rule:
    wording, beside = pattern(says), pattern(also) if also else None
    return Rule(
        promise,
        concepts(near) + (concepts("deny") if negated else ()),
        wording,
        strength,
        pattern(never) if never else None,
        beside,
        negated,
        by,
        firm,
        kinds,
        timed,
        blank,
        why,
        every or timed,
        pieces(wording, beside),
        pieces_of_ways(wording),
        reduce(or_, concepts(near)),
    )


def hit_of(made: Rule, unit: Unit) -> Hit | None:
    """The hit of a rule on a unit whose concepts already fit; None where the wording does not."""
    if made.says.search(unit.full) is None or (made.never is not None and made.never.search(unit.full)):
        return None
    inside = len(unit.full) - len(unit.low)
    if made.also is None:
        own = False
    else:
        own = made.also.search(unit.low) is not None
        if not (own or made.also.search(unit.full) or made.also.search(unit.heading)):
            return None
    for found in made.says.finditer(unit.full):
        if (found.end() > inside or own) and fits(made, unit, found):
            times = tuple(periods(unit.full)) if made.timed else ()
            strength, why = weighed(made, unit, found)
            return Hit(made.promise, strength, unit, why, times, value_of(found))
    return None


def weighed(made: Rule, unit: Unit, found: re.Match[str]) -> tuple[Strength, str]:
    """How much a passage gives, and why: less where a blank is left, or where the operator itself decides."""
    if made.blank and left_open(made, unit):
        return Strength.OPEN, made.why
    if made.strength == Strength.FULL and made.by == "operator":
        if gutted(unit.full):
            return Strength.WEAK, f"{made.why} A condition that the operator itself decides weakens it."
        if only_aimed_at(unit.full, verb_of(found)[0]):
            return Strength.WEAK, f"{made.why} It is only aimed at, not owed."
    return made.strength, made.why


def left_open(made: Rule, unit: Unit) -> bool:
    """Whether a blank stands where the content should; an open number is judged with the times instead."""
    if unit.open or made.timed or not any(mark in unit.low for mark in BLANK_MARKS):
        return unit.open
    return PLACEHOLDER.search(OPEN_PERIOD.sub(" ", unit.low)) is not None


def fits(made: Rule, unit: Unit, found: re.Match[str]) -> bool:
    start, end = verb_of(found)
    if (
        made.negated is not None
        and denied(unit.full, start, end, unit.heading if unit.lead else "") is not made.negated
    ):
        return False
    if made.firm and not firm(unit.full, start):
        return False
    return made.by == "anyone" or not promised_by_other(unit.full, start, unit.heading)


def verb_of(found: re.Match[str]) -> tuple[int, int]:
    """Where the verb of the promise stands, by whichever of the "verb" groups took part; else the whole wording."""
    for name in found.re.groupindex:
        if name.startswith("verb") and found[name] is not None:
            return found.span(name)
    return found.span()


def value_of(found: re.Match[str]) -> str:
    """What the wording names, e.g. a state, by whichever of its "value" groups took part."""
    return next((text for name, text in found.groupdict().items() if name.startswith("value") and text), "")
