"""Tables as one workbook (Office Open XML, ECMA-376 part 1), written row by row.

The same data gives the same bytes: nothing here knows the hour. A text is written as a text, whatever it begins with,
so that no cell is ever a formula. openpyxl stamps the hour into each file that it writes.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Final

from transparency.xmltext import xml_quoted, xml_text

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL: Final = 32_767  # characters; programs refuse a file with a longer one
SPREADSHEETS_BEGIN: Final = date(1899, 12, 30)  # day 0 of their calendar, for every day since March 1900
ROWS_AT_ONCE: Final = 400
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest hour that an archive can hold
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES: Final = (
    f'{HEAD}<styleSheet xmlns="{MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
HEADED, A_DAY = 1, 2  # numbers of the last two styles


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name (31 characters at most), the head of each column, and rows of as many values."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def workbook_write(stream: IO[bytes], sheets: Sequence[Sheet], *, title: str, made: datetime) -> None:
    """Write the file. Values may be texts, numbers, truths (yes, no), days or None. `made`: when what it holds was."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        _part(archive, "[Content_Types].xml", _types(len(sheets)))
        _part(archive, "_rels/.rels", _package_relations())
        _part(archive, "docProps/core.xml", _properties(title, made))
        _part(archive, "xl/workbook.xml", _book([sheet.name for sheet in sheets]))
        _part(archive, "xl/_rels/workbook.xml.rels", _book_relations(len(sheets)))
        _part(archive, "xl/styles.xml", STYLES)
        for number, sheet in enumerate(sheets, start=1):
            with _opened(archive, f"xl/worksheets/sheet{number}.xml") as part:
                for piece in sheet_pieces(sheet):
                    part.write(piece.encode())


def sheet_pieces(sheet: Sheet) -> Iterator[str]:
    """A sheet's XML: the head stays in sight, and every column can be filtered by."""
    letters = [column_letters(number) for number in range(len(sheet.columns))]
    yield f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    yield f'<cols><col min="1" max="{len(letters)}" width="24" customWidth="1"/></cols><sheetData>'
    yield row_xml(1, letters, sheet.columns, style=HEADED)
    last, gathered = 1, []
    for last, row in enumerate(sheet.rows, start=2):
        gathered.append(row_xml(last, letters, row))
        if len(gathered) == ROWS_AT_ONCE:
            yield "".join(gathered)
            gathered.clear()
    yield "".join(gathered)
    yield f'</sheetData><autoFilter ref="A1:{letters[-1]}{last}"/></worksheet>'


def row_xml(number: int, letters: Sequence[str], values: Sequence[Any], style: int = 0) -> str:
    cells = (cell_xml(f"{letter}{number}", value, style) for letter, value in zip(letters, values, strict=True))
    return f'<row r="{number}">{"".join(cells)}</row>'


def cell_xml(place: str, value: Any, style: int = 0) -> str:
    """One cell; nothing for None and for an empty text."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return f'<c r="{place}" s="{A_DAY}"><v>{(value - SPREADSHEETS_BEGIN).days}</v></c>'
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<c r="{place}"><v>{value}</v></c>'
    text = "yes" if value is True else "no" if value is False else str(value)
    styled = f' s="{style}"' if style else ""
    cut = text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
    return f'<c r="{place}"{styled} t="inlineStr"><is><t xml:space="preserve">{xml_text(cut)}</t></is></c>'


def column_letters(number: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    letters = ""
    while number >= 0:
        number, rest = divmod(number, 26)
        letters = chr(ord("A") + rest) + letters
        number -= 1
    return letters


@contextmanager
def _opened(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(entry, "w") as part:
        yield part


def _part(archive: zipfile.ZipFile, name: str, text: str) -> None:
    with _opened(archive, name) as part:
        part.write(text.encode())


def _types(sheets: int) -> str:
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{TYPES}.worksheet+xml"/>'
        for number in range(1, sheets + 1)
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        f'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{parts}</Types>'
    )


def _package_relations() -> str:
    return (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>"
    )


def _properties(title: str, made: datetime) -> str:
    moment = f"{made:%Y-%m-%dT%H:%M:%SZ}"
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{xml_text(title)}</dc:title>'
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created></cp:coreProperties>'
    )


def _book(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{xml_quoted(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>'


def _book_relations(sheets: int) -> str:
    parts = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, sheets + 1)
    )
    return (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{parts}'
        f'<Relationship Id="rId{sheets + 1}" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>'
    )
