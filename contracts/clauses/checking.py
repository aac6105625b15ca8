"""The checker: a document and the packs in, a finding for every provision out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contracts.clauses.document import Document
from contracts.clauses.judging import Judgement, judge
from contracts.clauses.promises.finding import promises_of
from contracts.clauses.promises.rule import Hit
from contracts.clauses.structure import units_of
from contracts.clauses.version import CHECKER_VERSION
from rulebook.model import Pack

__all__ = ["CHECKER_VERSION", "CheckResult", "Finding", "Quote", "check"]

MOST_QUOTES = 6


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage: `text` is exactly document.text[start:end]; pages count from 1."""

    text: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    provision: str
    verdict: str  # found, weaker, contradicted, not_found, needs_person
    quotes: tuple[Quote, ...]
    conflicts: tuple[Quote, ...]
    why: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    checker_version: str
    findings: tuple[Finding, ...]


def check(document: Document, packs: Mapping[str, Pack] | Iterable[Pack]) -> CheckResult:
    """Judge a document against every provision of the packs, in their order."""
    units = units_of(document.text, comments=document.kind == "text")
    promises = promises_of(units)
    chosen = packs.values() if isinstance(packs, Mapping) else packs
    findings = tuple(
        finding(document, provision.id, judge(provision, promises)) for pack in chosen for provision in pack.provisions
    )
    return CheckResult(CHECKER_VERSION, findings)


def finding(document: Document, provision: str, judgement: Judgement) -> Finding:
    quotes, conflicts = quoted(document, judgement.hits), quoted(document, judgement.conflicts)
    return Finding(provision, judgement.verdict, quotes, conflicts, judgement.why)


def quoted(document: Document, hits: Iterable[Hit]) -> tuple[Quote, ...]:
    """The passages of the hits, each once, in the order given."""
    spans = dict.fromkeys((hit.unit.start, hit.unit.end) for hit in hits)
    return tuple(quote(document, start, end) for start, end in list(spans)[:MOST_QUOTES])


def quote(document: Document, start: int, end: int) -> Quote:
    text = document.text[start:end]
    end -= len(text) - len(text.rstrip())
    start += len(text) - len(text.lstrip())
    return Quote(document.text[start:end], document.page_of(start), start, end)
