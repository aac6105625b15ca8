"""Word files: streamed through expat, so that neither entities nor deep nesting nor size can hurt.

Tracked changes are read as accepted: insertions in, deletions out. What is struck through or hidden is left out, and
comments are; each with a warning.
"""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from typing import IO
from xml.parsers import expat

from contracts.clauses.document import MOST_BYTES, Document, Unreadable, assemble
from contracts.clauses.reading_docx_numbers import Numbering, NumberingReader
from contracts.clauses.reading_docx_words import DAMAGED, TOO_LARGE, WordText

BODY = "word/document.xml"
NUMBERS = ("word/styles.xml", "word/numbering.xml")
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
EDGES = re.compile(r"word/(?:header|footer)\d{0,4}\.xml")
PAGE_NUMBER = re.compile(r"[\s\d\W]*(?:page)?[\s\d\W]*(?:of)?[\s\d\W]*", re.I)
MOST_EDGES = 60  # headers and footers: a section has up to six
CHUNK = 1 << 16
SPACES = {  # namespaces, in the two dialects of the format, and the prefixes by which this reader knows them
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
}
Opened = Callable[[str, dict[str, str]], None]


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
    edges = sorted(part for part in members if EDGES.fullmatch(part))[:MOST_EDGES]
    wanted = [part for part in (*NUMBERS, BODY, *NOTES, *edges) if part in members]
    if any(members[part].flag_bits & 1 for part in wanted):
        raise Unreadable("The Word file is locked with a password. Save a copy without one.")
    if sum(members[part].file_size for part in wanted) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    words = WordText(numbering_of(archive, [part for part in NUMBERS if part in members]))
    for part in (BODY, *(note for note in NOTES if note in members)):
        stream_part(archive, part, words.opened, words.closed, words.characters)
    pages = words.finished_pages()
    pages[-1] += edge_text(archive, edges, words.seen)
    return assemble(name, "docx", source, pages, warnings_of(words.seen))


def numbering_of(archive: zipfile.ZipFile, parts: list[str]) -> Numbering:
    reader = NumberingReader()
    for part in parts:
        reader.style = ""
        stream_part(archive, part, reader.opened, lambda element: None, lambda data: None)
    return reader.numbering


def edge_text(archive: zipfile.ZipFile, parts: list[str], seen: "Counter[str]") -> str:
    """What stands in headers and footers, each once: at the end, where it cuts no sentence in two."""
    found: dict[str, None] = {}
    for part in parts:
        words = WordText(Numbering())
        stream_part(archive, part, words.opened, words.closed, words.characters)
        seen.update(words.seen)
        text = "".join(words.finished_pages()).strip()
        if not PAGE_NUMBER.fullmatch(text[:80]):
            found[text] = None
    return "".join(f"\n{text}\n" for text in found)


def stream_part(
    archive: zipfile.ZipFile,
    part: str,
    opened: Opened,
    closed: Callable[[str], None],
    characters: Callable[[str], None],
) -> None:
    """Send a part's elements by, under the names that this reader knows."""
    names = Names()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = lambda element, attributes: opened(
        names[element], {names[key]: value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda element: closed(names[element])
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse_doctype
    with archive.open(part) as stream:
        feed(parser, stream)


def feed(parser: expat.XMLParserType, stream: IO[bytes]) -> None:
    seen = 0
    try:
        while chunk := stream.read(CHUNK):
            seen += len(chunk)
            if seen > MOST_BYTES:
                raise Unreadable(TOO_LARGE)
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError) as error:  # the second where it names an encoding that nobody knows
        raise Unreadable(DAMAGED) from error


class Names(dict[str, str]):
    """Names as they come, space and all, to names with the prefixes this reader knows; learnt as they come."""

    def __missing__(self, name: str) -> str:
        space, _, local = name.rpartition("}")
        prefix = SPACES.get(space, "")
        known = f"{prefix}:{local}" if prefix else local
        if len(self) < 10_000:
            self[name] = known
        return known


def warnings_of(seen: "Counter[str]") -> tuple[str, ...]:
    found = []
    if seen["inserted"] or seen["deleted"]:
        changes = f"{many(seen['inserted'], 'insertion')}, {many(seen['deleted'], 'deletion')}"
        found.append(f"The file has tracked changes ({changes}): the text was read as if all were accepted.")
    if seen["comments"]:
        found.append(f"The file has {many(seen['comments'], 'comment')} at its margin, which were not read.")
    if seen["struck"]:
        found.append("Words that are struck through were read as deleted.")
    if seen["hidden"]:
        found.append("Words that are formatted as hidden were not read.")
    return tuple(found)


def many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def refuse_doctype(*_: object) -> None:
    raise Unreadable("The Word file declares entities, which no word processor writes. It was not opened.")
