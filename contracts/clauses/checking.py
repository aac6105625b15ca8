"""The checker: a document and the packs in, a finding for every provision out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contracts.clauses.document import Document
from contracts.clauses.judging import Judgement, Part, judge
from contracts.clauses.promises.finding import promises_of
from contracts.clauses.promises.rule import Hit, Strength
from contracts.clauses.references import left_to_exhibits, notes_of
from contracts.clauses.structure import units_of
from contracts.clauses.version import CHECKER_VERSION
from rulebook.model import Pack

__all__ = ["CHECKER_VERSION", "CheckResult", "Finding", "Limb", "Quote", "check"]

MOST_QUOTES = 6
LEVELS = {0: "not_found", Strength.OPEN: "needs_person", Strength.WEAK: "weaker", Strength.FULL: "found"}


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage: `text` is exactly document.text[start:end]; pages count from 1."""

    text: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Limb:
    """One of several things that a provision asks for together, in plain words, and the best passage for it."""

    name: str
    verdict: str  # as a finding's, never contradicted
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Finding:
    provision: str
    verdict: str  # found, weaker, contradicted, not_found, needs_person
    quotes: tuple[Quote, ...]
    conflicts: tuple[Quote, ...]
    why: str
    limbs: tuple[Limb, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckResult:
    checker_version: str
    findings: tuple[Finding, ...]


def check(document: Document, packs: Mapping[str, Pack] | Iterable[Pack]) -> CheckResult:
    """Judge a document against every provision of the packs, in their order."""
    units = units_of(document.text, comments=document.kind == "text")
    promises = promises_of(units)
    notes = notes_of(units)
    left_to_exhibits(promises, notes)
    chosen = packs.values() if isinstance(packs, Mapping) else packs
    findings = tuple(
        finding(document, provision.id, judge(provision, promises, notes))
        for pack in chosen
        for provision in pack.provisions
    )
    return CheckResult(CHECKER_VERSION, findings)


def finding(document: Document, provision: str, judgement: Judgement) -> Finding:
    hits = in_turn(judgement.parts) if judgement.verdict == "found" and judgement.parts else judgement.hits
    quotes, conflicts = quoted(document, hits), quoted(document, judgement.conflicts)
    limbs = tuple(limb(document, part) for part in judgement.parts)
    return Finding(provision, judgement.verdict, quotes, conflicts, judgement.why, limbs)


def limb(document: Document, part: Part) -> Limb:
    first = quoted(document, part.hits[:1])
    return Limb(part.name, LEVELS[part.level], first[0] if first else None)


def in_turn(parts: Iterable[Part]) -> list[Hit]:
    """The best passage of each limb first, so that none is without a quote; then the others."""
    chosen = list(parts)
    return [part.hits[0] for part in chosen if part.hits] + [hit for part in chosen for hit in part.hits[1:]]


def quoted(document: Document, hits: Iterable[Hit]) -> tuple[Quote, ...]:
    """The passages of the hits, each once, in the order given."""
    spans = dict.fromkeys((hit.unit.start, hit.unit.end) for hit in hits)
    return tuple(quote(document, start, end) for start, end in list(spans)[:MOST_QUOTES])


def quote(document: Document, start: int, end: int) -> Quote:
    text = document.text[start:end]
    end -= len(text) - len(text.rstrip())
    start += len(text) - len(text.lstrip())
    return Quote(document.text[start:end], document.page_of(start), start, end)
