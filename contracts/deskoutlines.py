"""Outlines around a finding's quotes on the picture of a page: boxes of lines in, figures of a drawing out.

The drawing is ACROSS units wide whatever the picture's size, and lies over it. A quote's lines that follow each other
get one outline, so that no line is drawn through the words; what says the opposite differs in the shape of its mark
and in its broken line, not in colour alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from contracts.pages.locate import Box

ACROSS = 1000
ROOM = 4  # units between the words and their outline
BADGE = 19  # units: half of a number's mark
MARGIN = 30  # units from the page's edge to the middle of the marks
APART = 2 * BADGE + 4


@dataclass(frozen=True, slots=True)
class Outline:
    """One quote on one page: its outlines as points of polygons, and the middle of its numbered mark."""

    anchor: str
    number: int
    conflict: bool
    chosen: bool
    figures: tuple[str, ...]
    x: int
    y: int

    @property
    def triangle(self) -> str:
        """The mark of what says the opposite, as points."""
        low = self.y + BADGE - 2
        return f"{self.x},{self.y - BADGE - 4} {self.x + BADGE + 5},{low} {self.x - BADGE - 5},{low}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line's box in units of the drawing."""

    left: float
    top: float
    right: float
    bottom: float


def lines_drawn(boxes: Sequence[Box], page: int, down: float) -> list[Line]:
    """The boxes of one page in units of its drawing, which is `down` units high."""
    return [Line(box.x0 * ACROSS, box.y0 * down, box.x1 * ACROSS, box.y1 * down) for box in boxes if box.page == page]


def figures(lines: Sequence[Line]) -> tuple[str, ...]:
    """Points of one polygon around each run of lines that stand under each other."""
    return tuple(_polygon(run) for run in _runs(lines))


def mark_places(tops: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """Where the marks of quotes go whose first lines have these tops and bottoms: in the margin, none over another."""
    taken: list[tuple[int, int]] = []
    for top, bottom in tops:
        x, y = MARGIN, round((top + bottom) / 2)
        while any(abs(y - other) < APART and x == across for across, other in taken):
            x += APART
        taken.append((x, y))
    return taken


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    run: list[Line] = list(lines[:1])
    for before, line in pairwise(lines):
        if not _follows(before, line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _follows(before: Line, line: Line) -> bool:
    """Whether a line stands right under another: not in another column, not after a gap."""
    height = before.bottom - before.top
    below = before.top < line.top and line.top - before.bottom < height
    return below and min(before.right, line.right) > max(before.left, line.left)


def _polygon(run: Sequence[Line]) -> str:
    edges = [run[0].top - ROOM, *((upper.bottom + lower.top) / 2 for upper, lower in pairwise(run))]
    edges.append(run[-1].bottom + ROOM)
    right = [(line.right + ROOM, edge) for line, pair in zip(run, pairwise(edges), strict=True) for edge in pair]
    left = [(line.left - ROOM, edge) for line, pair in zip(run, pairwise(edges), strict=True) for edge in pair]
    return " ".join(f"{round(x, 1):g},{round(y, 1):g}" for x, y in [*right, *reversed(left)])
