"""What two texts have in common and where they differ: by paragraph, then by word. Bounded, whatever comes in.

Bounded by work and not by the clock, so that the same two texts always give the same answer: common ends are cut off,
paragraphs that stand once in both are anchors, and only the stretches between anchors are compared pair by pair. A
stretch of more than `MOST_PAIRS` pairs is shown as taken out and put in, which is said.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from contracts.comparing.paragraphs import Paragraph, paragraphs_of

MOST_CHARACTERS: Final = 12_000_000  # of each text; 3,000 dense pages are less
MOST_PAIRS: Final = 4_000_000
MOST_ALIKE: Final = 10_000  # pairs of changed paragraphs that are compared for likeness in one stretch
MOST_WORK: Final = 20_000_000_000  # pairs of characters, over all stretches; some two seconds
MOST_WORDS: Final = 3_000  # of a paragraph; beyond, it is shown as taken out and put in
ALIKE: Final = 60  # of 100: less is another paragraph, not a changed one
AROUND: Final = 1  # unchanged paragraphs shown on either side of a change

PieceKind = Literal["same", "deleted", "inserted"]
RowKind = Literal["same", "changed", "deleted", "inserted", "folded"]


class TooLong(Exception):
    """The texts are longer than can be compared; the message says so, for people."""


@dataclass(frozen=True, slots=True)
class Piece:
    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph, or `count` unchanged ones folded away. `before`, `after`: indices of paragraphs, -1 for none."""

    kind: RowKind
    pieces: tuple[Piece, ...] = ()
    before: int = -1
    after: int = -1
    count: int = 1


@dataclass(frozen=True, slots=True)
class Pair:
    """Which paragraph became which: -1 where it was put in (`before`) or taken out (`after`)."""

    before: int
    after: int

    @property
    def single(self) -> bool:
        return self.before < 0 or self.after < 0


@dataclass(slots=True)
class Comparison:
    """Both texts in paragraphs, and how they pair. `coarse`: a stretch was too large to be compared closely."""

    before: list[Paragraph]
    after: list[Paragraph]
    pairs: list[Pair] = field(default_factory=list)
    coarse: bool = False
    work: int = 0  # pairs of characters compared so far

    @property
    def changed(self) -> int:
        return sum(not self.same(pair) for pair in self.pairs)

    def same(self, pair: Pair) -> bool:
        return not pair.single and self.before[pair.before].key == self.after[pair.after].key


def compared(before: str, after: str) -> Comparison:
    """Pair the paragraphs of two texts. Raises TooLong beyond MOST_CHARACTERS."""
    if max(len(before), len(after)) > MOST_CHARACTERS:
        raise TooLong(
            f"One of the texts has more than {MOST_CHARACTERS:,} characters: too long to be compared word by word."
        )
    comparison = Comparison(paragraphs_of(before), paragraphs_of(after))
    _paired(comparison, 0, len(comparison.before), 0, len(comparison.after), anchored=True)
    return comparison


def rows_of(
    comparison: Comparison, before: str, after: str, *, keep: Iterable[int] = (), first: int = 0, most: int = 200
) -> tuple[list[Row], int]:
    """Rows from the `first` changed paragraph on, at most `most` changed ones; and how many changes follow.

    Unchanged paragraphs are folded unless they stand next to a change or their index in the later text is in `keep`.
    """
    kept, changes = frozenset(keep), [place for place, pair in enumerate(comparison.pairs) if not comparison.same(pair)]
    shown = changes[first : first + most]
    start = changes[first] if 0 < first < len(changes) else 0
    last = first + most
    end = changes[last] if last < len(changes) else len(comparison.pairs)
    near = {place + step for place in shown for step in range(-AROUND, AROUND + 1)}
    rows: list[Row] = []
    places = range(start, end)
    for open_, group in groupby(places, key=lambda place: place in near or comparison.pairs[place].after in kept):
        run = list(group)
        if open_ or len(run) == 1:
            rows += [_row(comparison, comparison.pairs[place], before, after) for place in run]
        else:
            rows.append(Row("folded", count=len(run)))
    return rows, max(0, len(changes) - last)


def words_compared(before: str, after: str) -> tuple[Piece, ...]:
    """Two paragraphs word by word; line breaks of the copies do not count."""
    old, new = before.split(), after.split()
    if max(len(old), len(new)) > MOST_WORDS:
        return (Piece("deleted", " ".join(old)), Piece("inserted", " ".join(new)))
    pieces: list[Piece] = []
    for operation in Indel.opcodes(old, new):
        if operation.tag == "equal":
            pieces.append(Piece("same", " ".join(new[operation.dest_start : operation.dest_end])))
            continue
        if operation.src_end > operation.src_start:
            pieces.append(Piece("deleted", " ".join(old[operation.src_start : operation.src_end])))
        if operation.dest_end > operation.dest_start:
            pieces.append(Piece("inserted", " ".join(new[operation.dest_start : operation.dest_end])))
    return tuple(_smoothed(pieces))


def _smoothed(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Single small words between two changes join them: "in of the" in shreds reads worse than one change."""
    deleted: list[str] = []
    inserted: list[str] = []
    for index, piece in enumerate(pieces):
        between = 0 < index < len(pieces) - 1 and len(piece.text) < 4 and deleted + inserted
        if piece.kind == "same" and not between:
            yield from _flushed(deleted, inserted)
            yield piece
            continue
        if piece.kind in ("same", "deleted"):
            deleted.append(piece.text)
        if piece.kind in ("same", "inserted"):
            inserted.append(piece.text)
    yield from _flushed(deleted, inserted)


def _flushed(deleted: list[str], inserted: list[str]) -> Iterator[Piece]:
    if deleted:
        yield Piece("deleted", " ".join(deleted))
    if inserted:
        yield Piece("inserted", " ".join(inserted))
    deleted.clear()
    inserted.clear()


def _row(comparison: Comparison, pair: Pair, before: str, after: str) -> Row:
    if pair.before < 0:
        return Row("inserted", (Piece("inserted", _shown(after, comparison.after[pair.after])),), -1, pair.after)
    old = comparison.before[pair.before]
    if pair.after < 0:
        return Row("deleted", (Piece("deleted", _shown(before, old)),), pair.before, -1)
    new = comparison.after[pair.after]
    if old.key == new.key:
        return Row("same", (Piece("same", _shown(after, new)),), pair.before, pair.after)
    return Row("changed", words_compared(_shown(before, old), _shown(after, new)), pair.before, pair.after)


def _shown(text: str, paragraph: Paragraph) -> str:
    return " ".join(text[paragraph.start : paragraph.end].split())


def _paired(comparison: Comparison, low: int, high: int, left: int, right: int, *, anchored: bool) -> None:
    """Pair before[low:high] with after[left:right]."""
    old, new = comparison.before, comparison.after
    while low < high and left < right and old[low].key == new[left].key:
        comparison.pairs.append(Pair(low, left))
        low, left = low + 1, left + 1
    tail: list[Pair] = []
    while low < high and left < right and old[high - 1].key == new[right - 1].key:
        high, right = high - 1, right - 1
        tail.append(Pair(high, right))
    anchors = _anchors(old, new, range(low, high), range(left, right)) if anchored else []
    for at, there in [*anchors, (high, right)]:
        _stretch(comparison, low, at, left, there)
        if at < high:
            comparison.pairs.append(Pair(at, there))
        low, left = at + 1, there + 1
    comparison.pairs += reversed(tail)


def _anchors(old: Sequence[Paragraph], new: Sequence[Paragraph], olds: range, news: range) -> list[tuple[int, int]]:
    """Paragraphs that stand exactly once in both, in the longest run that keeps their order (patience sorting)."""
    once_old = {key for key, count in Counter(old[index].key for index in olds).items() if count == 1}
    once_new = {key for key, count in Counter(new[index].key for index in news).items() if count == 1}
    places = {new[index].key: index for index in news if new[index].key in once_new}
    pairs = [
        (index, places[old[index].key]) for index in olds if old[index].key in once_old and old[index].key in places
    ]
    return _longest_rising(pairs)


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    tops: list[int] = []
    last: list[int] = []
    back: list[int] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        if pile == len(tops):
            tops.append(place)
            last.append(number)
        else:
            tops[pile] = place
            last[pile] = number
        back.append(last[pile - 1] if pile else -1)
    found: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = back[number]
    return found[::-1]


def _stretch(comparison: Comparison, low: int, high: int, left: int, right: int) -> None:
    """Between two anchors: the longest common run of what is left, and likeness for what stands against each other."""
    if (high - low) * (right - left) > MOST_PAIRS:
        comparison.coarse = True
        comparison.pairs += [Pair(index, -1) for index in range(low, high)]
        comparison.pairs += [Pair(-1, index) for index in range(left, right)]
        return
    old, new = comparison.before, comparison.after
    operations = Indel.opcodes([one.key for one in old[low:high]], [one.key for one in new[left:right]])
    for equal, group in groupby(operations, key=lambda operation: operation.tag == "equal"):
        run = list(group)
        olds = range(low + run[0].src_start, low + run[-1].src_end)
        news = range(left + run[0].dest_start, left + run[-1].dest_end)
        if equal:
            comparison.pairs += [Pair(one, other) for one, other in zip(olds, news, strict=True)]
        else:
            comparison.pairs += _alike(comparison, olds, news)


def _alike(comparison: Comparison, olds: range, news: range) -> Iterator[Pair]:
    """Changed paragraphs beside their like, in order: the alignment with the highest sum of likeness."""
    if not (olds and news and _affordable(comparison, olds, news)):
        comparison.coarse = comparison.coarse or bool(olds and news)
        yield from (Pair(index, -1) for index in olds)
        yield from (Pair(-1, index) for index in news)
        return
    best = _likeness(comparison, olds, news)
    row, column = 0, 0
    while row < len(olds) and column < len(news):
        if best[row][column] == best[row + 1][column]:
            yield Pair(olds[row], -1)
            row += 1
        elif best[row][column] == best[row][column + 1]:
            yield Pair(-1, news[column])
            column += 1
        else:
            yield Pair(olds[row], news[column])
            row, column = row + 1, column + 1
    yield from (Pair(index, -1) for index in olds[row:])
    yield from (Pair(-1, index) for index in news[column:])


def _affordable(comparison: Comparison, olds: range, news: range) -> bool:
    """Whether these stretches may still be compared pair by pair; what they take is written down."""
    old = sum(len(comparison.before[index].key) for index in olds)
    new = sum(len(comparison.after[index].key) for index in news)
    if len(olds) * len(news) > MOST_ALIKE or comparison.work + old * new > MOST_WORK:
        return False
    comparison.work += old * new
    return True


def _likeness(comparison: Comparison, olds: range, news: range) -> list[list[float]]:
    """best[i][j]: the highest sum for olds[i:] against news[j:]."""
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    for row in range(len(olds) - 1, -1, -1):
        for column in range(len(news) - 1, -1, -1):
            like = fuzz.ratio(comparison.before[olds[row]].key, comparison.after[news[column]].key, score_cutoff=ALIKE)
            together = like + best[row + 1][column + 1] if like else 0.0
            best[row][column] = max(best[row + 1][column], best[row][column + 1], together)
    return best
