"""What the pages of a redaction show: the places over the page's picture, the steps, the finished copy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.clauses.document import Unreadable
from contracts.models import Redaction, RedactionMark, RedactionState
from contracts.pagepictures import WIDTHS, picture
from contracts.pages.locate import Box
from contracts.protection import Protection

ACROSS = 1000  # units of the drawing over a page, whatever its picture's pixels
TONES = {
    RedactionState.DRAFT: "open",
    RedactionState.ASKED: "waiting",
    RedactionState.AGREED: "waiting",
    RedactionState.REFUSED: "off",
    RedactionState.DONE: "done",
    RedactionState.WITHDRAWN: "off",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A rectangle over the page's picture, in units of its drawing; `kept`: it must stay readable."""

    x: str
    y: str
    wide: str
    high: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page to mark on: its picture's size, what is drawn over it, and the ticks of a ruler in percent."""

    page: int
    count: int
    width: int
    height: int
    drawn: tuple[Drawn, ...]
    ruler: tuple[tuple[int, int, int], ...]
    problem: str = ""

    @property
    def across(self) -> int:
        return ACROSS

    @property
    def down(self) -> int:
        return round(ACROSS * self.height / self.width)


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A place as the list shows it: its number, and words or the box in percent."""

    mark: RedactionMark
    number: int
    words: str


def sheet_of(redaction: Redaction, page: int, marks: Sequence[RedactionMark], protection: Protection) -> Sheet:
    """The page asked for, or the nearest that there is."""
    count = max(1, len(redaction.document.page_copy_pages))
    page = min(max(page, 1), count)
    try:
        shown = picture(redaction.document, page, WIDTHS[0])
    except Unreadable as problem:
        return Sheet(page, count, ACROSS, ACROSS, (), (), problem=str(problem))
    down = round(ACROSS * shown.height / shown.width)
    boxes = [(box, False) for mark in marks for box in _boxes(mark) if box.page == page]
    boxes += [(box, True) for box in protection.kept if box.page == page]
    drawn = tuple(_drawn(box, down, kept=kept) for box, kept in boxes)
    ruler = tuple((percent, percent * ACROSS // 100, percent * down // 100) for percent in range(10, 100, 10))
    return Sheet(page, count, shown.width, shown.height, drawn, ruler)


def mark_lines(marks: Iterable[RedactionMark]) -> list[MarkLine]:
    return [MarkLine(mark, number, _words(mark)) for number, mark in enumerate(marks, 1)]


def _words(mark: RedactionMark) -> str:
    if mark.quote:
        return f"“{' '.join(mark.quote.split())}”"
    _, left, top, right, bottom = mark.boxes[0]
    edges = ", ".join(
        f"{name} {share * 100:.1f} %"
        for name, share in (("left", left), ("top", top), ("right", right), ("bottom", bottom))
    )
    return f"a box: {edges}"


def pages_made(redaction: Redaction) -> list[tuple[int, str]]:
    """The pages of the copy that were made anew, each with the words that stay on it."""
    texts: dict[str, Any] = redaction.result_report.get("texts", {})
    return sorted((int(page), words) for page, words in texts.items())


def _boxes(mark: RedactionMark) -> list[Box]:
    return [Box(int(page), *shares) for page, *shares in mark.boxes]


def _drawn(box: Box, down: int, *, kept: bool) -> Drawn:
    values = (box.x0 * ACROSS, box.y0 * down, (box.x1 - box.x0) * ACROSS, (box.y1 - box.y0) * down)
    x, y, wide, high = (f"{value:.1f}" for value in values)
    return Drawn(x, y, wide, high, kept)
