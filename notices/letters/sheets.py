"""What a letter is made of once it was taken apart: sheets, pages, tags, and the objects that letters share."""

from dataclasses import dataclass
from typing import Final

# A reference is written in this width: then an object is as long in one file as in the next.
REFERENCE: Final = b"%-7d 0 R"

# A page and a mark on it.
Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """One object: its text with a place for each reference, what these refer to, and its stream, if it has one."""

    text: bytes
    refers: tuple[int, ...] = ()
    stream: bytes | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """One element: its parent's place in the row (-1: the letter itself), its page, and its kids in reading order.

    A kid is another node's place, or a mark: page and number.
    """

    tag: str
    attributes: bytes
    parent: int
    page: int
    kids: tuple[int | Mark, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a line of a field stands: the name of the place, and which of its lines."""

    name: str
    line: int


Piece = bytes | Slot


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its boxes as text, the numbers of its content streams (None: the family's own), its marks."""

    boxes: bytes
    streams: tuple[int | None, ...]
    marks: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One way in which the letter is laid out. `nodes` are its tags, parents first."""

    resources: int
    pages: tuple[Page, ...]
    personal: tuple[Piece, ...]
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Type:
    """The font of the fields: its glyphs in four hexadecimal digits, widths in thousandths, size in points."""

    glyphs: dict[str, str]
    widths: dict[str, int]
    size: float


def escaped(text: bytes) -> bytes:
    """Text that is filled with `%` later."""
    return text.replace(b"%", b"%%")
