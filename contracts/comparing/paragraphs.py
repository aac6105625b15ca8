"""A read text cut into paragraphs, so that two copies of one clause are the same however their lines are broken."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 4_000  # characters; a longer run without a stop is cut, so that one change does not mark a whole page
LINE: Final = re.compile(rf"[^\n]{{0,{LONGEST}}}\n?")
# What opens a clause of its own even without an empty line before it: 4.2  (a)  •  Article 5, Exhibit B.
OPENER: Final = re.compile(
    r"\s*(?:\d{1,3}(?:\.\d{1,3}){0,4}[.)]?\s|\(?[a-zA-Z]\)\s|\([ivxlIVXL\d]{1,5}\)\s|[•▪◦‣●■–—*-]\s|[☐☑☒]"
    r"|(?:article|section|exhibit|schedule|appendix|attachment|annex)\s+\S)",
    re.IGNORECASE,
)
ENDED: Final = re.compile(r"[.;:?!]['\"”’)]*\s*$")
SAME_CHARACTERS: Final = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": None})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Offsets into the text, and the words by which it is compared: one space between, quotes and dashes alike."""

    start: int
    end: int
    key: str


def paragraphs_of(text: str) -> list[Paragraph]:
    """The paragraphs in order; what is only white space belongs to none."""
    return [Paragraph(start, end, key) for start, end in _spans(text) if (key := plain(text[start:end]))]


def plain(words: str) -> str:
    return " ".join(words.translate(SAME_CHARACTERS).split())


def indices_at(paragraphs: Sequence[Paragraph], spans: Sequence[tuple[int, int]]) -> set[int]:
    """Indices of the paragraphs that the spans touch."""
    starts, ends = [one.start for one in paragraphs], [one.end for one in paragraphs]
    return {index for start, end in spans for index in range(bisect_right(ends, start), bisect_left(starts, end))}


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = end = 0
    closed = True  # whether the line before ended a paragraph
    for match in LINE.finditer(text):
        line = match.group()
        if not line.strip():
            if end > start:
                yield start, end
            start = end = match.end()
            closed = True
            continue
        opens = closed or end - start > LONGEST or OPENER.match(line) is not None
        if opens and end > start:
            yield start, end
            start = match.start()
        end = match.end()
        closed = ENDED.search(line[-12:]) is not None
    if end > start:
        yield start, end
