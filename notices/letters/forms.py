"""A sheet's objects as text, ready for any letter: the numbers are filled in, and nothing else changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from notices.letters.sheets import REFERENCE, Node, Page, Sheet, escaped

# The first numbers of every file. Parts follow, then the letters.
CATALOG, PAGES, TREE, DOCUMENT, PARENTS, METADATA, INFO, OUTLINES, FIRST_PART = range(1, 10)

# Numbers are written in one width: then every letter's objects lie equally far apart, whatever their numbers.
NUMBER: Final = b"%-7d"


@dataclass(frozen=True, slots=True)
class Form:
    """The objects of a letter but for its own content. Numbers count from the letter's first.

    `numbers` are filled into `body` and then into `index`, which says at which byte of the body each object starts.
    """

    outline: int
    personal: int
    article: int
    pages: tuple[int, ...]
    packed: tuple[int, ...]
    container: int
    size: int
    body: bytes
    body_numbers: tuple[int, ...]
    index: bytes
    parents: tuple[int, ...]

    def filled(self, base: int) -> tuple[bytes, bytes]:
        """The index and the objects of the letter whose first number is `base`."""
        body = self.body % tuple([base + number for number in self.body_numbers])
        return self.index % tuple([base + number for number in self.packed]), body


@dataclass(slots=True)
class _Text:
    """Text with the numbers that belong into its places."""

    text: bytes = b""
    numbers: tuple[int, ...] = ()

    def add(self, text: bytes, *numbers: int) -> None:
        self.text += text
        self.numbers += numbers


def form_of(sheet: Sheet, part_numbers: Sequence[int], outlined: bool) -> Form:
    """`part_numbers` are the file's numbers of the pool's parts. With an outline, its entry closes the body."""
    count = len(sheet.pages)
    outline, personal, article = 0, 1, 2
    pages = tuple(range(3, 3 + count))
    parents = tuple(range(3 + count, 3 + 2 * count))
    first_node = 3 + 2 * count
    container = first_node + len(sheet.nodes)
    texts = [
        _article(sheet, first_node),
        *(_page(page, number, personal, sheet, part_numbers) for page, number in zip(sheet.pages, pages, strict=True)),
        *(_parents(sheet, number, first_node) for number in range(count)),
        *(_node(node, first_node, article, pages) for node in sheet.nodes),
    ]
    numbers = [article, *pages, *parents, *range(first_node, container)]
    body, index = _Text(), b""
    for text in texts:
        # Every place of the text is filled by seven characters, though "%-7d" takes four.
        index += NUMBER + b" %d " % (len(body.text % body.numbers))
        body.add(text.text + b"\n", *text.numbers)
    if outlined:
        index += NUMBER + b" %d " % (len(body.text % body.numbers))
        numbers.append(outline)
    return Form(
        outline,
        personal,
        article,
        pages,
        tuple(numbers),
        container,
        container + 1,
        body.text,
        body.numbers,
        index,
        parents,
    )


def _article(sheet: Sheet, first_node: int) -> _Text:
    text = _Text(b"<</Type/StructElem/S/Art/P %d 0 R/K[" % DOCUMENT)
    for place, node in enumerate(sheet.nodes):
        if node.parent < 0:
            text.add(REFERENCE + b" ", first_node + place)
    text.add(b"]>>")
    return text


def _page(page: Page, number: int, personal: int, sheet: Sheet, part_numbers: Sequence[int]) -> _Text:
    """The page's own number is its key in the tree of parents too: it is there once, and in order."""
    text = _Text(b"<</Type/Page/Parent %d 0 R%s" % (PAGES, escaped(page.boxes)))
    text.add(b"/Resources %d 0 R/Tabs/S/StructParents " % part_numbers[sheet.resources])
    text.add(NUMBER + b"/Contents[", number)
    for stream in page.streams:
        if stream is None:
            text.add(REFERENCE + b" ", personal)
        else:
            text.add(b"%d 0 R " % part_numbers[stream])
    text.add(b"]>>")
    return text


def _parents(sheet: Sheet, page: int, first_node: int) -> _Text:
    """The element of every mark of a page, by the mark's number."""
    owners = {
        kid[1]: place
        for place, node in enumerate(sheet.nodes)
        for kid in node.kids
        if not isinstance(kid, int) and kid[0] == page
    }
    text = _Text(b"[")
    for mark in range(sheet.pages[page].marks):
        text.add(REFERENCE + b" ", first_node + owners[mark])
    text.add(b"]")
    return text


def _node(node: Node, first_node: int, article: int, pages: Sequence[int]) -> _Text:
    text = _Text(b"<</Type/StructElem/S/%s%s" % (node.tag.encode(), escaped(node.attributes)))
    text.add(b"/P " + REFERENCE, article if node.parent < 0 else first_node + node.parent)
    text.add(b"/Pg " + REFERENCE + b"/K[", pages[node.page])
    for kid in node.kids:
        if isinstance(kid, int):
            text.add(REFERENCE + b" ", first_node + kid)
        elif kid[0] == node.page:
            text.add(b"%d " % kid[1])
        else:
            text.add(b"<</Type/MCR/MCID %d/Pg " % kid[1] + REFERENCE + b">> ", pages[kid[0]])
    text.add(b"]>>")
    return text


def joined(numbers: Iterable[int]) -> bytes:
    """References to objects, one after the other."""
    return b" ".join(b"%d 0 R" % number for number in numbers)
