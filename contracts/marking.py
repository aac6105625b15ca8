"""The text of a document with its quotes marked, page by page: offsets in, pieces of text out; templates escape."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

# Up to this many characters the whole text stands on the page; beyond, the pages around the one that is asked for.
WHOLE_TEXT_MOST = 120_000
PAGES_AROUND = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to mark: offsets into the whole text, the anchor that links lead to, and how it looks."""

    start: int
    end: int
    anchor: str
    current: bool = False
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text. `anchors` begin at it; it is marked where `marked`."""

    text: str
    anchors: tuple[str, ...]
    marked: bool
    current: bool
    conflict: bool


@dataclass(frozen=True, slots=True)
class PageText:
    number: int
    pieces: tuple[Piece, ...]


def page_of(pages: Sequence[Sequence[int]], offset: int) -> int:
    """The number, from 1, of the page on which a character stands."""
    return next((number for number, (_, end) in enumerate(pages, 1) if offset < end), max(1, len(pages)))


def pages_shown(pages: Sequence[Sequence[int]], asked: int) -> range:
    """Numbers of the pages to show: all of a short text, else those around the page asked for."""
    if not pages or pages[-1][1] <= WHOLE_TEXT_MOST:
        return range(1, len(pages) + 1)
    middle = min(max(asked, 1), len(pages))
    return range(max(1, middle - PAGES_AROUND), min(len(pages), middle + PAGES_AROUND) + 1)


def marked_pages(text: str, pages: Sequence[Sequence[int]], marks: Iterable[Mark], numbers: range) -> list[PageText]:
    """The pages asked for, each cut into pieces at the marks' edges. Marks may overlap and run over page ends."""
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end))
    return [
        PageText(number, tuple(_pieces(text, pages[number - 1][0], pages[number - 1][1], ordered)))
        for number in numbers
    ]


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterable[Piece]:
    here = [mark for mark in marks if mark.start < end and mark.end > start]
    edges = sorted({start, end, *(edge for mark in here for edge in (mark.start, mark.end) if start < edge < end)})
    for left, right in pairwise(edges):
        over = [mark for mark in here if mark.start < right and mark.end > left]
        yield Piece(
            text=text[left:right],
            anchors=tuple(mark.anchor for mark in over if mark.start == left),
            marked=bool(over),
            current=any(mark.current for mark in over),
            conflict=any(mark.conflict for mark in over),
        )
