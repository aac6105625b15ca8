"""From promises to a verdict on one provision: the pack says which promises it needs, with which bounds."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from contracts.clauses.frames import TAKES_BACK
from contracts.clauses.promises.rule import Hit, Strength
from contracts.clauses.references import Notes, sections_over, within
from rulebook.model import Provision
from rulebook.needs import AllOf, Bound, Need, Promise

Promises = Mapping[str, list[Hit]]
Met = tuple[int, tuple[Hit, ...]]  # a Strength, or 0; and the hits that give it
HOURS = {"hours": 1, "days": 24}
BITS = re.compile(r"\b(\d{3,4})[ -]?bits?\b|\baes[ -]?(\d{3})\b")
TAKING_BACK = re.compile(TAKES_BACK)
WORST_CIPHER = 256
CONFLICTS_EACH = 2


UNDOES = {"kept-after-end": "no-retention-after-end"}  # what makes a promise weaker wherever it stands
LIMBS = {  # what a promise is called where it is one of several that together are asked
    "school-official": "school official with a legitimate educational interest",
    "institutional-function": "institutional service or function",
    "direct-control": "direct control of the district",
    "authorized-purpose-only": "authorized purposes only",
    "no-redisclosure": "no redisclosure",
    "district-owns": "property of the district",
    "district-controls": "control of the district",
    "security-kept": "security",
    "responsible-designated": "responsible people designated",
    "staff-trained": "responsible people trained",
    "no-retention-after-end": "nothing kept after the end",
    "non-retention-certified": "certified",
    "no-other-use": "no other use",
    "ferpa-by-operator": "FERPA kept by the operator",
    "ferpa-by-district": "FERPA kept by the district",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One of several limbs that a provision asks for together. `level` is a Strength, or 0 for none."""

    name: str
    level: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: str
    hits: tuple[Hit, ...]
    conflicts: tuple[Hit, ...]
    why: str
    parts: tuple[Part, ...] = ()


def judge(provision: Provision, promises: Promises, notes: Notes | None = None) -> Judgement:
    """The verdict on one provision; never found or weaker without a hit to quote."""
    notes = notes or Notes()
    parts = parts_of(provision.needs, promises)
    level, hits = together(parts) if parts else met(provision.needs, promises)
    conflicts = tuple(one for name in provision.contradicted_by for one in promises.get(name, ())[:CONFLICTS_EACH])
    if level == Strength.FULL:
        return remarked(
            found_unless_taken_back(provision, promises, Judgement("found", hits, conflicts, reason(hits))),
            parts,
            notes,
        )
    if level == 0 and provision.weaker_if is not None:
        level, hits = met(unbounded(provision.weaker_if), promises)
    if level >= Strength.WEAK:
        made = Judgement(
            "weaker", hits, conflicts, f"{reason(hits)} Not all that is asked is promised.{missing(parts)}"
        )
    elif level == Strength.OPEN:
        made = Judgement(
            "needs_person", hits, conflicts, f"{reason(hits)} What is asked is left blank or stands elsewhere."
        )
    elif conflicts:
        made = Judgement("contradicted", (), conflicts, reason(conflicts))
    else:
        made = Judgement("not_found", (), (), "No passage was found that promises this.")
    return remarked(made, parts, notes)


def found_unless_taken_back(provision: Provision, promises: Promises, found: Judgement) -> Judgement:
    """The same, or weaker where another clause takes the promise back, or is what it is made subject to."""
    against = [one for name in provision.contradicted_by for one in promises.get(name, ())]
    over = {number for hit in found.hits for number in sections_over(hit.unit)}
    undone = {name for name, wider in UNDOES.items() if wider in names(provision.needs)}
    back = [one for one in against if one.promise in undone or TAKING_BACK.search(one.unit.full)]
    above = [one for one in against if any(within(one.unit.section, number) for number in over)]
    opposite = back or above
    if not opposite:
        return found
    said = "Another clause takes it back" if back else "It is subject to a clause that allows the opposite"
    conflicts = (*opposite[:CONFLICTS_EACH], *found.conflicts)
    return Judgement("weaker", found.hits, conflicts, f"{found.why} {said}: {reason(opposite)}")


def remarked(made: Judgement, parts: tuple[Part, ...], notes: Notes) -> Judgement:
    """With its limbs, and with what the document says of other papers and of clauses that are not in it."""
    why = made.why
    if made.verdict == "not_found" and notes.incorporated:
        why += f' It may stand elsewhere: the document takes in "{notes.incorporated}", which is not here.'
    if made.verdict in ("found", "weaker"):
        absent = {one for hit in made.hits for one in sections_over(hit.unit) if not notes.has_section(one)}
        why += "".join(f" It is subject to section {one}, which is not in this document." for one in sorted(absent))
        if notes.prevailing:
            why += f' Where they conflict, another paper prevails over this one: "{notes.prevailing}".'
    return replace(made, why=why, parts=parts)


def parts_of(need: Need, promises: Promises) -> tuple[Part, ...]:
    """The limbs of a need that asks for several things together; nothing where it asks for one."""
    if not isinstance(need, AllOf) or len(need.parts) < 2:
        return ()
    return tuple(Part(limb_name(part), *met(part, promises)) for part in need.parts)


def together(parts: tuple[Part, ...]) -> Met:
    """How far all the limbs of a need are met, and by which hits."""
    level = min(part.level for part in parts)
    return (level, tuple(hit for part in parts for hit in part.hits)) if level else (0, ())


def names(need: Need) -> set[str]:
    """The promises that a need names."""
    return {need.name} if isinstance(need, Promise) else {name for part in need.parts for name in names(part)}


def limb_name(need: Need) -> str:
    if isinstance(need, Promise):
        return LIMBS.get(need.name, need.name.replace("-", " "))
    return " or ".join(limb_name(part) for part in need.parts)


def missing(parts: tuple[Part, ...]) -> str:
    """What is said of the limbs that are not there, where others are."""
    gone = [part.name for part in parts if part.level == 0]
    return f" Missing: {'; '.join(gone)}." if gone and len(gone) < len(parts) else ""


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
