"""The binder's file while it is written: objects under their numbers, and what a tagged file has once. No Django."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from struct import Struct
from typing import IO, Any, Final
from xml.sax.saxutils import escape

from pikepdf import String

HEADER: Final = b"%PDF-1.7\n%\xf0\x9f\x93\x9a\n"
ENTRY: Final = Struct(">BIH")  # kind, offset or container, generation or place within the container
GROUP: Final = 200  # objects that are compressed together
LEAF: Final = 100  # pages and links named in one leaf of the tree of parents


@dataclass(slots=True)
class Branch:
    """What one part became: numbers of its node of pages, its pages, and its top elements, and its outline."""

    node: int
    pages: list[int]
    elements: list[int]
    headings: list[tuple[int, str, bytes]]


@dataclass(slots=True)
class Joined:
    """The file while it is written."""

    target: IO[bytes]
    title: str
    language: str
    front: int
    length: int = 0
    entries: bytearray = field(default_factory=lambda: bytearray(ENTRY.pack(0, 0, 65535)))
    waiting: list[tuple[int, bytes]] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    parents: list[tuple[int, bytes]] = field(default_factory=list)
    next_key: int = 0
    digest: Any = field(default_factory=hashlib.sha256)
    catalog: int = 0
    pages: int = 0
    tree: int = 0
    document: int = 0

    def __post_init__(self) -> None:
        self._write(HEADER)
        self.catalog, self.pages, self.tree, self.document = (self.reserved() for _ in range(4))

    def reserved(self) -> int:
        """The number of an object that is written later."""
        self.entries += ENTRY.pack(0, 0, 65535)
        return len(self.entries) // ENTRY.size - 1

    def turn(self, first: int) -> None:
        """Put the parts from `first` on before the others."""
        self.branches = self.branches[first:] + self.branches[:first]

    def close(self) -> None:
        """Write what the file has once: catalog, pages, tags, outline."""
        every = [page for branch in self.branches for page in branch.pages]
        nodes = [branch.node for branch in self.branches]
        self.put(self.pages, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(every), references(nodes)))
        elements = [element for branch in self.branches for element in branch.elements]
        self.put(
            self.document,
            b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (self.tree, references(elements)),
        )
        parents = self._parents_written()
        self.put(
            self.tree,
            b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>"
            % (self.document, parents, self.next_key),
        )
        outlines = self._outline_written()
        labels = b"0<</S/r>>%d<</S/D>>" % self.front if self.front else b"0<</S/D>>"
        metadata, xmp = self.reserved(), xmp_of(self.title)
        self.put_stream(metadata, b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(xmp), xmp)
        info = self.reserved()
        self.put(info, b"<</Title %s/Producer(District Privacy)>>" % String(self.title).unparse())
        self.put(
            self.catalog,
            b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/Metadata %d 0 R/Lang %s/MarkInfo<</Marked true>>"
            b"/ViewerPreferences<</DisplayDocTitle true>>/PageLabels<</Nums[%s]>>%s>>"
            % (
                self.pages,
                self.tree,
                metadata,
                String(self.language).unparse(),
                labels,
                b"/Outlines %d 0 R/PageMode/UseOutlines" % outlines if outlines else b"",
            ),
        )
        self._waiting_write()
        self._table_write(info)

    def put(self, number: int, text: bytes) -> None:
        """An object without a stream. Objects wait until there are enough to be compressed together."""
        self.waiting.append((number, text))
        if len(self.waiting) >= GROUP:
            self._waiting_write()

    def put_stream(self, number: int, dictionary: bytes, content: bytes) -> None:
        self._placed(number, b"%s\nstream\n%s\nendstream" % (dictionary, content))

    def _placed(self, number: int, text: bytes) -> None:
        self._enter(number, 1, self.length, 0)
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, text))

    def _enter(self, number: int, kind: int, where: int, place: int) -> None:
        ENTRY.pack_into(self.entries, number * ENTRY.size, kind, where, place)

    def _write(self, text: bytes) -> None:
        self.target.write(text)
        self.digest.update(text)
        self.length += len(text)

    def _waiting_write(self) -> None:
        if not self.waiting:
            return
        index, body, container = b"", b"", self.reserved()
        for place, (number, text) in enumerate(self.waiting):
            index += b"%d %d " % (number, len(body))
            body += text + b"\n"
            self._enter(number, 2, container, place)
        content = zlib.compress(index + body, 6)
        head = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>"
        self.put_stream(container, head % (len(self.waiting), len(index), len(content)), content)
        self.waiting.clear()

    def _parents_written(self) -> int:
        leaves = []
        self.parents.sort()
        for start in range(0, len(self.parents), LEAF):
            rows = self.parents[start : start + LEAF]
            leaves.append(self.reserved())
            numbers = b" ".join(b"%d %s" % row for row in rows)
            self.put(leaves[-1], b"<</Limits[%d %d]/Nums[%s]>>" % (rows[0][0], rows[-1][0], numbers))
        self.put(tree := self.reserved(), b"<</Kids[%s]>>" % references(leaves))
        return tree

    def _outline_written(self) -> int:
        rows = [row for branch in self.branches for row in branch.headings]
        return Outline(self).written(rows) if rows else 0

    def _table_write(self, info: int) -> None:
        number, start = self.reserved(), self.length
        self._enter(number, 1, start, 0)
        name = self.digest.hexdigest()[:32].encode()
        content = zlib.compress(bytes(self.entries), 6)
        self._write(
            b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]/Filter/FlateDecode"
            b"/Length %d>>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
            % (number, number + 1, self.catalog, info, name, name, len(content), content, start)
        )


class Outline:
    """The outline of the joined file: branches closed, so that thousands of names do not fill the pane."""

    def __init__(self, joined: Joined) -> None:
        self.joined = joined

    def written(self, rows: Sequence[tuple[int, str, bytes]]) -> int:
        root = self.joined.reserved()
        last = self._level(rows, root)
        self.joined.put(root, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % last)
        return root

    def _level(self, rows: Sequence[tuple[int, str, bytes]], parent: int) -> tuple[int, int, int]:
        """Write the rows of one level with what is below each: (first, last, how many)."""
        starts = starts_of(rows)
        numbers = [self.joined.reserved() for _ in starts]
        for place, (start, end) in enumerate(zip(starts, [*starts[1:], len(rows)], strict=True)):
            _, title, where = rows[start]
            below = b""
            if end > start + 1:
                first, last, count = self._level(rows[start + 1 : end], numbers[place])
                below = b"/First %d 0 R/Last %d 0 R/Count %d" % (first, last, -count)
            links = b"/Prev %d 0 R" % numbers[place - 1] if place else b""
            links += b"/Next %d 0 R" % numbers[place + 1] if place + 1 < len(numbers) else b""
            self.joined.put(
                numbers[place],
                b"<</Title %s/Parent %d 0 R/Dest %s%s%s>>" % (String(title).unparse(), parent, where, links, below),
            )
        return numbers[0], numbers[-1], len(numbers)


def starts_of(rows: Sequence[tuple[int, str, bytes]]) -> list[int]:
    """Where each row of the highest level begins that has no higher one before it."""
    found, level = [], rows[0][0]
    for place, row in enumerate(rows):
        if row[0] <= level:
            level = row[0]
            found.append(place)
    return found


def references(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def xmp_of(title: str) -> bytes:
    """XMP that names the title and PDF/UA-1."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        '<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()
