"""The posted copy's name and title: said of the operator and the day, and of nothing that is hidden."""

import re
from collections.abc import Iterable
from datetime import date

from contracts.pages.letters import reduced

LONGEST = 60


def copy_title(operator: str, day: date, hidden: Iterable[str]) -> str:
    """'Agreement with Maple Reader, copy of 2 March 2026'; without the operator where its name is among the hidden."""
    when = f"{day.day} {day:%B %Y}"
    return f"Agreement, copy of {when}" if _told(operator, hidden) else f"Agreement with {operator}, copy of {when}"


def copy_name(operator: str, day: date, hidden: Iterable[str]) -> str:
    """'maple-reader-agreement-2026-03-02.pdf'; never the original's name, which anybody may have chosen."""
    plain = re.sub(r"[^a-z0-9]+", "-", operator.lower()).strip("-")[:LONGEST].strip("-")
    start = "" if _told(operator, hidden) or not plain else f"{plain}-"
    return f"{start}agreement-{day.isoformat()}.pdf"


def _told(operator: str, hidden: Iterable[str]) -> bool:
    """Whether a word of the name is among the words that are hidden."""
    secret = {token for words in hidden for word in words.split() if (token := reduced(word))}
    return any(reduced(word) in secret for word in re.split(r"[\s\-/]+", operator) if reduced(word))
