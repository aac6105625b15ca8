"""Hiding lines and words in texts, tables as text (CSV) and JSON. What is hidden is replaced, not covered."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from contracts.clauses.reading_text import decode

HIDDEN: Final = "[redacted]"
LINES_A_PAGE: Final = 200
TEXTS: Final = frozenset({"text/plain", "text/csv", "application/json"})


def lines_of(content: bytes) -> list[str]:
    """The lines as a person sees them, without their ends."""
    return decode(content).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def hidden_in(content: bytes, lines: Iterable[int], words: Iterable[str]) -> tuple[bytes, dict[str, int]]:
    """The text without these lines (counted from 1) and words, as UTF-8; and how many of each were hidden.

    Raises ValueError where words remain, or where nothing was hidden.
    """
    gone = set(lines)
    patterns = [pattern for text in words if (pattern := words_pattern(text))]
    kept, counts = [], {"lines": 0, "words": 0}
    for number, line in enumerate(lines_of(content), 1):
        if number in gone:
            counts["lines"] += 1
            kept.append(HIDDEN)
            continue
        for pattern in patterns:
            line, times = pattern.subn(HIDDEN, line)
            counts["words"] += times
        kept.append(line)
    made = "\n".join(kept)
    if any(pattern.search(made) for pattern in patterns):
        raise ValueError("Words that are to be hidden still stand in the copy: they go over the end of a line.")
    if not any(counts.values()):
        raise ValueError("Nothing that is marked stands in the file.")
    return made.encode(), counts


def words_pattern(words: str) -> re.Pattern[str] | None:
    """Whole words in a row, whatever blanks and letter case; None for none."""
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        return None
    return re.compile(r"(?<!\w)" + r"[\s,;]+".join(parts) + r"(?!\w)", re.IGNORECASE)


def lines_holding(lines: Sequence[str], words: str) -> list[int]:
    """Numbers of the lines in which the words stand."""
    pattern = words_pattern(words)
    return [number for number, line in enumerate(lines, 1) if pattern and pattern.search(line)]
