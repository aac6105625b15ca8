"""Tables as a workbook. Every cell is a text, a day, or yes or no: never a formula, whatever it begins with."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

UNPRINTED: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST: Final = 32_767  # characters of a cell
WIDTH: Final = 24

Table = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def workbook_write(place: Path, tables: Iterable[Table]) -> None:
    """Write a sheet for each (name, header, rows), row by row, with the header kept in sight."""
    book = Workbook(write_only=True)
    for name, header, rows in tables:
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for number in range(1, len(header) + 1):
            sheet.column_dimensions[get_column_letter(number)].width = WIDTH
        heads = [_cell(sheet, title) for title in header]
        for head in heads:
            head.font = Font(bold=True)
        sheet.append(heads)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    book.save(place)


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or value == "":
        return WriteOnlyCell(sheet, None)
    if isinstance(value, date):
        day: Any = value  # taken as it is, whatever the library's types say
        return WriteOnlyCell(sheet, day)
    text = "yes" if value is True else "no" if value is False else str(value)
    cell = WriteOnlyCell(sheet, UNPRINTED.sub("", text)[:LONGEST])
    cell.data_type = "s"  # a text even where it begins with "="
    return cell
