"""The times that a clause names, as terms that can be counted: "72 hours", "30 calendar days", "2 business days"."""

import re
from typing import Final

from contracts.clauses.frames import NUMBER_WORDS, WORDS

_TERM: Final = re.compile(
    rf"(?<![\w.$])(?:(?P<digits>\d{{1,4}})|\b(?P<word>{WORDS}))\s?(?:\(\s?(?P<beside>[\w -]{{1,15}})\s?\))?[ -]{{0,2}}"
    r"(?P<kind>(?:(?:business|working|calendar|consecutive|school|full) ){0,2})(?P<unit>hour|hr|day|week)s?\b"
)
_BUSINESS: Final = ("business", "working", "school")
_HOURS: Final = {"hours": 1, "calendar days": 24, "business days": 24}


def terms_named(text: str) -> list[str]:
    """Each time that the text names, in its order, as `rulebook.spans.span_parse` reads it.

    Days without a word beside them are calendar days, and weeks are seven of these. Months and years are left out: a
    notice is not counted in them.
    """
    found = []
    for part in _TERM.finditer(text.lower()):
        count = int(part["digits"] or NUMBER_WORDS[part["word"]])
        if not count:
            continue
        found.append(_term(count, part["unit"], part["kind"]))
    return found


def shortest(terms: list[str]) -> str:
    """The term that is over first, a business day taken for a day. Empty where there is none."""
    return min(terms, key=_length, default="")


def _term(count: int, unit: str, kind: str) -> str:
    if unit in ("hour", "hr"):
        return f"{count} hours"
    days = count * 7 if unit == "week" else count
    return f"{days} {'business' if any(word in kind for word in _BUSINESS) else 'calendar'} days"


def _length(term: str) -> int:
    count, _, unit = term.partition(" ")
    return int(count) * _HOURS[unit]
