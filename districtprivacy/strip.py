"""The next 60 days as a strip: one mark per clock, drawn on the server, with a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from district.templatetags.words import day_in_words
from districtprivacy.addresses import list_address

DAYS: Final = 60
COLUMN: Final = 18  # width of a day, in the drawing's own units
MARK: Final = 10
MOST_MARKS: Final = 8  # higher stacks are drawn as one bar, with the number in the table
TOP: Final = 8
BASE: Final = TOP + MOST_MARKS * (MARK + 2)


@dataclass(frozen=True, slots=True)
class DueDay:
    """Clocks that end on one day."""

    day: date
    clocks: int
    held: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """One rectangle of the drawing."""

    x: int
    y: int
    height: int
    kind: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A Monday: its place and its name."""

    x: int
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table under the drawing."""

    words: str
    clocks: int
    held: int
    url: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The drawing's geometry, its table and the sentence that stands for it."""

    width: int
    height: int
    base: int
    top: int
    plot: int
    column: int
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    weekends: tuple[int, ...]
    rows: tuple[Row, ...]
    words: str


def strip_of(due: Sequence[DueDay], *, first: date) -> Strip:
    """The strip that begins on `first`. Days outside of the 60 are left out."""
    shown = [day for day in due if 0 <= (day.day - first).days < DAYS]
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return Strip(
        width=DAYS * COLUMN,
        height=BASE + 30,
        base=BASE,
        top=TOP,
        plot=BASE - TOP,
        column=COLUMN,
        marks=tuple(mark for day in shown for mark in marks_of(day, first)),
        ticks=tuple(Tick(place(day, first), f"{day.day} {day:%b}") for day in days[:-2] if day.weekday() == 0),
        weekends=tuple(place(day, first) for day in days if day.weekday() >= 5),
        rows=tuple(row_of(day) for day in shown),
        words=sentence(shown),
    )


def place(day: date, first: date) -> int:
    return (day - first).days * COLUMN


def marks_of(day: DueDay, first: date) -> list[Mark]:
    """A stack of marks, the held ones on top; a bar of full height for a day with more than fit."""
    x = place(day.day, first) + (COLUMN - MARK) // 2
    near = "soon" if (day.day - first).days < 3 else "open"
    if day.clocks > MOST_MARKS:
        return [Mark(x, TOP, BASE - TOP - 2, near)]
    kinds = [near] * (day.clocks - day.held) + ["held"] * day.held
    return [Mark(x, BASE - (number + 1) * (MARK + 2), MARK, kind) for number, kind in enumerate(kinds)]


def row_of(day: DueDay) -> Row:
    url = list_address("deadlines.deadline", last_day__exact=day.day.isoformat(), state__exact="open")
    return Row(day_in_words(day.day), day.clocks, day.held, url)


def sentence(days: Sequence[DueDay]) -> str:
    total = sum(day.clocks for day in days)
    if not total:
        return "No clock ends in the next 60 days."
    busiest = max(days, key=lambda day: day.clocks)
    end = "1 clock ends" if total == 1 else f"{total} clocks end"
    most = "" if busiest.clocks == 1 else f" Most on one day: {busiest.clocks}, on {day_in_words(busiest.day)}."
    return f"{end} in the next 60 days.{most}"
