"""The XML inside a workbook, read as a stream: strings, formats that mean dates, sheets, cells.

A parser of its own, and not a spreadsheet library's: what people hand in may be hostile. A document type is refused
(entities are where XML bombs come from), every size is bounded, links and macros are never looked at, and a formula is
known from a value.
"""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import IO, Final
from xml.parsers import expat
from zipfile import BadZipFile

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from district.tables.packages import Unusable

PIECE: Final = 1 << 16
MOST_STRINGS: Final = 2_000_000
MOST_CELLS: Final = 3_000_000
MOST_TEXT: Final = 200 * 2**20  # characters of one sheet, or of all strings
MOST_COLUMNS: Final = 16_384
MOST_MERGED: Final = 100_000  # cells that merged ranges fill
LONGEST_CELL: Final = 32_767  # as Excel itself has it
WAITING: Final = "\x00string"  # a cell whose shared string was not read yet
FORMULA: Final = "\x00formula"  # a formula whose last value the file does not hold

ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how workbooks write what XML cannot hold

Attributes = dict[str, str]


@dataclass
class Cells:
    """One sheet: texts by row (from 1) and column (from 0). `formulas` are the first cells that are formulas."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    last_row: int = 0


class _Parser:
    """An expat parser whose names come without their namespaces; a document type ends it."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.text
        self.seen = 0
        self.enough = False  # set by a parser that has what it was asked for: the rest is not read

    def read(self, stream: IO[bytes], what: str) -> None:
        """Raises Unusable where it is no XML, or a hostile one."""
        try:
            while piece := stream.read(PIECE):
                self.parser.Parse(piece, False)
                if self.enough:
                    return
            self.parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, OverflowError, BadZipFile, zlib.error, EOFError, OSError) as error:
            if isinstance(error, Unusable):
                raise
            raise Unusable(f"The workbook is damaged: {what} cannot be read.") from error

    def _doctype(self, *_: object) -> None:
        raise Unusable("The workbook holds declarations that no spreadsheet program writes. It was not read.")

    def _start(self, name: str, attributes: Attributes) -> None:
        self.start(name.rpartition(" ")[2], attributes)

    def _end(self, name: str) -> None:
        self.end(name.rpartition(" ")[2])

    def counted(self, text: str) -> str:
        self.seen += len(text)
        if self.seen > MOST_TEXT:
            raise Unusable("The workbook holds more text than an inventory can have. It was not read.")
        return text

    def start(self, name: str, attributes: Attributes) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


class Strings(_Parser):
    """The table of shared strings, or the first `most` of it; phonetic readings are left out."""

    def __init__(self, most: int | None = None) -> None:
        super().__init__()
        self.most = most
        self.found: list[str] = []
        self.pieces: list[str] = []
        self.inside = False
        self.phonetic = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self.pieces = []
        elif name == "rPh":
            self.phonetic += 1
        self.inside = name == "t" and not self.phonetic

    def end(self, name: str) -> None:
        self.inside = False
        if name == "rPh":
            self.phonetic -= 1
        elif name == "si":
            self.found.append("".join(self.pieces))
            self.enough = self.most is not None and len(self.found) >= self.most
            if len(self.found) > MOST_STRINGS:
                raise Unusable("The workbook holds more texts than an inventory can have. It was not read.")

    def text(self, text: str) -> None:
        if self.inside:
            self.pieces.append(self.counted(text))


class Styles(_Parser):
    """Which cell formats show a number as a date: their numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.formats = dict(BUILTIN_FORMATS)
        self.cell_formats: list[int] = []
        self.within = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self.formats[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self.within = True
        elif name == "xf" and self.within:
            self.cell_formats.append(int(attributes.get("numFmtId", 0)))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.within = False

    @property
    def dates(self) -> frozenset[int]:
        return frozenset(
            place for place, number in enumerate(self.cell_formats) if is_date_format(self.formats.get(number, ""))
        )


class Sheet(_Parser):
    """The cells of one sheet, as texts. With `head`, those of so many rows, and of all up to the line `until`.

    Without `strings` cells that name one wait in `waiting`, by row and column: `filled` gives them their texts.
    """

    def __init__(
        self, strings: list[str] | None, dates: frozenset[int], from_1904: bool, *, head: int = 0, until: int = 0
    ) -> None:
        super().__init__()
        self.strings, self.dates, self.head, self.until = strings, dates, head, until
        self.waiting: dict[tuple[int, int], int] = {}
        self.rows_seen = 0
        self.epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
        self.cells = Cells()
        self.row, self.column, self.kind, self.style, self.number = 0, -1, "n", 0, 0
        self.value: list[str] = []
        self.listening = self.formula = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._cell(attributes)
        elif name in {"v", "t"}:
            self.listening = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            self._row_ended()
            self.row = int(attributes.get("r") or self.row + 1)
            self.column = -1
            self.cells.last_row = max(self.cells.last_row, self.row)
        elif name == "mergeCell":
            self.cells.merged.append(attributes.get("ref", ""))
            if len(self.cells.merged) > MOST_MERGED:
                raise Unusable("So many cells are merged that the sheet cannot be read as a table.")

    def _row_ended(self) -> None:
        """Empty rows are counted too, in thousands: a head may stand below some, but not below a million."""
        self.rows_seen += 1
        held = max(len(self.cells.rows), self.rows_seen // 1000)
        self.enough = bool(self.head) and held >= self.head and self.row >= self.until

    def _cell(self, attributes: Attributes) -> None:
        place = attributes.get("r")
        self.column = column_of(place) if place else self.column + 1
        self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s", 0))
        self.value, self.formula = [], False

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self.listening = False
        elif name == "c":
            self._keep()

    def text(self, text: str) -> None:
        if self.listening:
            self.value.append(self.counted(text))

    def _keep(self) -> None:
        written = "".join(self.value)
        if self.formula:
            if len(self.cells.formulas) < 10:
                self.cells.formulas.append(f"{letters(self.column)}{self.row}")
            text = self._shown(written) if written else FORMULA
        else:
            text = self._shown(written)
        if not text:
            return
        self.number += 1
        if self.number > MOST_CELLS or not 0 <= self.column < MOST_COLUMNS:
            raise Unusable("The sheet has more cells than an inventory can have. It was not read.")
        self.cells.rows.setdefault(self.row, {})[self.column] = ESCAPED.sub(_unescaped, text)[:LONGEST_CELL]

    def filled(self, strings: list[str]) -> Cells:
        """The cells with the texts that they waited for; those without one are no cells."""
        for (row, column), place in self.waiting.items():
            text = strings[place] if 0 <= place < len(strings) else ""
            if text:
                self.cells.rows[row][column] = ESCAPED.sub(_unescaped, text)[:LONGEST_CELL]
            else:
                del self.cells.rows[row][column]
        return self.cells

    def _shown(self, written: str) -> str:
        """What a person sees in the cell, near enough: dates in ISO, whole numbers without a point."""
        if self.kind == "s":
            place = int(written) if written else -1
            if self.strings is None:
                self.waiting[self.row, self.column] = place
                return WAITING
            return self.strings[place] if 0 <= place < len(self.strings) else ""
        if self.kind in {"str", "inlineStr", "d"}:
            return written
        if self.kind == "b":
            return "yes" if written.strip() == "1" else "no"
        if self.kind == "e":
            return ""  # #REF! and the like say nothing
        return self._number(written) if written else ""

    def _number(self, written: str) -> str:
        number = float(written)
        if self.style in self.dates:
            return self._date(number)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else written

    def _date(self, number: float) -> str:
        try:
            moment = from_excel(number, self.epoch)
        except (ValueError, OverflowError):
            return ""
        if isinstance(moment, datetime):
            return moment.date().isoformat() if moment.time() == time(0) else moment.isoformat(" ", "minutes")
        return str(moment)


class Elements(_Parser):
    """Calls back with every element's name and attributes: for the small parts of a workbook."""

    def __init__(self, found: Callable[[str, Attributes], None]) -> None:
        super().__init__()
        self.found = found

    def start(self, name: str, attributes: Attributes) -> None:
        self.found(name, attributes)


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found.group(1), 16))


def column_of(place: str) -> int:
    """Column from 0 of a place such as AB12; -1 where it is none."""
    number = 0
    for letter in place:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
        if number > MOST_COLUMNS:
            return -1
    return number - 1


def letters(column: int) -> str:
    """Column 0 is A, 27 is AB."""
    found = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def merged_filled(cells: Cells, below: int) -> int:
    """Give every cell of a merged range its value, in rows below a header's; how many ranges that were."""
    filled = done = 0
    for written in cells.merged:
        try:
            left, top, right, bottom = range_boundaries(written)
        except (ValueError, TypeError):
            continue
        if left is None or top is None or right is None or bottom is None:  # a whole column, or a whole row
            continue
        bottom = min(bottom, cells.last_row)
        value = cells.rows.get(top, {}).get(left - 1, "")
        if top <= below or not value:
            continue
        filled += (bottom - top + 1) * (right - left + 1)
        if filled > MOST_MERGED:
            raise Unusable("So many cells are merged that the sheet cannot be read as a table.")
        for row in range(top, bottom + 1):
            cells.rows.setdefault(row, {}).update(dict.fromkeys(range(left - 1, right), value))
        done += 1
    return done
