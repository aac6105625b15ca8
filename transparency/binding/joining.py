"""Tagged PDF files as one tagged PDF file, part by part: memory holds one part, however many there are. No Django.

Parts are files as WeasyPrint lays them out (PDF/UA-1). Each part's objects are copied under new numbers; its structure
tree becomes a branch of one tree, its keys in the tree of parents move on, and its outline becomes a piece of one.
Links to PAGE_LINK and a number lead to the page of that number (from 1) in the joined file.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from transparency.binding.joinedfile import Branch, Joined

PAGE_LINK: Final = "https://page.invalid/"
# What points elsewhere in a part. Texts are passed over whole: qpdf writes every bracket inside one with a backslash.
REFERENCE: Final = re.compile(rb"\((?:[^()\\]|\\.)*\)|(\d+) 0 R\b|(/StructParents? )(\d+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the outline: its level from 1, its words, and its page's number in its own part, from 0."""

    level: int
    title: str
    page: int


def headings_of(path: Path) -> list[Heading]:
    """The outline of one part, in order."""
    with pikepdf.open(path) as pdf:
        return _headings(pdf)


def headings_read(content: bytes) -> tuple[list[Heading], int]:
    """The outline of a part that is not kept yet, and the number of its pages."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return _headings(pdf), len(pdf.pages)


def _headings(pdf: pikepdf.Pdf) -> list[Heading]:
    numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages)}
    return [Heading(level, title, numbers[where[0].objgen]) for level, title, where in _outline(pdf)]


def pages_of(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def parts_join(front: Sequence[Path], body: Sequence[Path], target: IO[bytes], *, title: str, language: str) -> None:
    """Write the parts after one another. Pages of the front are numbered i, ii, iii, those of the body from 1.

    Raises OSError and pikepdf.PdfError.
    """
    counts = [pages_of(path) for path in (*front, *body)]
    joined = Joined(target, title=title, language=language, front=sum(counts[: len(front)]))
    # The front refers to pages of the body, whose numbers are known once they are written.
    for path in body:
        _copied(path, joined)
    first = len(joined.branches)
    for path in front:
        _copied(path, joined)
    joined.turn(first)
    joined.close()


def _copied(path: Path, joined: Joined) -> None:
    with pikepdf.open(path) as pdf:
        _Part(pdf, joined).copy()


class _Part:
    """One part on its way into the joined file."""

    def __init__(self, pdf: pikepdf.Pdf, joined: Joined) -> None:
        self.pdf, self.joined = pdf, joined
        self.key = joined.next_key
        self.numbers: dict[int, int] = {}  # where an object of the part stands in the joined file
        self.left_out: set[int] = set()
        self.targets: dict[int, int] = {}  # pages of other parts that links of this one lead to

    def copy(self) -> None:
        pdf, joined = self.pdf, self.joined
        tree, node = pdf.Root.StructTreeRoot, pdf.Root.Pages
        headings = list(_outline(pdf))
        self._leave_out(tree)
        self._links_turn()
        above = pdf.make_indirect(Dictionary())
        node.Parent = above
        self._number_all({tree.objgen[0]: joined.document, above.objgen[0]: joined.pages})
        joined.branches.append(
            Branch(
                node=self.numbers[node.objgen[0]],
                pages=[self.numbers[int(page.objgen[0])] for page in pdf.pages],
                elements=self._branch(),
                headings=[(level, title, self._text(where)) for level, title, where in headings],
            )
        )
        self._parents_take(tree.ParentTree)
        for item in self._own():
            self._copy(item)

    def _own(self) -> Iterator[pikepdf.Object]:
        """What is copied: all objects but those that hold others in the file, and those left out."""
        for item in self.pdf.objects:
            if not isinstance(item, pikepdf.Object) or item.objgen[0] in self.left_out:
                continue
            if isinstance(item, pikepdf.Stream) and item.stream_dict.get("/Type") in ("/ObjStm", "/XRef"):
                continue
            yield item

    def _leave_out(self, tree: pikepdf.Object) -> None:
        """What the joined file has once, or writes in its own way."""
        root = self.pdf.Root
        for item in (root, tree, tree.ParentTree, self.pdf.trailer.get("/Info"), root.get("/Metadata")):
            if item is not None:
                self.left_out.add(item.objgen[0])
        self.left_out |= {item.objgen[0] for item in _outline_items(root)}

    def _number_all(self, given: dict[int, int]) -> None:
        """A number in the joined file for each object that goes there; some are there already."""
        self.left_out |= set(given)
        self.numbers = {item.objgen[0]: self.joined.reserved() for item in self._own()} | given | self.targets

    def _branch(self) -> list[int]:
        """The part's top elements. A document within a document is a part of it."""
        top = _tops(self.pdf)
        for element in top:
            if Name.Document == element.S:
                element.S = Name.Part
        return [self.numbers[element.objgen[0]] for element in top]

    def _links_turn(self) -> None:
        """Links that name a page of the joined file lead there from now on."""
        body = [page for branch in self.joined.branches for page in branch.pages]
        stand_ins: dict[int, pikepdf.Object] = {}
        for page in self.pdf.pages:
            for link in page.obj.get("/Annots", ()):
                action = link.get("/A")
                address = str(action.get("/URI", "")) if action is not None else ""
                if not address.startswith(PAGE_LINK):
                    continue
                number = int(address.removeprefix(PAGE_LINK))
                if number not in stand_ins:
                    stand_ins[number] = self.pdf.make_indirect(Dictionary())
                    self.targets[stand_ins[number].objgen[0]] = body[number - 1]
                    self.left_out.add(stand_ins[number].objgen[0])
                del link["/A"]
                link.Dest = Array([stand_ins[number], Name.Fit])
                link.Contents = String(str(number))

    def _parents_take(self, parents: pikepdf.Object) -> None:
        for key, value in _number_tree(parents):
            self.joined.parents.append((self.key + key, self._text(value)))
            self.joined.next_key = max(self.joined.next_key, self.key + key + 1)

    def _text(self, item: Any) -> bytes:
        """An object as it is written into the joined file."""
        whole = item.unparse(resolved=isinstance(item, Array | Dictionary) and not item.is_indirect)
        return REFERENCE.sub(self._turned, whole)

    def _turned(self, match: re.Match[bytes]) -> bytes:
        if match[1] is not None:
            number = self.numbers.get(int(match[1]))
            return b"null" if number is None else b"%d 0 R" % number
        if match[2] is not None:
            return b"%s%d" % (match[2], int(match[3]) + self.key)
        return match[0]

    def _copy(self, item: pikepdf.Object) -> None:
        number = self.numbers[item.objgen[0]]
        if not isinstance(item, pikepdf.Stream):
            self.joined.put(number, REFERENCE.sub(self._turned, item.unparse(resolved=True)))
            return
        content, about = item.read_raw_bytes(), Dictionary(dict(item.stream_dict.items()))
        if "/Length" in about:
            del about["/Length"]
        words = REFERENCE.sub(self._turned, about.unparse(resolved=True)).removesuffix(b">>")
        self.joined.put_stream(number, words + b"/Length %d>>" % len(content), content)


def _outline(pdf: pikepdf.Pdf) -> Iterator[tuple[int, str, Any]]:
    """(level, words, destination) of every line of a part's outline.

    A part that goes on with what another one began has no heading of the first level: its outline begins at the second.
    """
    outlines = pdf.Root.get("/Outlines")
    if outlines is not None:
        tops = (child.get("/S") for element in _tops(pdf) for child in element.K if isinstance(child, Dictionary))
        yield from _below(outlines, 1 if Name.H1 in tops else 2)


def _tops(pdf: pikepdf.Pdf) -> list[Any]:
    """The top elements of a part's structure tree."""
    top = pdf.Root.StructTreeRoot.K
    return list(top) if isinstance(top, Array) else [top]


def _below(item: pikepdf.Object, level: int) -> Iterator[tuple[int, str, Any]]:
    child = item.get("/First")
    while child is not None:
        yield level, str(child.Title), child.Dest
        yield from _below(child, level + 1)
        child = child.get("/Next")


def _outline_items(root: pikepdf.Object) -> Iterator[pikepdf.Object]:
    waiting = [root.get("/Outlines")]
    while waiting:
        item = waiting.pop()
        if item is not None:
            yield item
            waiting += [item.get("/First"), item.get("/Next")]


def _number_tree(node: pikepdf.Object) -> Iterator[tuple[int, Any]]:
    numbers = node.get("/Nums", ())
    for place in range(0, len(numbers), 2):
        yield int(numbers[place]), numbers[place + 1]
    for child in node.get("/Kids", ()):
        yield from _number_tree(child)
