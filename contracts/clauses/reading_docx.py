"""Word files: streamed through expat, so that neither entities nor deep nesting nor size can hurt.

Tracked changes are read as accepted: insertions in, deletions out, with a warning.
"""

import zipfile
import zlib
from io import BytesIO
from typing import IO
from xml.parsers import expat

from contracts.clauses.document import MOST_BYTES, Document, Unreadable, assemble

BODY = "word/document.xml"
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
CHUNK = 1 << 16
DEEPEST = 2_000
SILENT = frozenset(("w:del", "w:moveFrom", "w:delText", "w:instrText", "mc:Fallback", "w:rPrChange", "w:pPrChange"))
TRACKED = frozenset(("w:ins", "w:del", "w:moveFrom", "w:moveTo"))
DAMAGED = "The Word file is damaged and cannot be read. Open it in a word processor and save it again."


def read_docx(source: bytes, name: str) -> Document:
    try:
        with zipfile.ZipFile(BytesIO(source)) as archive:
            return read_archive(archive, source, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Unreadable(DAMAGED) from error


def read_archive(archive: zipfile.ZipFile, source: bytes, name: str) -> Document:
    members = {member.filename: member for member in archive.infolist()}
    if BODY not in members:
        raise Unreadable(
            "This is an archive or an office file of another kind. Only Word files (.docx) of this family can be read."
        )
    wanted = [part for part in (BODY, *NOTES) if part in members]
    if any(members[part].flag_bits & 1 for part in wanted):
        raise Unreadable("The Word file is locked with a password. Save a copy without one.")
    if sum(members[part].file_size for part in wanted) > MOST_BYTES:
        raise Unreadable("The Word file grows too large when unpacked. Save it as PDF and upload that.")
    words = WordText()
    for part in wanted:
        with archive.open(part) as stream:
            words.read(stream)
    warnings = ("The file has tracked changes: the text was read as if all were accepted.",) if words.tracked else ()
    return assemble(name, "docx", source, words.finished_pages(), warnings)


class WordText:
    """Collects the text of WordprocessingML while it streams by."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.tracked = False
        self.silent = 0
        self.depth = 0
        self.in_text = False
        self.listed = False
        self.fresh = True  # nothing written in this paragraph yet

    def read(self, stream: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.opened
        parser.EndElementHandler = self.closed
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = refuse_doctype
        seen = 0
        try:
            while chunk := stream.read(CHUNK):
                seen += len(chunk)
                if seen > MOST_BYTES:
                    raise Unreadable("The Word file grows too large when unpacked. Save it as PDF and upload that.")
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Unreadable(DAMAGED) from error

    def write(self, text: str) -> None:
        self.pages[-1].append(text)

    def opened(self, element: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable(DAMAGED)
        self.tracked = self.tracked or element in TRACKED
        if self.silent or element in SILENT:
            self.silent += 1
        elif element == "w:t":
            self.in_text = True
        elif element in ("w:numPr", "w:tab", "w:br", "w:lastRenderedPageBreak", "w:noBreakHyphen"):
            self.layout(element, attributes)

    def layout(self, element: str, attributes: dict[str, str]) -> None:
        if element == "w:numPr":
            self.listed = True
        elif element == "w:lastRenderedPageBreak" or attributes.get("w:type") == "page":
            if any(self.pages[-1]):
                self.pages.append([])
        else:
            self.write({"w:tab": "\t", "w:br": "\n"}.get(element, "-"))

    def closed(self, element: str) -> None:
        self.depth -= 1
        if self.silent:
            self.silent -= 1
        elif element == "w:t":
            self.in_text = False
        elif element == "w:p":
            self.write("\n")
            self.listed, self.fresh = False, True
        elif element == "w:tc":
            self.write(" | ")
        elif element == "w:tr":
            self.write("\n")

    def characters(self, data: str) -> None:
        if not self.in_text or self.silent:
            return
        if self.fresh and self.listed:
            self.write("- ")
        self.fresh = False
        self.write(data)

    def finished_pages(self) -> list[str]:
        return ["".join(parts).replace("\n | ", " | ") for parts in self.pages]


def refuse_doctype(*_: object) -> None:
    raise Unreadable("The Word file declares entities, which no word processor writes. It was not opened.")
