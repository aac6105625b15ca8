"""What an agreement itself says of a breach: by when the operator tells the district, and who bears the costs.

From the newest check of the reviewed version and what people decided about it. Where the check did not look for a
notice, the text itself is read for one: then nobody has confirmed it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from contracts.clauses.promises.finding import promises_of
from contracts.clauses.structure import units_of
from contracts.clauses.terms import shortest, terms_named
from contracts.findings import FindingState, finding_states
from contracts.models import Agreement, Document, Verdict
from contracts.selectors import check_newest, document_reviewed, document_text
from rulebook.loading import load_packs
from rulebook.model import Provision
from rulebook.needs import promises_in

PROMISE: Final = "breach-notice-to-district"
SAID: Final = (Verdict.FOUND, Verdict.WEAKER)
ABOUT_BREACHES: Final = re.compile(r"breach|unauthori[sz]ed|incident|compromis", re.IGNORECASE)
AWARE: Final = re.compile(r"\baware|\bsuspect|\bknowledge|\blearn", re.IGNORECASE)
LONGEST_SENTENCE: Final = 4000
MOST_SENTENCES: Final = 200


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of an agreement with the place they stand at. `confirmed` by a person; `provision` may be empty."""

    quote: str
    page: int
    document: str
    provision: str
    confirmed: bool

    @property
    def place(self) -> str:
        """Such as "agreement.pdf, page 3"."""
        return f"{self.document}, page {self.page}"


@dataclass(frozen=True, slots=True)
class NoticeTerm:
    """How long the agreement gives the operator, such as "72 hours", from being aware of it or from discovering it."""

    term: str
    from_aware: bool
    clause: Clause


@dataclass(frozen=True, slots=True)
class AgreementWord:
    """What was read from one agreement. `notice` is None where no time is named; `costs` where nothing is said of them.

    `provisions` are those that the agreement gives. `checked` is False where no check has been made.
    """

    checked: bool
    notice: NoticeTerm | None
    costs: Clause | None
    costs_verdict: str
    provisions: frozenset[str]


NOTHING: Final = AgreementWord(False, None, None, "", frozenset())


def agreement_word(agreement: Agreement | None) -> AgreementWord:
    """What an agreement says of a breach, in at most five queries."""
    document = document_reviewed(agreement) if agreement is not None else None
    if document is None:
        return NOTHING
    check = check_newest(document)
    states = finding_states(check) if check is not None else []
    notice = _notice_found(states, document) or _notice_read(document)
    costs, verdict = _costs_found(states, document)
    given = frozenset(state.finding.provision for state in states if state.verdict == Verdict.FOUND)
    return AgreementWord(check is not None, notice, costs, verdict, given)


def _notice_found(states: list[FindingState], document: Document) -> NoticeTerm | None:
    """The shortest time that a clause of the findings names: the agreement is held to its strictest word."""
    asked = {provision.id for provision in _provisions() if PROMISE in _named(provision)}
    found = [
        _notice(_clause(quote, state, document))
        for state in states
        if state.finding.provision in asked and state.verdict in SAID
        for quote in state.finding.quotes
    ]
    return _strictest([one for one in found if one is not None])


def _notice_read(document: Document) -> NoticeTerm | None:
    found = [
        _notice(Clause(text, document_page(document, start), document.name, "", confirmed=False))
        for text, start in notices_in(document_text(document))
    ]
    return _strictest([one for one in found if one is not None])


@lru_cache(maxsize=32)
def notices_in(text: str) -> tuple[tuple[str, int], ...]:
    """Sentences, with where they begin, in which the operator promises to tell the district of a breach."""
    near = [
        unit
        for unit in units_of(text, comments=False)
        if unit.end - unit.start <= LONGEST_SENTENCE
        and ABOUT_BREACHES.search(f"{unit.heading} {unit.lead} {text[unit.start : unit.end]}")
    ]
    hits = promises_of(near[:MOST_SENTENCES]).get(PROMISE, ())
    return tuple((text[hit.unit.start : hit.unit.end].strip(), hit.unit.start) for hit in hits)


def _notice(clause: Clause) -> NoticeTerm | None:
    term = shortest(terms_named(clause.quote))
    return NoticeTerm(term, AWARE.search(clause.quote) is not None, clause) if term else None


def _strictest(found: list[NoticeTerm]) -> NoticeTerm | None:
    term = shortest([one.term for one in found])
    return next((one for one in found if one.term == term), None)


def _costs_found(states: list[FindingState], document: Document) -> tuple[Clause | None, str]:
    """The clause on costs, and how its finding stands; no clause where the finding gives none."""
    asked = {provision.id for provision in _provisions() if provision.costs}
    state = next((state for state in states if state.finding.provision in asked), None)
    if state is None:
        return None, ""
    quotes = [*state.finding.quotes, *state.finding.conflicts] if state.verdict != Verdict.NOT_FOUND else []
    return (_clause(quotes[0], state, document) if quotes else None), state.verdict


def _clause(quote: dict[str, object], state: FindingState, document: Document) -> Clause:
    page = quote.get("page")
    return Clause(
        quote=str(quote["text"]),
        page=page if isinstance(page, int) else 1,
        document=document.name,
        provision=state.finding.provision,
        confirmed=state.decided,
    )


def document_page(document: Document, offset: int) -> int:
    """The page, from 1, on which a place in the text stands."""
    return next((number for number, (start, end) in enumerate(document.pages, 1) if start <= offset < end), 1)


def _named(provision: Provision) -> set[str]:
    return {promise.name for promise in promises_in(provision.needs)}


def _provisions() -> list[Provision]:
    return [provision for pack in load_packs().packs.values() for provision in pack.provisions]
