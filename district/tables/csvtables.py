"""CSV files as rows, streamed: whatever their encoding, and with the line that each row begins on."""

import codecs
import csv
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Final
from zipfile import BadZipFile

from district.tables.packages import Part, Unusable

CHUNK: Final = 1 << 20
UNREADABLE: Final = "\ufffd"
NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
BREAKS: Final = (BadZipFile, zlib.error, EOFError, OSError)
BYTE_ORDERS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Table:
    """The head of one CSV file: its columns as written and by their names without case and punctuation."""

    part: Part
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    places: dict[str, int]

    @property
    def name(self) -> str:
        return self.part.name

    @property
    def doubtful(self) -> bool:
        """Whether the encoding is a guess, so that rows are looked at for letters that could not be read."""
        return self.encoding == "cp1252" or self.encoding.startswith("utf-16")

    @property
    def note(self) -> str:
        """What people should know of the encoding; empty for UTF-8."""
        if self.encoding == "cp1252":
            return f"{self.name} is not in UTF-8. It was read as Windows-1252: look at some names with accents."
        if self.encoding.startswith("utf-16"):
            return f"{self.name} is in UTF-16 and was read as such."
        return ""

    def place(self, *names: str) -> int | None:
        """Number of the first of these columns that there is."""
        return next((self.places[name] for name in names if name in self.places), None)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Line (from 1, where the row begins) and cells of every row below the header; empty rows left out."""
        with _text(self.part, self.encoding) as text:
            reader = csv.reader(text, delimiter=self.delimiter)
            try:
                next(reader, None)
                before = reader.line_num
                for row in reader:
                    if row and any(row):
                        yield before + 1, row
                    before = reader.line_num
            except csv.Error as error:
                raise Unusable(f"{self.name}, line {reader.line_num}: {_csv_words(error)}.") from error
            except BREAKS as error:
                raise Unusable(f"{self.name} breaks off after line {reader.line_num}: the file is damaged.") from error


def table_of(part: Part, *, delimiters: str = ",") -> Table:
    """Look at the encoding of the whole file and at its first row. Raises Unusable where there is no header."""
    try:
        encoding = encoding_of(part)
        with _text(part, encoding) as text:
            first = text.readline(CHUNK)
            delimiter = max(delimiters, key=first.count)
        with _text(part, encoding) as text:
            header = next(csv.reader(text, delimiter=delimiter), [])
    except csv.Error as error:
        raise Unusable(f"{part.name}, line 1: {_csv_words(error)}.") from error
    except BREAKS as error:
        raise Unusable(f"{part.name} cannot be read: the file is damaged.") from error
    names = tuple(cell.strip() for cell in header)
    if not any(names):
        raise Unusable(f"{part.name} has no header: its first line must name the columns.")
    places: dict[str, int] = {}
    for number, name in enumerate(names):
        places.setdefault(plain_name(name), number)
    return Table(part, encoding, delimiter, names, places)


def plain_name(name: str) -> str:
    """A column's name without case and punctuation; OneRoster's "sourcedId" and the frequent "sourceId" are one."""
    return NOT_WORD.sub("", name.lower()).replace("sourceid", "sourcedid")


def encoding_of(part: Part) -> str:
    """utf-8, utf-8-sig, utf-16, or cp1252 for what is none of them. Reads the file once, in pieces."""
    with part.open() as stream:
        start = stream.read(4096)
        for mark, encoding in BYTE_ORDERS:
            if start.startswith(mark):
                return encoding
        if start.count(0) > len(start) // 4:
            return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(start)
            while chunk := stream.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def misfit(header: Sequence[str], row: list[str]) -> str:
    """Why a row does not fit its header; empty where it does. Empty cells beyond the header do no harm."""
    if len(row) == len(header) or (len(row) > len(header) and not any(row[len(header) :])):
        return ""
    return f"The row has {len(row)} columns and the header {len(header)}: a comma or quote too many or too few?"


def _text(part: Part, encoding: str) -> IO[str]:
    return io.TextIOWrapper(part.open(), encoding=encoding, errors="replace", newline="")


def _csv_words(error: csv.Error) -> str:
    if "field larger" in str(error):
        return "a quote is opened here or before and never closed"
    return str(error)
