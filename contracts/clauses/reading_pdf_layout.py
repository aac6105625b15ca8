"""Rows of tables and columns of print, seen from where the words stand on a page; a plain page costs nearly nothing.

A PDF holds words at places and no tables. Its writer sets a table row by row, each cell with its wrapped lines: read
on, the lines of three cells run into each other. Two columns written line by line across the page do the same.
"""

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pypdfium2 import PdfTextPage, raw

from contracts.pages.letters import reduced, reduced_with_places

MOST_RUNS = 3_000  # of words on a page; beyond, it is a drawing
NEAR = 1.2  # heights of a line: a wider gap on a line parts cells
CLOSE = 1.1  # heights of a line: a wider gap below a line begins another cell or paragraph
ALIGNED = 4.0  # points
FEW_ROWS, MANY_CELLS = 3, 3  # rows of single lines are a table from here on
COLUMN_ROWS = 8  # lines side by side that make columns
FULL = 0.85  # of a column's width: a full line of prose
MOSTLY = 0.6  # of a column's lines are full
MARKER = re.compile(r"\W?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zA-Z]|[ivxlIVXL]{1,6})?\W{0,2}")

Place = tuple[float, float, float, float]  # left, bottom, right, top: points from the bottom left


@dataclass(slots=True)
class Block:
    """Lines that stand under each other, in points from the bottom left; one cell, or a piece of running text."""

    left: float
    bottom: float
    right: float
    top: float
    lines: list[Place]

    def take(self, left: float, bottom: float, right: float, top: float) -> None:
        last = self.lines[-1]
        if bottom < last[3] and top > last[1]:
            self.lines[-1] = (min(last[0], left), min(last[1], bottom), max(last[2], right), max(last[3], top))
        else:
            self.lines.append((left, bottom, right, top))
        self.left, self.right = min(self.left, left), max(self.right, right)
        self.bottom, self.top = min(self.bottom, bottom), max(self.top, top)


Row = list[Block]
Words = Callable[[Block], str]


def with_rows_and_columns(text: str, text_page: PdfTextPage, mended: Callable[[str], str]) -> str:
    """The page's text, with the rows of tables each on a line and columns one after the other.

    `mended` joins words broken at a line's end. No letter is lost or added: where that cannot be kept, the text stays
    as it was.
    """
    places = rectangles(text_page)
    if sum(there[0] >= here[2] - 1 and there[3] > here[1] for here, there in pairwise(places)) < 2:
        return text  # nothing stands beside anything
    rows = list(rows_of(blocks_of(places)))
    if sum(len(row) > 1 for row in rows) < 2:
        return text

    def words(block: Block) -> str:
        found: str = text_page.get_text_bounded(block.left - 1, block.bottom - 1, block.right + 1, block.top + 1)
        return mended(found.replace("\r", ""))

    for together in runs_of(rows):
        text = replaced(text, together, words)
    return text


def blocks_of(places: list[Place]) -> list[Block]:
    blocks: list[Block] = []
    for left, bottom, right, top in places:
        if not (blocks and goes_on(blocks[-1], left, bottom, right, top)):
            blocks.append(Block(left, bottom, right, top, [(left, bottom, right, top)]))
        else:
            blocks[-1].take(left, bottom, right, top)
    return blocks


def rectangles(text_page: PdfTextPage) -> list[Place]:
    """Where runs of words stand, in the order in which they are read."""
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    places = []
    for index in range(min(raw.FPDFText_CountRects(text_page, 0, -1), MOST_RUNS)):
        raw.FPDFText_GetRect(text_page, index, left, top, right, bottom)
        place = (left.value, bottom.value, right.value, top.value)
        if place[2] > place[0] and place[3] > place[1]:
            places.append(place)
    return places


def goes_on(block: Block, left: float, bottom: float, right: float, top: float) -> bool:
    """Whether words stand directly after the block's last ones, or directly under them."""
    last_left, last_bottom, last_right, last_top = block.lines[-1]
    height = max(last_top - last_bottom, top - bottom)
    if min(top, last_top) - max(bottom, last_bottom) > 0.4 * min(top - bottom, last_top - last_bottom):
        return last_left <= left <= last_right + NEAR * height
    return top <= last_top and last_bottom - top < CLOSE * height and left < block.right and right > block.left


def rows_of(blocks: list[Block]) -> Iterator[Row]:
    """Blocks that stand side by side, from left to right."""
    row: Row = []
    for block in blocks:
        if row and block.left >= row[-1].right - 1 and any(beside(block, cell) for cell in row):
            if len(row) == 1 and beside_last_line(block, row[0]):
                yield [parted(row[0])]
            row.append(block)
            continue
        if row:
            yield row
        row = [block]
    if row:
        yield row


def beside(one: Block, other: Block) -> bool:
    return one.top > other.bottom and one.bottom < other.top


def beside_last_line(block: Block, cell: Block) -> bool:
    """Whether the block stands beside the last line alone: then the lines above are rows of their own."""
    return len(cell.lines) > 1 and block.top <= cell.lines[-2][1]


def parted(cell: Block) -> Block:
    """Take the lines above the last one out of the cell; they are given back."""
    above = cell.lines[:-1]
    cell.lines = cell.lines[-1:]
    cell.left, cell.bottom, cell.right, cell.top = cell.lines[0]
    sides = list(zip(*above, strict=True))
    return Block(min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]), above)


def runs_of(rows: list[Row]) -> Iterator[list[Row]]:
    """Rows of several cells that follow each other and begin at the same places; a lone block may come between."""
    run: list[Row] = []
    for at, row in enumerate(rows):
        if len(row) < 2:
            if len(run) == 0 or not (at + 1 < len(rows) and len(rows[at + 1]) > 1 and aligned(run[-1], rows[at + 1])):
                yield from [run] if len(run) > 1 else []
                run = []
            continue
        if run and not aligned(run[-1], row):
            yield from [run] if len(run) > 1 else []
            run = []
        run.append(row)
    if len(run) > 1:
        yield run


def aligned(one: Row, other: Row) -> bool:
    """Whether two rows have two cells that begin at the same places."""
    return sum(any(abs(cell.left - there.left) < ALIGNED for there in other) for cell in one) >= 2


def replaced(text: str, rows: list[Row], words: Words) -> str:
    if is_columns(rows):
        return in_columns(text, rows, words)
    many_lines = any(len(cell.lines) > 1 for row in rows for cell in row)
    if not many_lines and (len(rows) < FEW_ROWS or min(len(row) for row in rows) < MANY_CELLS):
        return text  # lines of their own already
    position = 0
    for row in rows:
        cells = [" ".join(words(cell).split()) for cell in row]
        if MARKER.fullmatch(cells[0]):
            continue  # a number or a bullet before its words, set apart
        text, position = put(text, "".join(cells), "".join(f"{cell} | " for cell in cells).rstrip(), position)
    return text


def is_columns(rows: list[Row]) -> bool:
    """Whether these are lines of prose side by side: most of them fill their column."""
    if len(rows) < COLUMN_ROWS or any(len(row) != 2 or len(cell.lines) > 1 for row in rows for cell in row):
        return False
    return all(fills([row[side] for row in rows]) for side in (0, 1))


def fills(lines: list[Block]) -> bool:
    wide = max(line.right for line in lines) - min(line.left for line in lines)
    return sum(line.right - line.left > FULL * wide for line in lines) > MOSTLY * len(lines)


def in_columns(text: str, rows: list[Row], words: Words) -> str:
    across = "".join(words(cell) for row in rows for cell in row)
    down = "\n".join(words(row[side]).strip() for side in (0, 1) for row in rows)
    return put(text, across, down, 0)[0]


def put(text: str, found: str, instead: str, position: int) -> tuple[str, int]:
    """The text with these words, found by their letters from `position` on, set otherwise; and where they end."""
    letters, places = reduced_with_places(text[position:])
    wanted = reduced(found)
    at = letters.find(wanted) if wanted else -1
    if at < 0 or len(wanted) != len(reduced(instead)):
        return text, position
    start, end = position + places[at], position + places[at + len(wanted) - 1] + 1
    while start and text[start - 1] not in "\n ":
        start -= 1  # a bracket or a box before the first letter
    while end < len(text) and text[end] not in "\n ":
        end += 1
    return f"{text[:start]}{instead}\n{text[end:].lstrip(' ').removeprefix(chr(10))}", start + len(instead)
