"""What text recognition found on a page: words with their places and how sure it was; and the text they make."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

UNSURE = 75.0  # of 100; below this on average, a page's text is likely to be wrong in places
MOST_WORDS = 5_000  # on one page: more is noise
LINE_LEVEL_COLUMNS = 12
PAGE, WORD = "1", "5"  # tesseract's levels


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box as shares of the page as it is shown, from the top left. `line` is its block, paragraph and
    line on the page; `sure` is 0..100.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    line: tuple[int, int, int]
    sure: float


def words_of(tsv: str) -> list[Word]:
    """The words in tesseract's table of a page, in its reading order."""
    words: list[Word] = []
    wide = high = 0.0
    for row in tsv.splitlines():
        cells = row.split("\t", LINE_LEVEL_COLUMNS - 1)
        if len(cells) < LINE_LEVEL_COLUMNS:
            continue
        if cells[0] == PAGE:
            wide, high = float(cells[8]), float(cells[9])
        elif cells[0] == WORD and cells[11].strip() and wide and high and len(words) < MOST_WORDS:
            words.append(_word(cells, wide, high))
    return words


def _word(cells: Sequence[str], wide: float, high: float) -> Word:
    left, top, width, height = (float(cell) for cell in cells[6:10])
    block, paragraph, line = (int(cell) for cell in cells[2:5])
    return Word(
        cells[11].strip(),
        left / wide,
        top / high,
        (left + width) / wide,
        (top + height) / high,
        (block, paragraph, line),
        float(cells[10]),
    )


def text_of(words: Iterable[Word]) -> str:
    """A page's text: its lines, with an empty line between paragraphs."""
    lines: list[str] = []
    before: tuple[int, int] | None = None
    for line, on_it in groupby(words, key=lambda word: word.line):
        if before is not None and before != line[:2]:
            lines.append("")
        lines.append(" ".join(word.text for word in on_it))
        before = line[:2]
    return "\n".join(lines) + "\n" if lines else ""


def sureness(words: Sequence[Word]) -> float:
    """How sure recognition was of a page, 0..100, longer words counting for more. 100 for a page without words."""
    letters = sum(len(word.text) for word in words)
    return sum(word.sure * len(word.text) for word in words) / letters if letters else 100.0
