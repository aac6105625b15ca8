"""Why each part is asked at the end of an agreement: what the agreement itself says, and what adopted packs ask.

Days come from the agreement's own words alone; no pack names any. A term counts from the end of the agreement where its
words name the end, else from the day on which the operator is told.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from contracts.breachclauses import document_page
from contracts.clauses.terms import shortest, terms_named
from contracts.findings import FindingState, finding_states
from contracts.models import Agreement, Document, Verdict
from contracts.selectors import check_newest, document_reviewed
from inventory.models import AskKind
from rulebook.calendars import Calendar
from rulebook.loading import load_packs
from rulebook.model import Provision
from rulebook.needs import promises_in
from rulebook.reckoning import reckon
from rulebook.spans import span_parse

# Promise of an agreement (contracts.clauses) → the part of the end that it is about.
PARTS: Final[dict[str, str]] = {
    "data-returned": AskKind.RETURN,
    "delete-or-transfer": AskKind.DELETION,
    "no-retention-after-end": AskKind.DELETION,
    "nothing-kept": AskKind.DELETION,
    "destruction-by-law": AskKind.DELETION,
    "non-retention-certified": AskKind.CERTIFICATE,
    "destruction-statement": AskKind.CERTIFICATE,
    "tracking-removed": AskKind.TRACKING,
}
SAID: Final = (Verdict.FOUND, Verdict.WEAKER)
ABOUT: Final = re.compile(r"delet|destr|return|transfer|retain|retention|dispos|purge|remov|certif", re.IGNORECASE)
AT_END: Final = re.compile(r"terminat|expir|conclusion|completion|\bend(?:s|ed|ing)?\b|\bceases?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason. `quote` of the agreement with its place, or `text` of a pack; `term` such as "30 calendar days"."""

    part: str
    law: str
    title: str
    text: str
    citation: str
    quote: str = ""
    place: str = ""
    confirmed: bool = False
    term: str = ""

    @property
    def from_end(self) -> bool:
        """Whether the agreement counts from its end, not from the day on which the operator is told."""
        return AT_END.search(self.quote) is not None


@dataclass(frozen=True, slots=True)
class DayNamed:
    """A last day that the agreement names itself, with its reason and place. It may be over already."""

    last_day: date
    because: str
    citation: str


def grounds_of(agreement: Agreement, adopted: Sequence[str]) -> list[Ground]:
    """Every ground, the agreement's own first. At most five queries."""
    provisions = list(_provisions(adopted))
    return [*_said(agreement, provisions), *(ground for pair in provisions for ground in _asked(*pair))]


def parts_asked(grounds: Iterable[Ground]) -> list[str]:
    """The parts to deal with, in their order: the three of every end, and tracking where something asks for it."""
    named = {ground.part for ground in grounds}
    return [kind for kind in _ORDER if kind != AskKind.TRACKING or kind in named]


def day_named(
    grounds: Iterable[Ground], part: str, *, ended_at: datetime, told_at: datetime, calendar: Calendar
) -> DayNamed | None:
    """The earliest day that the agreement names for a part; None where it names none."""
    named = [
        _day(one, ended_at if one.from_end else told_at, calendar)
        for one in grounds
        if one.term and _bears(one.part, part)
    ]
    return min(named, key=lambda one: one.last_day, default=None)


_ORDER: Final = (AskKind.RETURN, AskKind.DELETION, AskKind.TRACKING, AskKind.CERTIFICATE)


def _bears(said_of: str, part: str) -> bool:
    """What must be deleted by a day must have been returned by it; a certificate's day is its own, or deletion's."""
    return said_of == part or (said_of == AskKind.DELETION and part in (AskKind.RETURN, AskKind.CERTIFICATE))


def _day(ground: Ground, began: datetime, calendar: Calendar) -> DayNamed:
    counted = reckon(span_parse(ground.term), began, calendar)
    since = "its end" if ground.from_end else "the day on which the operator is told"
    sure = "" if ground.confirmed else " Nobody has confirmed this finding yet."
    because = f"The agreement gives {ground.term}, counted from {since} ({ground.place}).{sure}"
    return DayNamed(counted.last_day, because, f"The agreement itself: {ground.place}")


def _provisions(adopted: Sequence[str]) -> Iterable[tuple[Provision, frozenset[str]]]:
    """Provisions of the adopted packs that are about an end, with the parts that each is about."""
    known = load_packs().packs
    for pack_id in adopted:
        for provision in known[pack_id].provisions if pack_id in known else ():
            parts = {PARTS[promise.name] for promise in promises_in(provision.needs) if promise.name in PARTS}
            if parts:
                yield provision, frozenset(parts)


def _asked(provision: Provision, parts: frozenset[str]) -> Iterable[Ground]:
    law = load_packs().pack_of(provision.id).short_title
    for part in sorted(parts):
        yield Ground(part, law, provision.title, provision.text, provision.cite.at)


def _said(agreement: Agreement, provisions: Sequence[tuple[Provision, frozenset[str]]]) -> list[Ground]:
    document = document_reviewed(agreement)
    check = check_newest(document) if document is not None else None
    if document is None or check is None:
        return []
    by_id = {state.finding.provision: state for state in finding_states(check) if state.verdict in SAID}
    found = [
        ground
        for provision, parts in provisions
        if provision.id in by_id
        for part in sorted(parts)
        for ground in _quoted(provision, part, by_id[provision.id], document)
    ]
    return list({(one.part, one.quote): one for one in reversed(found)}.values())[::-1]


def _quoted(provision: Provision, part: str, state: FindingState, document: Document) -> Iterable[Ground]:
    for quote in state.finding.quotes:
        text = " ".join(str(quote["text"]).split())
        page = quote.get("page")
        number = page if isinstance(page, int) else document_page(document, int(quote.get("start", 0) or 0))
        term = shortest(terms_named(text)) if ABOUT.search(text) else ""
        yield Ground(
            part=part,
            law="The agreement",
            title=provision.title,
            text=provision.text,
            citation=provision.cite.at,
            quote=text,
            place=f"{document.name}, page {number}",
            confirmed=state.decided,
            term=term,
        )
