"""The boxes of passages on the pages of a PDF, from offsets into the text that was read from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

from contracts.clauses.reading_pdf import shown_page
from contracts.pages.letters import (
    Letters,
    character_at,
    device_point,
    letters_of,
    page_letters,
    reduced,
    reduced_with_places,
)
from contracts.pages.matching import matched

MOST_SPANS = 500  # asked for at once
MOST_PAGES_OF_A_SPAN = 20
HEAD = 60  # letters that tell where a page begins
Rectangle = tuple[float, float, float, float]  # x0, y0, x1, y1: shares of the page, from the top left
Span = Sequence[int]  # (start, end): offsets into the text


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page counted from 1; shares 0..1 of the page as it is shown, from the top left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


def boxes(pdf: bytes, text: str, pages: Sequence[Span], spans: Sequence[Span]) -> list[list[Box]]:
    """For each span the boxes of its lines, in reading order; none where its words do not stand on the pages.

    `pages` are the offsets into `text` of each page of this PDF; empty where they are not known, as for a PDF that was
    typeset from the text: they are then found by comparing all of it. At most MOST_SPANS spans are looked up.
    """
    with PdfDocument(pdf) as opened:
        pages = pages or page_spans(opened, text)
        return [list(_span_boxes(opened, text, pages, span)) for span in spans[:MOST_SPANS]]


def page_spans(pdf: PdfDocument, text: str) -> list[tuple[int, int]]:
    """Where the words of each page of the PDF stand in the text: in order, without gaps."""
    letters, places = reduced_with_places(text)
    starts, at = [], 0
    for number in range(len(pdf)):
        page = page_letters(pdf, number)
        found = letters.find(page[:HEAD], at) if page else at
        at = found if found >= 0 else at
        starts.append(_line_start(text, places[at] if at < len(places) else len(text)))
        at = min(at + len(page), len(letters))
    starts = [0, *starts[1:], len(text)] if starts else []
    return list(pairwise(starts))


def _line_start(text: str, offset: int) -> int:
    """The offset itself, or its line's start where only marks such as a bullet stand between."""
    start = text.rfind("\n", 0, offset) + 1
    return offset if reduced(text[start:offset]) else start


def _span_boxes(pdf: PdfDocument, text: str, pages: Sequence[Span], span: Span) -> Iterator[Box]:
    start, end = max(0, span[0]), min(span[1], len(text))
    over = [number for number, (first, last) in enumerate(pages) if first < end and last > start]
    for number in over[:MOST_PAGES_OF_A_SPAN]:
        if number < len(pdf):
            first, last = pages[number]
            left, right = max(first, start), min(last, end)
            yield from _page_boxes(pdf, number, text[first:left], text[left:right], text[right:last])


def _page_boxes(pdf: PdfDocument, number: int, before: str, quote: str, after: str) -> list[Box]:
    page = shown_page(pdf, number)
    text_page = page.get_textpage()
    try:
        letters = letters_of(text_page)
        ranges = matched(reduced(before), reduced(quote), reduced(after), letters.text)
        characters = _with_marks(text_page, _characters(letters, ranges), quote)
        return _lines(number + 1, [_rectangle(page, text_page, index) for index in characters])
    finally:
        text_page.close()
        page.close()


def _characters(letters: Letters, ranges: Sequence[tuple[int, int]]) -> list[int]:
    return list(dict.fromkeys(letters.characters[at] for start, end in ranges for at in range(start, end)))


def _with_marks(text_page: PdfTextPage, characters: list[int], quote: str) -> list[int]:
    """The characters with the brackets and stops that the quote begins and ends with."""
    if not characters:
        return []
    ordered = list(characters)
    size = len(quote)
    first = next((at for at in range(size) if reduced(quote[at])), size)
    last = next((at for at in reversed(range(size)) if reduced(quote[at])), -1)
    for mark in reversed(quote[:first].strip()):
        if character_at(text_page, ordered[0] - 1) != mark:
            break
        ordered.insert(0, ordered[0] - 1)
    for mark in quote[last + 1 :].strip():
        if character_at(text_page, ordered[-1] + 1) != mark:
            break
        ordered.append(ordered[-1] + 1)
    return ordered


def _rectangle(page: PdfPage, text_page: PdfTextPage, index: int) -> Rectangle:
    left, bottom, right, top = text_page.get_charbox(index, loose=True)
    x0, y0 = device_point(page.raw, left, top)
    x1, y1 = device_point(page.raw, right, bottom)
    x0, x1, y0, y1 = (min(1.0, max(0.0, share)) for share in (*sorted((x0, x1)), *sorted((y0, y1))))
    return x0, y0, x1, y1


def _lines(page: int, rectangles: Sequence[Rectangle]) -> list[Box]:
    """Characters' rectangles, in reading order, put together line by line."""
    lines: list[Rectangle] = []
    last: Rectangle | None = None
    for rectangle in rectangles:
        x0, y0, x1, y1 = rectangle
        if x1 <= x0 or y1 <= y0:
            continue
        if last is not None and (_goes_on(last, rectangle) or _beside(last, rectangle)):
            left, top, right, bottom = lines[-1]
            lines[-1] = (min(left, x0), min(top, y0), max(right, x1), max(bottom, y1))
        else:
            lines.append(rectangle)
        last = rectangle
    return [Box(page, *(round(share, 5) for share in line)) for line in lines]


def _goes_on(last: Rectangle, rectangle: Rectangle) -> bool:
    """Whether a character stands further on the last one's line. A jump back begins another line or column."""
    return rectangle[2] > last[0] and _level(last, rectangle)


def _beside(last: Rectangle, rectangle: Rectangle) -> bool:
    """Whether a character stands directly beside the last one, whichever way the line runs."""
    for one, other in ((last, rectangle), (_turned(last), _turned(rectangle))):
        gap = max(one[0], other[0]) - min(one[2], other[2])
        if _level(one, other) and gap < max(one[3] - one[1], other[3] - other[1]):
            return True
    return False


def _level(one: Rectangle, other: Rectangle) -> bool:
    overlap = min(one[3], other[3]) - max(one[1], other[1])
    return overlap * 2 > min(one[3] - one[1], other[3] - other[1])


def _turned(rectangle: Rectangle) -> Rectangle:
    x0, y0, x1, y1 = rectangle
    return y0, x0, y1, x1
