"""Where words stand in a file, so that a person can tick what to hide: each occurrence with what is around it."""

from dataclasses import dataclass

from contracts.clauses.document import Unreadable
from contracts.marking import page_of
from contracts.models import Document
from contracts.pagepictures import places
from contracts.pages.letters import reduced_with_places
from contracts.pages.locate import Box
from contracts.protection import EvidenceTouched, Protection, Span, touched_refuse
from contracts.selectors import document_text

MOST_FOUND = 100
AROUND = 60  # characters shown on either side
LONGEST = 2_000  # characters that may be asked for at once


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where the words stand. `refused` says why it must stay readable; empty where it may be hidden."""

    start: int
    end: int
    page: int
    before: str
    words: str
    after: str
    boxes: tuple[Box, ...]
    refused: str

    @property
    def key(self) -> str:
        return f"{self.start}-{self.end}"


def occurrences(document: Document, words: str, protection: Protection) -> list[Occurrence]:
    """Every place of whole words, whatever stands between their letters; at most MOST_FOUND. Raises Unreadable."""
    text = document_text(document)
    spans = _spans(text, words[:LONGEST])
    return [
        _occurrence(document, text, span, boxes, protection)
        for span, boxes in zip(spans, places(document, spans), strict=True)
    ]


def spans_asked(document: Document, keys: list[str]) -> list[tuple[Span, list[Box]]]:
    """The spans that a form names as `start-end`, with their boxes. Raises Unreadable for what is none of the text."""
    length = len(document_text(document))
    spans = []
    for key in keys[:MOST_FOUND]:
        start, _, end = key.partition("-")
        if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit() and len(key) < 24):
            raise Unreadable("One of the places is none of this file. Search for the words again.")
        if not 0 <= int(start) < int(end) <= length or int(end) - int(start) > LONGEST * 2:
            raise Unreadable("One of the places is none of this file. Search for the words again.")
        spans.append((int(start), int(end)))
    return list(zip(spans, places(document, spans), strict=True))


def _spans(text: str, words: str) -> list[Span]:
    letters, offsets = reduced_with_places(text)
    wanted, _ = reduced_with_places(words)
    found: list[Span] = []
    at = letters.find(wanted) if wanted else -1
    while at >= 0 and len(found) < MOST_FOUND:
        start, end = offsets[at], offsets[at + len(wanted) - 1] + 1
        if not (start and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            found.append((start, end))
        at = letters.find(wanted, at + 1)
    return found


def _occurrence(document: Document, text: str, span: Span, boxes: list[Box], protection: Protection) -> Occurrence:
    start, end = span
    refused = "" if boxes else "These words were not found on the picture of the page: draw a box over them."
    try:
        touched_refuse(protection, boxes, span)
    except EvidenceTouched as touched:
        refused = str(touched)
    return Occurrence(
        start=start,
        end=end,
        page=boxes[0].page if boxes else page_of(document.page_copy_pages or document.pages, start),
        before=" ".join(text[max(0, start - AROUND) : start].split()),
        words=" ".join(text[start:end].split()),
        after=" ".join(text[end : end + AROUND].split()),
        boxes=tuple(boxes),
        refused=refused,
    )
