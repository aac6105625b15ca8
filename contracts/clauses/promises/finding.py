"""All promises of a text: rules tried on the units whose concepts fit, then what follows from several hits together.

The strong wordings of a promise are tried first; once two passages give it whole, no more are sought, and the weaker
wordings are tried only where no passage gives it whole. This keeps a check as quick as reading the file.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from contracts.clauses.lexicon import BITS, mask_of, mask_of_context
from contracts.clauses.promises import breach, disclosure, ending, ferpa, ownership, purpose, rights, security, terms
from contracts.clauses.promises.listing import data_lists
from contracts.clauses.promises.rule import Hit, Rule, Strength, hit_of
from contracts.clauses.promises.together import conclude
from contracts.clauses.structure import Unit

MODULES = (ownership, purpose, disclosure, security, breach, ending, ferpa, rights, terms)
RULES: tuple[Rule, ...] = tuple(
    sorted((rule for module in MODULES for rule in module.RULES), key=lambda rule: -rule.strength)
)
SHORT = 30 * 24  # hours
STANDS_IN_FOR = {  # a limb or a lesser promise, and the whole one that makes it needless
    "review-part": "review-and-correct",
    "correct-part": "review-and-correct",
    "board-may-request-deletion": "delete-on-request",
}

Promises = dict[str, list[Hit]]


def promises_of(units: list[Unit]) -> Promises:
    """Hits by promise, the strongest first and then in the order of the text."""
    spoken = said_once(unit for unit in units if unit.kind not in ("contents", "signature"))
    for unit in spoken:
        unit.own = mask_of(unit.low)
        unit.said = unit.own | mask_of_context(unit.lead) if unit.lead else unit.own
        unit.mask = unit.said | mask_of_context(unit.heading)
    spoken = [unit for unit in spoken if not unit.mask & BITS["noise"]]
    found: Promises = {}
    nearby: dict[tuple[int, ...], list[Unit]] = {(): spoken}
    whole = reduce(or_, (unit.mask for unit in spoken), 0)
    for made in RULES:
        ways = [way for way in made.ways or (0,) if whole & way == way]
        if ways and whole & made.pieces == made.pieces:  # else no unit can have them either
            try_rule(made, having(made.near, nearby), ways, found)
    if lists := data_lists(spoken):
        found["data-categories-listed"] = lists
    conclude(found)
    for hits in found.values():
        hits.sort(key=lambda hit: (-hit.strength, hit.unit.order))
    return found


def said_once(units: Iterable[Unit]) -> list[Unit]:
    """Of units that say the same in the same place of a text's structure, the first: a repetition adds nothing."""
    first: dict[tuple[str, str, str, bool], Unit] = {}
    for unit in units:
        first.setdefault((unit.full, unit.heading, unit.kind, unit.open), unit)
    return list(first.values())


def having(groups: tuple[int, ...], nearby: dict[tuple[int, ...], list[Unit]]) -> list[Unit]:
    """The units that have a concept of each group; what the first groups leave is kept for other rules."""
    if groups not in nearby:
        last = groups[-1]
        nearby[groups] = [unit for unit in having(groups[:-1], nearby) if unit.mask & last]
    return nearby[groups]


def try_rule(made: Rule, units: list[Unit], ways: list[int], found: Promises) -> None:
    if made.strength == Strength.FULL and is_whole(found.get(STANDS_IN_FOR.get(made.promise, ""), ())):
        return
    hits = found.setdefault(made.promise, [])
    if not (made.every and made.strength < Strength.FULL and settled(hits)):
        seek(made, units, ways, hits)
    if not hits:
        del found[made.promise]


def seek(made: Rule, units: list[Unit], ways: list[int], hits: list[Hit]) -> None:
    """Add hits until the promise is whole; where numbers differ, until one of them is short enough for any pack.

    `ways` are those of the rule that the text can answer at all.
    """
    done = settled if made.every else never if made.promise.startswith("may-") else is_whole
    if done(hits):
        return
    pieces = made.pieces
    for unit in units:
        if unit.mask & pieces != pieces or unit.kind not in made.kinds or (unit.lead and not unit.own & made.wanted):
            continue
        if not answers(unit.said, ways):
            continue
        hit = hit_of(made, unit)
        if hit is not None:
            hits.append(hit)
            if hit.strength == Strength.FULL and done([hit]):
                return


def answers(mask: int, ways: list[int]) -> bool:
    """Whether a mask has one of the ways whole. A loop, since this is asked more often than anything else."""
    for way in ways:  # noqa: SIM110
        if mask & way == way:
            return True
    return False


def never(hits: Iterable[Hit]) -> bool:
    """What speaks against a promise is wanted wherever it stands: a later clause may take more back than the first."""
    return False


def is_whole(hits: Iterable[Hit]) -> bool:
    return any(hit.strength == Strength.FULL for hit in hits)


def settled(hits: Iterable[Hit]) -> bool:
    """Whether a whole promise names a time that no pack finds too long."""
    return any(
        hit.strength == Strength.FULL and any(period.stated and period.hours <= SHORT for period in hit.periods)
        for hit in hits
    )
