"""The words of a page with their places, as pdfium reads them."""

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pypdfium2 import PdfPage, PdfTextPage, raw

from contracts.pages.letters import device_point

MOST_CHARACTERS = 200_000  # of one page: a dense one has 10,000
HYPHENS = {"\x02": "-", "\ufffe": "-", "\u00ad": "-"}
Rectangle = tuple[float, float, float, float]  # x0, y0, x1, y1: shares of the page as shown, from the top left


class TooDense(Exception):
    """A page holds more text than a page can."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page: where its ink stands, where its line's base begins, and which way it runs.

    `ink` holds the glyphs; `line` the full height of its line. `base` is a point and `turn` a unit vector, both in
    shares' directions with y downwards.
    """

    text: str
    ink: Rectangle
    line: Rectangle
    base: tuple[float, float]
    turn: tuple[float, float]


def page_words(page: PdfPage, text_page: PdfTextPage) -> list[Word]:
    """Every word of the page, invisible ones too, in pdfium's order. Raises TooDense."""
    count = text_page.count_chars()
    if count > MOST_CHARACTERS:
        raise TooDense(f"One page holds {count:,} characters: no page is so dense. Print it to a new PDF first.")
    return [_word(page, text_page, part) for run in _runs(text_page, count) for part in _parts(page, text_page, run)]


def _runs(text_page: PdfTextPage, count: int) -> Iterator[list[tuple[int, str]]]:
    """Runs of characters without space between them, each with its number on the page."""
    run: list[tuple[int, str]] = []
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text_page, index)
        character = HYPHENS.get(chr(code), chr(code)) if 0 < code <= 0x10FFFF else " "
        if character.isspace() or not (character.isprintable() or 0xD800 <= code < 0xE000):
            if run:
                yield run
            run = []
        else:
            run.append((index, character))
    if run:
        yield run


def _parts(page: PdfPage, text_page: PdfTextPage, run: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """The run, cut where it jumps: a word that is broken at a line's end is two words here, each in its place."""
    wide, high = page.get_size()
    part: list[tuple[int, str]] = []
    last: Rectangle | None = None
    for index, character in run:
        box = _box(page, text_page, index, loose=True)
        if last is not None and _jump(last, box, wide, high):
            yield part
            part = []
        part.append((index, character))
        last = box if _has_area(box) else last
    yield part


def _jump(last: Rectangle, box: Rectangle, wide: float, high: float) -> bool:
    """Whether a character stands further from the one before than its own size."""
    if not _has_area(box):
        return False
    across = max(box[0] - last[2], last[0] - box[2], 0.0) * wide
    down = max(box[1] - last[3], last[1] - box[3], 0.0) * high
    size = max((last[2] - last[0]) * wide, (last[3] - last[1]) * high)
    return max(across, down) > size


def _word(page: PdfPage, text_page: PdfTextPage, run: Sequence[tuple[int, str]]) -> Word:
    indices = [index for index, _ in run]
    text = "".join(character for _, character in run).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    line = _union([_box(page, text_page, index, loose=True) for index in indices])
    inks = [box for index in indices if _has_area(box := _box(page, text_page, index, loose=False))]
    base, turn = _base(page, text_page, indices[0])
    return Word(text, _union(inks) if inks else line, line, base, turn)


def _box(page: PdfPage, text_page: PdfTextPage, index: int, *, loose: bool) -> Rectangle:
    left, bottom, right, top = text_page.get_charbox(index, loose=loose)
    corners = [device_point(page.raw, x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _has_area(box: Rectangle) -> bool:
    return box[2] > box[0] and box[3] > box[1]


def _union(boxes: Sequence[Rectangle]) -> Rectangle:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _base(page: PdfPage, text_page: PdfTextPage, index: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where a character's base begins on the page as shown, and the direction in which its line runs, in points."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text_page, index, x, y)
    matrix = raw.FS_MATRIX()
    known = raw.FPDFText_GetMatrix(text_page, index, matrix) and (matrix.a or matrix.b)
    size = math.hypot(matrix.a, matrix.b) if known else 1.0
    step = (matrix.a / size * 50, matrix.b / size * 50) if known else (50.0, 0.0)
    start = device_point(page.raw, x.value, y.value)
    end = device_point(page.raw, x.value + step[0], y.value + step[1])
    wide, high = page.get_size()
    across, down = (end[0] - start[0]) * wide, (end[1] - start[1]) * high
    length = math.hypot(across, down)
    return start, (across / length, down / length) if length else (1.0, 0.0)


def overlap(one: Rectangle, other: Rectangle) -> bool:
    """Whether two rectangles share any area."""
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])
