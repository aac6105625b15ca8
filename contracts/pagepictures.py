"""A document's pages as pictures, and where its quotes stand on them: drawn in the sandbox, kept in the page cache.

Nothing but the page that is asked for is drawn, however long the document is.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from struct import unpack

from contracts import pagecache
from contracts.clauses.document import Unreadable
from contracts.copies import NoPageCopy, copy_boxes, copy_image
from contracts.models import Document
from contracts.pages.locate import MOST_SPANS, Box
from contracts.storage import StoredFileChanged

WIDTHS = (820, 1240, 1640, 2460)  # pixels: a letter page at its own size, half as large again, and twice these
VERSION = 1  # what is kept belongs to this version of the drawing and the looking

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as PNG, with its size in pixels."""

    png: bytes
    width: int
    height: int


def picture(document: Document, page: int, width: int = WIDTHS[0]) -> Picture:
    """A page of a document's page copy, counted from 1. Raises Unreadable with a sentence for people."""
    name = f"{VERSION}:{document.page_copy_sha256}:{page}:{width}.png"
    png = pagecache.kept(name, lambda: _drawn(document, page, width))
    return Picture(png, *_size(png))


def picture_tag(document: Document, page: int, width: int) -> str:
    """The ETag of a picture: known without drawing it."""
    return f'"{VERSION}-{document.page_copy_sha256[:32]}-{page}-{width}"'


def places(document: Document, spans: Sequence[Span]) -> list[list[Box]]:
    """For each passage of the text the boxes of its lines on the page copy. Raises Unreadable with a sentence."""
    if not spans:
        return []
    asked = ",".join(f"{start}-{end}" for start, end in spans)
    name = f"{VERSION}:{document.page_copy_sha256}:{document.pk}:{asked}.json"
    found = json.loads(pagecache.kept(name, lambda: _looked_up(document, spans)))
    return [[Box(**box) for box in lines] for lines in found]


def _drawn(document: Document, page: int, width: int) -> bytes:
    try:
        return copy_image(document, page, width)
    except (NoPageCopy, StoredFileChanged) as problem:
        raise Unreadable(str(problem)) from problem


def _looked_up(document: Document, spans: Sequence[Span]) -> bytes:
    try:
        found = copy_boxes(document, spans[:MOST_SPANS])
    except (NoPageCopy, StoredFileChanged) as problem:
        raise Unreadable(str(problem)) from problem
    found += [[] for _ in spans[MOST_SPANS:]]
    return json.dumps([[asdict(box) for box in lines] for lines in found]).encode()


def _size(png: bytes) -> tuple[int, int]:
    """Width and height from the head of a PNG file."""
    width, height = unpack(">II", png[16:24])
    return width, height
