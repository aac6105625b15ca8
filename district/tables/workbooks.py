"""Workbooks (.xlsx, .xlsm) and CSV files as sheets of texts, with what a person should know of each. Nothing is run."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from district.tables.csvtables import table_of
from district.tables.packages import Opener, Part, Unusable, file_package
from district.tables.sheetxml import Attributes, Cells, Elements, Sheet, Strings, Styles, letters, merged_filled

MOST_UNPACKED: Final = 400 * 2**20  # bytes of one part of a workbook
MOST_ENTRIES: Final = 5_000
MOST_ROWS: Final = 50_000  # with something in them
MOST_COLUMNS: Final = 300
DELIMITERS: Final = ",;\t|"
LOOKED_AT: Final = 20  # first rows that tell the delimiter and the header
OFFICE: Final = {
    "mimetype": "This is an OpenDocument file. Save it as .xlsx or as CSV (UTF-8) and hand that in.",
    "word/document.xml": "This is a Word file. Save the table as .xlsx or as CSV (UTF-8) and hand that in.",
    "xl/workbook.bin": "This is a binary workbook (.xlsb). Save it as .xlsx and hand that in.",
}
DAMAGED: Final = "The workbook is damaged: it cannot be opened."
MAIN, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


@dataclass(frozen=True, slots=True)
class SheetName:
    """A sheet of a workbook: its name and its part of the file; `hidden` ones are offered last."""

    name: str
    part: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the spreadsheet counts, from 1, and its texts. Empty rows do not come."""

    line: int
    cells: tuple[str, ...]


@dataclass
class Book:
    """A file that was opened: its sheets (a CSV file has one, without a name), and how its rows are read."""

    name: str
    opener: Opener
    size: int
    sheets: tuple[SheetName, ...] = (SheetName("", ""),)
    workbook: bool = False
    from_1904: bool = False
    notes: list[str] = field(default_factory=list)

    def rows(self, sheet: str = "", *, header_row: int = 0) -> tuple[list[Row], list[str]]:
        """All rows of a sheet that hold something, and sentences about the sheet. Raises Unusable.

        Merged cells below `header_row` are read as if each held the value.
        """
        found, notes = self._sheet_rows(sheet, header_row) if self.workbook else self._csv_rows()
        if len(found) > MOST_ROWS:
            raise Unusable(f"It has {len(found):,} rows: at most {MOST_ROWS:,} are read at once. Split the file.")
        return found, [*self.notes, *notes]

    def head(self, sheet: str = "", *, until: int = 0) -> tuple[list[Row], list[str]]:
        """The first rows, and all up to the line `until`, by which somebody finds the header; with sentences.

        Of a large file no more is read than that: a page can wait for it. Merged cells are not filled. Raises Unusable.
        """
        found, notes = self._sheet_head(sheet, until) if self.workbook else self._csv_rows(max(LOOKED_AT, until))
        shown = [row for place, row in enumerate(found) if place < LOOKED_AT or row.line <= until]
        return shown, [*self.notes, *notes]

    def _csv_rows(self, most: int = MOST_ROWS) -> tuple[list[Row], list[str]]:
        part = Part(self.name, self.size, self.opener)
        table = table_of(part, delimiters=_delimiter(part))
        rows = [Row(1, table.header)]
        for line, cells in islice(table.rows(), most + 1):
            if any(cell.strip() for cell in cells):
                rows.append(Row(line, tuple(cell.strip() for cell in cells[:MOST_COLUMNS])))
        return rows, [table.note] if table.note else []

    def _sheet_rows(self, sheet: str, header_row: int) -> tuple[list[Row], list[str]]:
        with self.opener() as stream, _opened(stream) as archive:
            strings = _strings(archive)
            cells = self._cells(archive, sheet, strings).cells
        merged = merged_filled(cells, header_row) if header_row else 0
        return _rows_of(cells), _said(cells, merged)

    def _sheet_head(self, sheet: str, until: int) -> tuple[list[Row], list[str]]:
        """The sheet first, to know how many of the strings are needed."""
        with self.opener() as stream, _opened(stream) as archive:
            reader = self._cells(archive, sheet, None, head=LOOKED_AT, until=until)
            needed = max(reader.waiting.values(), default=-1) + 1
            cells = reader.filled(_strings(archive, needed) if needed else [])
        cells.last_row = 0  # how far the sheet goes on is not known
        return _rows_of(cells), _said(cells, 0)

    def _cells(
        self, archive: ZipFile, sheet: str, strings: list[str] | None, *, head: int = 0, until: int = 0
    ) -> Sheet:
        part = next((one.part for one in self.sheets if one.name == sheet), self.sheets[0].part)
        styles = Styles()
        _read(archive, styles, "xl/styles.xml")
        reader = Sheet(strings, styles.dates, self.from_1904, head=head, until=until)
        with _entry(archive, part) as inside:
            reader.read(inside, "a sheet")
        return reader


def _strings(archive: ZipFile, most: int | None = None) -> list[str]:
    strings = Strings(most)
    _read(archive, strings, "xl/sharedStrings.xml")
    return strings.found


def _read(archive: ZipFile, parser: Strings | Styles, name: str) -> None:
    if name in archive.NameToInfo:
        with _entry(archive, name) as inside:
            parser.read(inside, name)


def book_of(name: str, size: int, opener: Opener) -> Book:
    """Look at a file: a workbook by its first bytes and parts, else CSV. Raises Unusable with a sentence."""
    with opener() as stream:
        start = stream.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unusable(
            f"{name} is an old workbook (.xls), or one that is locked with a password. "
            "Save it as .xlsx without a password, or as CSV (UTF-8)."
        )
    if not start.startswith(b"PK"):
        file_package(name, size, opener)  # refuses what is no text, what is empty and what is too large
        return Book(name, opener, size)
    try:
        with opener() as stream, ZipFile(stream) as archive:
            return _workbook(name, size, opener, archive)
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, Unusable):
            raise
        raise Unusable(DAMAGED) from error


def _workbook(name: str, size: int, opener: Opener, archive: ZipFile) -> Book:
    parts = archive.NameToInfo
    if len(parts) > MOST_ENTRIES:
        raise Unusable("The workbook has too many parts. It was not read.")
    for inside, why in OFFICE.items():
        if inside in parts and MAIN not in parts:
            raise Unusable(why)
    if MAIN not in parts:
        raise Unusable("This ZIP file is no workbook. Hand in one .xlsx file, or one CSV file.")
    found: list[Attributes] = []
    flags: list[Attributes] = []

    def seen(element: str, attributes: Attributes) -> None:
        if element == "sheet":
            found.append({key.rpartition(" ")[2]: value for key, value in attributes.items()})
        elif element == "workbookPr":
            flags.append(attributes)

    with _entry(archive, MAIN) as stream:
        Elements(seen).read(stream, "its list of sheets")
    targets = _targets(archive)
    sheets = [
        SheetName(one.get("name", ""), targets[one.get("id", "")], one.get("state", "visible") != "visible")
        for one in found
        if targets.get(one.get("id", "")) in parts and "worksheet" in targets[one.get("id", "")]
    ]
    if not sheets:
        raise Unusable("The workbook has no sheet with cells.")
    sheets.sort(key=lambda one: one.hidden)
    from_1904 = any(one.get("date1904", "0") in {"1", "true"} for one in flags)
    return Book(name, opener, size, tuple(sheets), True, from_1904, _warnings(set(parts)))


def _targets(archive: ZipFile) -> dict[str, str]:
    """Parts of the workbook by the ids that its list of sheets uses."""
    found: dict[str, str] = {}

    def seen(element: str, attributes: Attributes) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            found[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    if RELATIONS in archive.NameToInfo:
        with _entry(archive, RELATIONS) as stream:
            Elements(seen).read(stream, "its list of parts")
    return found


def _warnings(parts: set[str]) -> list[str]:
    notes = []
    if any("vbaproject" in part.lower() for part in parts):
        notes.append("The workbook holds macros. They were not run, and are not kept.")
    if any(part.startswith("xl/externalLinks/") for part in parts):
        notes.append("The workbook links to other workbooks. They were not opened.")
    return notes


def _opened(stream: IO[bytes]) -> ZipFile:
    try:
        return ZipFile(stream)
    except (BadZipFile, OSError, ValueError) as error:
        raise Unusable(DAMAGED) from error


def _entry(archive: ZipFile, name: str) -> IO[bytes]:
    """A part of the workbook. What its directory says of sizes is believed, and not exceeded. Raises Unusable."""
    entry: ZipInfo | None = archive.NameToInfo.get(name)
    if entry is None:
        raise Unusable(DAMAGED)
    if entry.flag_bits & 0x1:
        raise Unusable("The workbook is locked with a password. Save it without one.")
    if entry.file_size > MOST_UNPACKED:
        raise Unusable(f"Unpacked, the workbook would be larger than {MOST_UNPACKED // 2**20} MB. It was not opened.")
    try:
        return archive.open(entry)
    except (BadZipFile, NotImplementedError, RuntimeError) as error:
        raise Unusable(DAMAGED) from error


def _rows_of(cells: Cells) -> list[Row]:
    rows = []
    for line in sorted(cells.rows):
        texts = {place: text.strip() for place, text in cells.rows[line].items() if place < MOST_COLUMNS}
        if not any(texts.values()):
            continue
        rows.append(Row(line, tuple(texts.get(place, "") for place in range(max(texts) + 1))))
        if len(rows) > MOST_ROWS:
            break
    return rows


def _said(cells: Cells, merged: int) -> list[str]:
    notes = []
    if cells.formulas:
        where = ", ".join(cells.formulas[:3])
        notes.append(f"Some cells are formulas ({where}): the value that they showed when it was saved was read.")
    if merged:
        word = "range of merged cells was" if merged == 1 else "ranges of merged cells were"
        notes.append(f"{merged} {word} read as if each cell held the value.")
    last = max((line for line, row in cells.rows.items() if row), default=0)
    if cells.last_row - last > 1000:
        notes.append(
            f"The sheet goes on for {cells.last_row - last:,} empty rows after row {last}. They were passed over."
        )
    return notes


def _delimiter(part: Part) -> str:
    """The one that the first lines use most: a title above the header has none."""
    with part.open() as stream:
        start = stream.read(1 << 16).replace(b"\0", b"")
    lines = start.splitlines()[:LOOKED_AT]
    return max(DELIMITERS, key=lambda sign: sum(line.count(sign.encode()) for line in lines))


def headers_of(row: Row) -> Iterator[str]:
    """The names of the columns; one without a name is called by its letters."""
    for place, name in enumerate(row.cells):
        yield " ".join(name.split()) or f"(column {letters(place)})"
