"""All promises of a text: rules tried on the units whose concepts fit, then what follows from several hits together."""

from contracts.clauses.lexicon import mask_of
from contracts.clauses.promises import breach, disclosure, ending, ferpa, ownership, purpose, rights, security, terms
from contracts.clauses.promises.listing import data_lists
from contracts.clauses.promises.rule import Hit, Rule, hit_of
from contracts.clauses.promises.together import conclude
from contracts.clauses.structure import Unit

MODULES = (ownership, purpose, disclosure, security, breach, ending, ferpa, rights, terms)
RULES: tuple[Rule, ...] = tuple(rule for module in MODULES for rule in module.RULES)

Promises = dict[str, list[Hit]]


def promises_of(units: list[Unit]) -> Promises:
    """Hits by promise, the strongest first and then in the order of the text."""
    found: Promises = {}
    for unit in units:
        if unit.kind in ("contents", "signature"):
            continue
        mark(unit)
        for made in RULES:
            if unit.kind in made.kinds and all(unit.mask & group for group in made.near):
                hit = hit_of(made, unit)
                if hit is not None:
                    found.setdefault(hit.promise, []).append(hit)
    lists = data_lists(units)
    if lists:
        found["data-categories-listed"] = lists
    conclude(found)
    for hits in found.values():
        hits.sort(key=lambda hit: (-hit.strength, hit.unit.order))
    return found


def mark(unit: Unit) -> None:
    unit.mask = mask_of(unit.full) | mask_of(unit.heading)
