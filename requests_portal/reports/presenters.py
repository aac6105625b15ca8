"""The figures in words: tables that stand on screens, in CSV and on the board's page, and the chart's geometry."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from requests_portal.models import KIND_WORDS
from requests_portal.reports.selectors import Figures, RequestFigures
from requests_portal.reports.withholding import LEAST, total_withheld, withheld

NONE: Final = "–"
FEW: Final = f"fewer than {LEAST}"
WITHHELD: Final = "withheld"
COLUMNS: Final = (
    "Asked",
    "Answered",
    "Open",
    "Days to the answer (median)",
    "Days within which nine of ten had it",
    "In time",
    "Late",
    "Share in time",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its name and a text for each of COLUMNS."""

    name: str
    cells: tuple[str, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    key: str
    title: str
    first: str
    lines: tuple[Line, ...]
    columns: tuple[str, ...] = COLUMNS


def kind_table(figures: RequestFigures) -> Table:
    """Every kind, also those that nobody asked for, then all together."""
    by_kind = {line.name: line for line in figures.kinds}
    lines = [_line(words.capitalize(), by_kind.get(kind)) for kind, words in KIND_WORDS.items()]
    return Table("kinds", "By kind", "Kind", (*lines, _line("All requests", figures.all, total=True)))


def month_table(figures: RequestFigures) -> Table:
    """Months in which anything was asked."""
    lines = (_line(month_words(line.month), line) for line in figures.months)
    return Table("months", "By the month in which they were asked", "Month", tuple(lines))


def operator_table(operators: Iterable[Figures]) -> Table:
    return Table("operators", "By operator", "Operator", tuple(_line(line.name, line) for line in operators))


def csv_rows(table: Table) -> Iterator[tuple[str, ...]]:
    yield from ((line.name, *("" if cell == NONE else cell for cell in line.cells)) for line in table.lines)


def month_words(month: date | None) -> str:
    """March 2026."""
    return f"{month:%B %Y}" if month else ""


def share_words(share: float | None) -> str:
    """Rounded down, so that 99.96 % never reads like all of them."""
    return NONE if share is None else f"{int(share * 100 + 1e-9)} %"


def days_words(days: float | None) -> str:
    return NONE if days is None else "under 1" if days < 1 else f"{days:.1f}".removesuffix(".0")


def _line(name: str, figures: Figures | None, *, total: bool = False) -> Line:
    if figures is None:
        return Line(name, ("0", "0", "0", NONE, NONE, "0", "0", NONE), total)
    numbers = (figures.asked, figures.answered, figures.open)
    times = (days_words(figures.median), days_words(figures.slowest_tenth))
    judged = (f"{figures.in_time:,}", f"{figures.late:,}", share_words(figures.share_in_time))
    return Line(name, (*(f"{number:,}" for number in numbers), *times, *judged), total)


# The board's page

BOARD_COLUMNS: Final = ("Asked", "Days to the answer (median)", "Share in time")


def board_table(figures: RequestFigures) -> Table:
    """By kind, with what `withholding` hides said as such."""
    by_kind = {line.name: line for line in figures.kinds}
    lines = [(words, by_kind.get(kind)) for kind, words in KIND_WORDS.items()]
    numbers = [line.asked if line else 0 for _, line in lines]
    hidden = withheld(numbers)
    made = [_board_line(words.capitalize(), line, place in hidden) for place, (words, line) in enumerate(lines)]
    total = _board_line("All requests", figures.all, total_withheld(numbers), total=True)
    return Table("board", "By kind", "Kind", (*made, total), BOARD_COLUMNS)


def _board_line(name: str, line: Figures | None, hide: bool, *, total: bool = False) -> Line:
    if line is None or not line.asked:
        return Line(name, ("0", NONE, NONE), total)
    if hide:
        return Line(name, (FEW if line.asked < LEAST else WITHHELD, NONE, NONE), total)
    times = days_words(line.median) if line.answered >= LEAST else NONE
    share = share_words(line.share_in_time) if line.judged >= LEAST else NONE
    return Line(name, (f"{line.asked:,}", times, share), total)


def board_sentences(now: RequestFigures, before: RequestFigures, operators: Sequence[Figures]) -> list[str]:
    """What the page says first. Operators are counted, not named; numbers below LEAST are said as few."""
    this, last = now.all, before.all
    asked, earlier = _few(this.asked).capitalize(), _few(last.asked) if last.asked else "none"
    lines = [f"{asked} requests were asked; {earlier} in the same number of days before."]
    if this.judged >= LEAST:
        lines.append(f"{share_words(this.share_in_time)} of those with a last day by law were answered in time.")
    if this.answered >= LEAST:
        lines.append(
            f"Half were answered within {days_words(this.median)} days, nine of ten within "
            f"{days_words(this.slowest_tenth)}."
        )
    late = sum(line.late for line in operators)
    if operators:
        asked = "One operator was" if len(operators) == 1 else f"{len(operators):,} operators were"
        waiting = "none of their answers is or was late" if not late else f"answers that are or were late: {late:,}"
        lines.append(f"{asked} asked for what they hold; {waiting}.")
    return lines


def _few(number: int) -> str:
    return FEW if 0 < number < LEAST else "no" if not number else f"{number:,}"


# The chart: months as bars, in time, late and not yet judged one above the other. Units are those of its viewBox.

WIDTH: Final = 720
HEIGHT: Final = 220
LEFT: Final = 40
BOTTOM: Final = 26
PARTS: Final = (("in-time", "In time"), ("late", "Late"), ("other", "Open, or without a last day"))


@dataclass(frozen=True, slots=True)
class Bar:
    part: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A word on an axis: a month below, or a number at the left with its line."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    months: tuple[Mark, ...]
    numbers: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def month_chart(figures: RequestFigures, first: date, last: date) -> Chart | None:
    """A bar for every month of the period, empty ones too; None where nothing was asked."""
    by_month = {line.month: line for line in figures.months}
    months = list(_months(first, last))
    highest = max((line.asked for line in figures.months), default=0)
    if not highest:
        return None
    top = _round_up(highest)
    slot, floor = (WIDTH - LEFT) / len(months), HEIGHT - BOTTOM
    bars: list[Bar] = []
    for place, month in enumerate(months):
        if line := by_month.get(month):
            bars += _bars(line, LEFT + place * slot + slot * 0.14, slot * 0.72, floor, (floor - 12) / top)
    every = -(-len(months) // 12)
    words = (
        Mark(f"{month:%b %y}" if not place or month.month == 1 else f"{month:%b}", _middle(place, slot), HEIGHT - 6)
        for place, month in enumerate(months)
        if place % every == 0
    )
    numbers = (Mark(f"{step:,}", LEFT - 6, floor - step * (floor - 12) / top) for step in (0, top // 2, top))
    return Chart(tuple(bars), tuple(words), tuple(numbers))


def _middle(place: int, slot: float) -> float:
    return round(LEFT + (place + 0.5) * slot, 1)


def _bars(line: Figures, x: float, width: float, floor: float, unit: float) -> Iterator[Bar]:
    at = floor
    for part, number in zip(
        (key for key, _ in PARTS), (line.in_time, line.late, line.asked - line.judged), strict=True
    ):
        if number:
            at -= number * unit
            yield Bar(part, round(x, 1), round(at, 1), round(width, 1), round(number * unit, 1))


def _months(first: date, last: date) -> Iterator[date]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield date(number // 12, number % 12 + 1, 1)


def _round_up(number: int) -> int:
    """The next even round number: 7 becomes 8, 130 becomes 200."""
    step = 2
    while number > step * 10:
        step *= 10
    return -(-number // step) * step
