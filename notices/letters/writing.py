"""Files out of forms: objects in groups, a table of where they stand, and the same bytes for the same letter."""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from struct import Struct
from typing import Final

from notices.letters.forms import (
    CATALOG,
    DOCUMENT,
    FIRST_PART,
    INFO,
    METADATA,
    OUTLINES,
    PAGES,
    PARENTS,
    TREE,
    Form,
    form_of,
    joined,
)
from notices.letters.sheets import Part, Sheet

HEADER: Final = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
# Kind, offset or container, generation or place within the container.
ENTRY: Final = Struct(">BIH")
PLAIN, GROUPED = 1, 2


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says of itself: language, title as a PDF string, and the metadata that name PDF/UA."""

    language: str
    title: bytes
    metadata: bytes


@dataclass(slots=True)
class File:
    """A file while it is written: its pieces, how long they are, and where each object stands."""

    pieces: list[bytes] = field(default_factory=lambda: [HEADER])
    length: int = len(HEADER)
    entries: dict[int, bytes] = field(default_factory=lambda: {0: ENTRY.pack(0, 0, 65535)})

    def add(self, number: int, text: bytes) -> None:
        whole = b"%d 0 obj\n%s\nendobj\n" % (number, text)
        self.entries[number] = ENTRY.pack(PLAIN, self.length, 0)
        self.pieces.append(whole)
        self.length += len(whole)

    def add_stream(self, number: int, dictionary: bytes, content: bytes) -> None:
        self.add(number, b"%s\nstream\n%s\nendstream" % (dictionary, content))

    def add_group(self, container: int, numbers: Sequence[int], index: bytes, body: bytes, *, packed: bool) -> None:
        """Objects in one stream. `index` is the pairs of number and place that open it."""
        for place, number in enumerate(numbers):
            self.entries[number] = ENTRY.pack(GROUPED, container, place)
        content = zlib.compress(index + body, 6) if packed else index + body
        how = b"/Filter/FlateDecode" if packed else b""
        dictionary = b"<</Type/ObjStm/N %d/First %d%s/Length %d>>"
        self.add_stream(container, dictionary % (len(numbers), len(index), how, len(content)), content)

    def add_parts(self, parts: Sequence[Part], numbers: Sequence[int]) -> None:
        for part, number in zip(parts, numbers, strict=True):
            text = part.text % tuple([numbers[place] for place in part.refers])
            if part.stream is None:
                self.add(number, text)
            else:
                self.add_stream(number, text, part.stream)

    def table(self, count: int) -> bytes:
        """Where each of the first `count` numbers stands. One that nobody used is free."""
        free = ENTRY.pack(0, 0, 65535)
        return b"".join(self.entries.get(number, free) for number in range(count))


def grouped(objects: Iterable[tuple[int, bytes]]) -> tuple[list[int], bytes, bytes]:
    """Numbers, index and body of objects that have their numbers already."""
    numbers, index, body = [], b"", b""
    for number, text in objects:
        numbers.append(number)
        index += b"%d %d " % (number, len(body))
        body += text + b"\n"
    return numbers, index, body


def part_numbers(parts: Sequence[Part]) -> list[int]:
    return [FIRST_PART + place for place in range(len(parts))]


@dataclass(frozen=True, slots=True)
class Single:
    """A letter alone: all of its file but what is the family's own, made once."""

    before: bytes
    table: bytes
    personal: int


def single_of(sheet: Sheet, parts: Sequence[Part], head: Head) -> Single:
    """Nothing is compressed here: then the letter's bytes are the same whatever library compresses, years later."""
    file, numbers = File(), part_numbers(parts)
    file.add_parts(parts, numbers)
    form = form_of(sheet, numbers, outlined=False)
    base = FIRST_PART + len(parts)
    index, body = form.filled(base)
    own_numbers, own_index, own_body = grouped(_of_document(head, [(form, base)], outlines=0))
    shifted = b"".join(
        b"%d %d " % (number, int(offset) + len(body))
        for number, offset in zip(own_numbers, own_index.split()[1::2], strict=True)
    )
    letter_numbers = [base + number for number in form.packed]
    file.add_group(
        base + form.container, [*letter_numbers, *own_numbers], index + shifted, body + own_body, packed=False
    )
    file.add_stream(METADATA, b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(head.metadata), head.metadata)
    # The family's own content comes last, under a number of its own place in the form.
    return Single(b"".join(file.pieces), file.table(base + form.size), base + form.personal)


def single_written(single: Single, content: bytes) -> bytes:
    """The letter's file. Its id is made from its content, so that the same letter is the same file."""
    at = len(single.before)
    own = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (single.personal, len(content), content)
    start = at + len(own)
    place, number = single.personal * ENTRY.size, len(single.table) // ENTRY.size
    table = b"".join(
        (
            single.table[:place],
            ENTRY.pack(PLAIN, at, 0),
            single.table[place + ENTRY.size :],
            ENTRY.pack(PLAIN, start, 0),
        )
    )
    digest = hashlib.sha256(single.table + content).hexdigest()[:32].encode()
    return b"".join((single.before, own, _cross_references(number, table, digest, start, packed=False)))


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a batch: its sheet, its own content and the reference under which the outline names it."""

    sheet: Sheet
    content: bytes
    reference: str


def batch_written(letters: Sequence[Letter], parts: Sequence[Part], head: Head) -> bytes:
    """Letters after one another in one file, each under its own branch of one structure tree."""
    file, numbers = File(), part_numbers(parts)
    file.add_parts(parts, numbers)
    forms: dict[int, Form] = {}
    laid: list[tuple[Form, int]] = []
    base = FIRST_PART + len(parts)
    before = 0
    for place, letter in enumerate(letters):
        form = forms.get(id(letter.sheet))
        if form is None:
            form = forms[id(letter.sheet)] = form_of(letter.sheet, numbers, outlined=True)
        index, body = form.filled(base)
        following = base + form.size if place + 1 < len(letters) else 0
        body += _outline_entry(letter.reference, base + form.pages[0], before, following)
        file.add_group(base + form.container, [base + number for number in form.packed], index, body, packed=True)
        if letter.content:
            _add_content(file, base + form.personal, letter.content)
        laid.append((form, base))
        before, base = base + form.outline, base + form.size
    file.add_group(base, *grouped(_of_document(head, laid, outlines=len(letters))), packed=True)
    file.add_stream(METADATA, b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(head.metadata), head.metadata)
    table = file.table(base + 1) + ENTRY.pack(PLAIN, file.length, 0)
    digest = hashlib.sha256(b"".join(letter.content for letter in letters) + table).hexdigest()[:32].encode()
    file.pieces.append(_cross_references(base + 1, table, digest, file.length, packed=True))
    return b"".join(file.pieces)


def _add_content(file: File, number: int, content: bytes) -> None:
    packed = zlib.compress(content, 6)
    file.add_stream(number, b"<</Filter/FlateDecode/Length %d>>" % len(packed), packed)


def _outline_entry(reference: str, page: int, before: int, following: int) -> bytes:
    title = b"<" + ("\ufeff" + reference).encode("utf-16-be").hex().encode() + b">"
    links = (b"/Prev %d 0 R" % before if before else b"") + (b"/Next %d 0 R" % following if following else b"")
    return b"<</Title%s/Parent %d 0 R%s/Dest[%d 0 R/Fit]>>\n" % (title, OUTLINES, links, page)


def _of_document(head: Head, laid: Sequence[tuple[Form, int]], outlines: int) -> list[tuple[int, bytes]]:
    """The objects that a file has once, with the pages and the tags of all its letters."""
    pages = [base + page for form, base in laid for page in form.pages]
    parents = [base + parent for form, base in laid for parent in form.parents]
    keyed = b" ".join(b"%d %d 0 R" % pair for pair in zip(pages, parents, strict=True))
    language = b"<" + ("\ufeff" + head.language).encode("utf-16-be").hex().encode() + b">"
    objects = [
        (
            CATALOG,
            b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/Metadata %d 0 R/Lang%s/MarkInfo<</Marked true>>"
            b"/ViewerPreferences<</DisplayDocTitle true>>%s>>"
            % (PAGES, TREE, METADATA, language, b"/Outlines %d 0 R" % OUTLINES if outlines else b""),
        ),
        (PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), joined(pages))),
        (
            TREE,
            b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>"
            % (DOCUMENT, PARENTS, pages[-1] + 1),
        ),
        (
            DOCUMENT,
            b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>"
            % (TREE, joined(base + form.article for form, base in laid)),
        ),
        (PARENTS, b"<</Nums[%s]>>" % keyed),
        (INFO, b"<</Title %s/Producer(District Privacy)>>" % head.title),
    ]
    if outlines:
        first, last = laid[0][1] + laid[0][0].outline, laid[-1][1] + laid[-1][0].outline
        text = b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (first, last, outlines)
        objects.append((OUTLINES, text))
    return objects


def _cross_references(number: int, table: bytes, digest: bytes, start: int, *, packed: bool) -> bytes:
    content = zlib.compress(table, 6) if packed else table
    return (
        b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]%s/Length %d>>\nstream\n%s\n"
        b"endstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (
            number,
            number + 1,
            CATALOG,
            INFO,
            digest,
            digest,
            b"/Filter/FlateDecode" if packed else b"",
            len(content),
            content,
            start,
        )
    )
