"""Words of the law and rights of parents, as the adopted packs and the district's procedure give them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from requests_portal.asking.terms import span_in_words
from rulebook.loading import load_packs
from rulebook.spans import Span


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one pack says a term means, with its place; `verified` is False where the source was not seen."""

    text: str
    source: str
    place: str
    verified: bool


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A term and each meaning that an adopted pack gives it."""

    term: str
    meanings: tuple[Meaning, ...]


def glossary_of(packs: Collection[str]) -> list[GlossaryTerm]:
    """Definitions of the packs, by term; a term that two packs define has both meanings."""
    rulebook = load_packs()
    terms: dict[str, tuple[str, list[Meaning]]] = {}
    for pack in (rulebook.packs[pack_id] for pack_id in packs if pack_id in rulebook.packs):
        for definition in pack.definitions:
            meaning = Meaning(definition.text, pack.short_title, definition.cite.at, definition.verified)
            terms.setdefault(definition.term.casefold(), (definition.term, []))[1].append(meaning)
    return [GlossaryTerm(name, tuple(meanings)) for _, (name, meanings) in sorted(terms.items())]


# Terms that the page on rights names, by the name its template gives them.
RIGHTS_DUTIES = {
    "correct": "il-soppa.correction.district",
    "operator_corrects": "il-soppa.correction.operator",
    "confirm": "il-soppa.correction.confirm",
    "record_copy": "il-school-records.copy",
    "breach_letter": "il-soppa.breach.notify-parents",
    "ct_agreement": "ct-student-data.agreement.notify",
    "ct_breach": "ct-student-data.breach.notify-families",
}


STATES_RIGHTS = {"il-soppa": "illinois", "ct-student-data": "connecticut"}


def span_said(span: Any) -> str:
    """90 calendar days, in the language that is active."""
    return span_in_words(span) if isinstance(span, Span) else str(span)


def rights_of(packs: Collection[str], day: date) -> dict[str, str]:
    """How long each step may take, in words of the packs: {"correct": "90 calendar days", …}.

    `illinois` and `connecticut` are there where that state's pack is. A duty of another pack, or one that is not in
    force on the day, is left out.
    """
    rulebook = load_packs()
    found = {STATES_RIGHTS[pack]: "yes" for pack in packs if pack in STATES_RIGHTS}
    for name, rule in RIGHTS_DUTIES.items():
        if rule.partition(".")[0] in packs and rule in rulebook.index:
            in_force = [term for term in rulebook.duty(rule).terms if term.in_force(day)]
            # The board's own procedure comes first where it and the statute differ: families were told that one.
            if terms := sorted(in_force, key=lambda term: (term.source == "policy", term.from_date or date.min)):
                found[name] = span_said(terms[-1].span)
    return found
