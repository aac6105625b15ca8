"""The file of an import: opened from the store, and the guess of its sheet, header and columns."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

from district.encryption import SealBroken
from district.refusals import Refused
from district.sealedfiles import sealed_file_open
from district.tables.packages import Unusable
from district.tables.workbooks import Book, Row, book_of, headers_of
from inventory.importing.fields import columns_proposed, head_key
from inventory.importing.reading import words_known
from inventory.models import ImportPurpose, InventoryImport, SheetMapping

DEFAULTS, NAMED = "defaults", "fields"  # in InventoryImport.columns
HEADER_LOOKED_FOR: Final = 15  # first rows among which the header is looked for
SAMPLED: Final = 5  # rows below the header
HEAD_SHOWN: Final = 90  # characters of a row in the choice of the header


def import_book(batch: InventoryImport) -> Book:
    """The file of an import, from the store. Raises Unusable where it is gone or its key is."""
    try:
        return book_kept(batch.sealed_file, batch.file_name)
    except (FileNotFoundError, SealBroken) as why:
        raise Unusable("The file is not there any more, or its key is gone: hand it in again.") from why


def guessed(book: Book, purpose: str, source: str) -> dict[str, Any]:
    """The first sheet with a row that looks like a header, that row, and what its columns seem to be."""
    best: tuple[int, dict[str, Any]] = (-1, {})
    for sheet in book.sheets:
        for row in book.head(sheet.name)[0][:HEADER_LOOKED_FOR]:
            found = proposed(row, purpose, source)
            if len(found) > best[0]:
                columns = {NAMED: found, DEFAULTS: {}}
                best = (len(found), {"sheet": sheet.name, "header_row": row.line, "columns": columns})
        if best[0] > 1:
            break
    if best[0] < 0:
        raise Unusable("There is nothing in it: no row of any sheet holds anything.")
    return best[1]


def proposed(header: Row, purpose: str, source: str) -> dict[str, int]:
    known = SheetMapping.objects.filter(purpose=purpose, source=source).first() if source else None
    elements = dict(words_known().elements) if purpose == ImportPurpose.INVENTORY else {}
    return columns_proposed(list(headers_of(header)), purpose, elements, known.columns if known else None)


def heads(batch: InventoryImport, chosen: Mapping[str, int]) -> dict[str, str]:
    """The header of each column that was named."""
    try:
        rows, _ = import_book(batch).head(batch.sheet, until=batch.header_row)
    except Unusable as why:
        raise Refused(str(why)) from why
    header = next((row for row in rows if row.line == batch.header_row), Row(0, ()))
    names = [head_key(name) for name in headers_of(header)]
    return {name: names[place] for name, place in chosen.items() if place < len(names)}


def book_kept(kept: str, file_name: str) -> Book:
    with sealed_file_open(kept) as stream:
        size = stream.seek(0, 2)

    def opened() -> IO[bytes]:
        return sealed_file_open(kept)

    return book_of(file_name, size, opened)


def digested(chunks: Iterable[bytes], update: Callable[[bytes], object]) -> Iterator[bytes]:
    for chunk in chunks:
        update(chunk)
        yield chunk


@dataclass(frozen=True, slots=True)
class Looked:
    """What the page of the columns shows: sheets, first rows, the header with samples, kinds of information."""

    sheets: list[tuple[str, str]]
    heads: list[tuple[int, str]]
    header: list[str]
    samples: list[list[str]]
    elements: dict[int, str]
    notes: list[str]


def sheet_looked_at(batch: InventoryImport) -> Looked:
    """The head of an import's sheet with the header that was chosen; a worker reads all of it. Raises Unusable."""
    book = import_book(batch)
    rows, notes = book.head(batch.sheet, until=batch.header_row + SAMPLED)
    place = next((at for at, row in enumerate(rows) if row.line == batch.header_row), 0)
    below = rows[place + 1 : place + 1 + SAMPLED]
    header = list(headers_of(_widened(rows[place], below))) if rows else []
    samples = [
        [row.cells[at] for row in below if at < len(row.cells) and row.cells[at]][:3] for at in range(len(header))
    ]
    heads = [(row.line, _head_words(row)) for row in rows[:HEADER_LOOKED_FOR]]
    if batch.header_row not in dict(heads):
        heads.append((batch.header_row, f"Row {batch.header_row}"))
    sheets = [(one.name, f"{one.name} (hidden)" if one.hidden else one.name) for one in book.sheets]
    titles = sorted(words_known().titles.items(), key=lambda one: one[1])
    return Looked(sheets, heads, header, samples, dict(titles), notes)


def _widened(header: Row, below: list[Row]) -> Row:
    """The header with a column for cells that stand beside it."""
    width = max((len(row.cells) for row in (header, *below)), default=0)
    return Row(header.line, (*header.cells, *[""] * (width - len(header.cells))))


def _head_words(row: Row) -> str:
    said = ", ".join(cell for cell in row.cells if cell)
    return f"Row {row.line}: {said[:HEAD_SHOWN]}{'…' if len(said) > HEAD_SHOWN else ''}"
