"""Spreadsheets as people hand them in: plain, messy and hostile."""

import io
from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from district.tables.workbooks import Book, book_of


def workbook_bytes(rows: Iterable[Sequence[Any]], change: Callable[[Worksheet], None] | None = None) -> bytes:
    """A workbook of one sheet; `change` may merge cells and the like."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, parts: dict[str, bytes | None]) -> bytes:
    """The workbook with these parts put in the place of its own, added, or left out (None)."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def book_from(data: bytes, name: str = "apps.xlsx") -> Book:
    def opened() -> IO[bytes]:
        return io.BytesIO(data)

    return book_of(name, len(data), opened)


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    return "\n".join(",".join(row) for row in rows).encode()
