"""One paper, whatever it is written out as: facts, then sections of paragraphs, lists and tables."""

from dataclasses import dataclass

from contracts.drafting.paper import UNPRINTABLE


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Every row has as many cells as there are columns; the first cell names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it. `empty` is said where nothing does."""

    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    empty: str = ""

    @property
    def bare(self) -> bool:
        return not (self.paragraphs or self.items or any(grid.rows for grid in self.grids))


@dataclass(frozen=True, slots=True)
class Sheet:
    """`standing` says whether it is a draft; `facts` are pairs of a name and what it is."""

    title: str
    district: str
    standing: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def paragraphs_of(text: str) -> tuple[str, ...]:
    """What a person typed, a paragraph a line, without what neither Word nor a page can hold."""
    return tuple(line.strip() for line in printable(text).splitlines() if line.strip())


def printable(text: str) -> str:
    """Without characters that XML cannot hold."""
    return UNPRINTABLE.sub(" ", text)


def row_of(*cells: object) -> tuple[str, ...]:
    """Cells of a table as words; nothing is a dash."""
    return tuple(printable(str(cell)) if cell not in (None, "") else "–" for cell in cells)
