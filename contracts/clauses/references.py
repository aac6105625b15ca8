"""What a document says of other papers and of its own clauses: exhibits, papers taken in by reference, precedence.

Only what is in the document counts as promised. What is left to an exhibit that is not attached needs a person; what
may stand in a paper taken in by reference is said to be elsewhere; which paper prevails is said beside the verdict.
"""
# ruff: noqa: E501 - an expression is one line

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from contracts.clauses.lexicon import BITS
from contracts.clauses.promises.rule import Hit, Strength
from contracts.clauses.structure import Unit

EXHIBIT = r"(?:exhibit|schedule|appendix|annex|attachment)"
EXHIBIT_HEAD = re.compile(rf"(?:[^a-z]{{0,6}}){EXHIBIT} [\"']?([a-z]{{1,4}}|\d{{1,2}}|[a-z][-. ]?\d{{1,2}})\b")
LEFT_TO_EXHIBIT = re.compile(
    rf"\b(?:described|set (?:forth|out)|listed|specified|stated|detailed|contained|named|identified|found|given|provided|procedures?|process|measures|means|manner|as|those|these|in accordance with|pursuant to|according to|under) (?:\w+ ){{0,3}}?(?:in|of|with|to|under|by)? ?(?:the )?(?:attached )?({EXHIBIT} [\"']?(?:[a-z]\b|[ivx]{{1,4}}\b|\d{{1,2}}\b))"
)
NAMED_HERE = re.compile(r"\b(?:including|among them|such as|in particular|at least|for example)\b")
LEAVABLE = frozenset(  # promises whose content an exhibit may hold; a bar or a limit stands by itself
    ("data-categories-listed", "service-stated", "review-and-correct", "review-part", "correct-part", "student-content-kept", "security-kept", "breach-notice-to-families", "data-returned")
)  # fmt: skip
INCORPORATED = re.compile(
    r"((?:the |our |provider's |its |these |such )?(?:[\w'-]+ ){0,4}?(?:privacy (?:policy|notice|statement)|terms of (?:service|use)|terms and conditions|master (?:[\w-]+ )?agreement|service agreement|services agreement|acceptable use policy|data processing (?:addendum|agreement)|polic(?:y|ies)|addendum|handbook|guidelines|order form|purchase order))\b[^.;]{0,90}?\b(?:incorporated|made (?:a )?part of)\b"
    r"|\bincorporates?\b[^.;]{0,40}?\bby reference\b[^.;]{0,20}?((?:the |our |its |provider's )?(?:[\w'-]+ ){0,4}?(?:polic(?:y|ies)|terms[\w ]{0,20}|agreement|addendum|notice|statement))"
)
CONFLICT = re.compile(r"\b(?:conflict\w*|inconsisten\w+|discrepan\w+|order of precedence)\b")
PREVAILS = re.compile(
    r"\b(?:prevails?|shall control|will control|controls?|governs?|shall govern|will govern|takes? precedence|have precedence|has precedence|supersedes?)\b"
)
THIS_ONE = re.compile(r"\b(?:this|these|hereof|herein|addendum|dpa|rider|amendment|exhibit)\b")
ANOTHER = re.compile(r"\b(?:terms|polic(?:y|ies)|notice|statement|agreement|license|eula|order|contract|conditions)\b")
SUBJECT_TO = re.compile(
    r"\b(?:subject to|except as (?:\w+ ){0,4}(?:in|by|under)|other than as (?:\w+ ){0,4}(?:in|by|under)|unless (?:\w+ ){0,4}(?:permitted|allowed|provided) (?:in|by|under)) (?:the )?(?:sections?|clauses?|articles?|paragraphs?) (\d{1,2}(?:\.\d{1,2}){0,3})\b"
)
WORDS = 12  # of a passage named in a reason


@dataclass(frozen=True, slots=True)
class Notes:
    """What a document says of other papers. `sections` are the numbers its clauses bear."""

    attached: frozenset[str] = frozenset()
    incorporated: str = ""
    prevailing: str = ""
    sections: frozenset[str] = field(default=frozenset())

    def has_section(self, number: str) -> bool:
        return any(within(one, number) for one in self.sections)


def within(section: str, number: str) -> bool:
    """Whether a clause stands in the section of this number: 2.4 in 2."""
    return section == number or section.startswith(f"{number}.")


def notes_of(units: Iterable[Unit]) -> Notes:
    """One walk over the units, whose masks of concepts are already set."""
    attached, sections, incorporated, prevailing = set(), set(), "", ""
    for unit in units:
        if unit.section:
            sections.add(unit.section)
        if unit.own & BITS["exhibit"]:
            found = EXHIBIT_HEAD.match(unit.low)
            if found is not None and (unit.kind == "heading" or len(unit.low) < 90) and unit.kind != "contents":
                attached.add(found[1])
        if unit.own & BITS["precedence"]:
            incorporated = incorporated or named_paper(unit)
            prevailing = prevailing or prevailing_paper(unit)
    return Notes(frozenset(attached), incorporated, prevailing, frozenset(sections))


def named_paper(unit: Unit) -> str:
    """The paper that a unit takes in by reference, in its own words, unless it is an exhibit or this paper itself."""
    found = INCORPORATED.search(unit.low) if "incorporat" in unit.low or "part of" in unit.low else None
    name = (found[1] or found[2]).strip() if found else ""
    return "" if not name or THIS_ONE.search(name) else name


def prevailing_paper(unit: Unit) -> str:
    """The paper that prevails over this one where they conflict; nothing where this one does."""
    if CONFLICT.search(unit.full) is None and CONFLICT.search(unit.heading) is None:
        return ""
    verb = PREVAILS.search(unit.low)
    if verb is None:
        return ""
    named = unit.low[: verb.start()].rsplit(",", 1)[-1].strip()
    if THIS_ONE.search(named) or ANOTHER.search(named) is None:
        return ""
    return " ".join(named.split()[-WORDS:])


def left_to_exhibits(promises: Mapping[str, list[Hit]], notes: Notes) -> None:
    """Passages that leave their content to an exhibit which is not attached become open, in place."""
    for name in LEAVABLE & promises.keys():
        for at, hit in enumerate(promises[name]):
            missing = missing_exhibit(hit.unit, notes) if hit.strength != Strength.OPEN else ""
            if missing:
                why = f"It is left to {missing}, which is not attached."
                promises[name][at] = replace(hit, strength=Strength.OPEN, why=why)
        promises[name].sort(key=lambda hit: (-hit.strength, hit.unit.order))


def missing_exhibit(unit: Unit, notes: Notes) -> str:
    """The exhibit to which a unit leaves its content, if it is not attached: "exhibit b"."""
    if not unit.own & BITS["exhibit"] or NAMED_HERE.search(unit.low):
        return ""
    found = LEFT_TO_EXHIBIT.search(unit.low)
    if found is None or found[1].split()[-1].strip("\"'") in notes.attached:
        return ""
    kind, letter = found[1].replace('"', "").replace("'", "").split()
    return f"{kind} {letter.upper()}"


def sections_over(unit: Unit) -> list[str]:
    """The numbers of the clauses to which a promise is made subject."""
    low = unit.low
    may_name = "section" in low or "clause" in low or "article" in low or "paragraph" in low
    return SUBJECT_TO.findall(low) if may_name and (" to " in low or " as " in low or "unless" in low) else []
