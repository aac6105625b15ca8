"""A laid-out letter taken apart: what all letters share, the places of the fields, and the structure of its tags."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pikepdf

from notices.letters.fields import MasterUnfit
from notices.letters.parts import Pool, plain
from notices.letters.sheets import Page, Piece, Sheet, Slot, Type
from notices.letters.tagging import Branch, branches_read, flattened
from notices.letters.unicode_maps import FontText, font_texts

PLACEHOLDER: Final = re.compile(r"@@(?P<name>[a-z]+)-(?P<line>\d)@@")
FULL_REPERTOIRE: Final = "@@repertoire@@"
SHOWS: Final = frozenset({"Tj", "TJ"})


@dataclass(slots=True)
class _Marked:
    """A piece of a page's content: instructions between BDC and EMC, or outside of them (mark None)."""

    mark: int | None
    steps: list[Any] = field(default_factory=list)
    slot: Slot | None = None
    repertoire: bool = False


def taken_apart(made: bytes, pool: Pool) -> tuple[Sheet, Type | None]:
    """The sheet of a laid-out letter, its objects in the pool, and the font of its fields, if it has any.

    Raises MasterUnfit for links and forms, and for fields in different fonts or beyond the first page.
    """
    with pikepdf.open(io.BytesIO(made)) as document:
        root = branches_read(document)
        texts = font_texts(document.pages[0].Resources.Font)
        pages = [list(_pieces(page, texts)) for page in document.pages]
        fonts = _fields_font(pages, texts)
        resources = pool.taken(document.pages[0].Resources)
        if any(pool.taken(page.Resources) != resources for page in document.pages):
            raise MasterUnfit("Pages with resources of their own.")
        return _sheet(document, resources, pages, root, pool), fonts


def of_itself(made: bytes) -> tuple[bytes, bytes]:
    """The title as a PDF string, and the metadata that name PDF/UA."""
    with pikepdf.open(io.BytesIO(made)) as document:
        return document.docinfo["/Title"].unparse(), document.Root.Metadata.read_bytes()


def _sheet(document: pikepdf.Pdf, resources: int, pages: list[list[_Marked]], root: Branch, pool: Pool) -> Sheet:
    tagged = set(root.marks())
    kept_marks: dict[tuple[int, int], int] = {}
    laid: list[Page] = []
    personal: tuple[Piece, ...] = ()
    for number, (page, pieces) in enumerate(zip(document.pages, pages, strict=True)):
        marks = _numbered(number, pieces, tagged, kept_marks)
        head, own, tail = _parted(number, pieces)
        streams: list[int | None] = [pool.stream(_written(head, number, kept_marks))]
        if own:
            personal = tuple(_personal(own, number, kept_marks))
            streams += [None, pool.stream(_written(tail, number, kept_marks))]
        laid.append(Page(_boxes(page), tuple(streams), marks))
    return Sheet(resources, tuple(laid), personal, flattened(root, kept_marks))


def _pieces(page: pikepdf.Page, texts: dict[str, FontText]) -> Iterator[_Marked]:
    """The page's content in order. Marked content in these files is never nested."""
    current, font = _Marked(None), ""
    for step in pikepdf.parse_content_stream(page):
        operator = str(step.operator)
        if operator == "BDC" and "/MCID" in step.operands[1]:
            yield current
            current = _Marked(int(step.operands[1]["/MCID"]))
            continue
        if operator == "EMC" and current.mark is not None:
            yield current
            current = _Marked(None)
            continue
        if operator == "Tf":
            font = str(step.operands[0])
        if operator in SHOWS and current.mark is not None and not current.repertoire:
            _recognise(current, texts[font].shown(step))
        current.steps.append(step)
    yield current


def _recognise(piece: _Marked, text: str) -> None:
    piece.repertoire = text.startswith(FULL_REPERTOIRE)
    found = PLACEHOLDER.fullmatch(text.strip())
    if found:
        piece.slot = Slot(found["name"], int(found["line"]))
    elif "@@" in text and not piece.repertoire:
        raise MasterUnfit(f"A field stands within other text: {text[:60]}")


def _fields_font(pages: Sequence[list[_Marked]], texts: dict[str, FontText]) -> Type | None:
    """The one font of all fields, with the glyphs that the repertoire brought into it."""
    used = set()
    for number, pieces in enumerate(pages):
        current: tuple[str, float] = ("", 0.0)
        for piece in pieces:
            for step in piece.steps:
                if str(step.operator) == "Tf":
                    current = (str(step.operands[0]), float(step.operands[1]))
            if piece.slot:
                used.add(current)
                if number:
                    raise MasterUnfit("A field stands beyond the first page.")
    if not used:
        return None
    if len(used) > 1:
        raise MasterUnfit("Fields stand in several fonts or sizes.")
    (font, size) = used.pop()
    # CSS pixels, of which WeasyPrint's page holds 96 to the inch.
    return Type(texts[font].glyphs, texts[font].widths_by_character, size * 0.75)


def _numbered(page: int, pieces: list[_Marked], tagged: set[tuple[int, int]], kept: dict[tuple[int, int], int]) -> int:
    """Give the page's marks their new numbers, in the order of drawing; returns how many. The repertoire goes."""
    marks = 0
    for piece in pieces:
        if piece.repertoire:
            piece.steps.clear()
            piece.mark = None
        elif piece.mark is not None and (page, piece.mark) in tagged:
            kept[page, piece.mark] = marks
            marks += 1
    return marks


def _parted(page: int, pieces: list[_Marked]) -> tuple[list[_Marked], list[_Marked], list[_Marked]]:
    """What comes before the first field, from the first field to the last, and after."""
    places = [index for index, piece in enumerate(pieces) if piece.slot]
    if not places:
        return pieces, [], []
    first, last = places[0], places[-1] + 1
    return pieces[:first], pieces[first:last], pieces[last:]


def _written(pieces: Sequence[_Marked], page: int, kept: dict[tuple[int, int], int]) -> bytes:
    return b"".join(_piece_written(piece, page, kept) for piece in pieces)


def _piece_written(piece: _Marked, page: int, kept: dict[tuple[int, int], int]) -> bytes:
    """Its instructions under the new mark; what has no tag, as margins have none, is marked as an artifact."""
    content: bytes = pikepdf.unparse_content_stream(piece.steps) + b"\n" if piece.steps else b""
    if piece.mark is None:
        return content
    number = kept.get((page, piece.mark))
    opening = b"/Artifact BMC\n" if number is None else b"/Span <</MCID %d>> BDC\n" % number
    return opening + content + b"EMC\n"


def _personal(pieces: Sequence[_Marked], page: int, kept: dict[tuple[int, int], int]) -> Iterator[Piece]:
    """The family's own stretch: text that all have, and the fields between."""
    pending = b""
    for piece in pieces:
        if piece.slot is None:
            pending += _piece_written(piece, page, kept)
            continue
        shown = [index for index, step in enumerate(piece.steps) if str(step.operator) in SHOWS]
        if len(shown) != 1:
            raise MasterUnfit("A field is shown in several pieces.")
        before = _Marked(piece.mark, piece.steps[: shown[0]])
        yield pending + _piece_written(before, page, kept).removesuffix(b"EMC\n") + b"<"
        yield piece.slot
        pending = b"> Tj\n" + _piece_written(_Marked(None, piece.steps[shown[0] + 1 :]), page, kept) + b"EMC\n"
    yield pending


def _boxes(page: pikepdf.Page) -> bytes:
    names = [name for name in ("/MediaBox", "/TrimBox", "/BleedBox") if name in page.obj]
    return b"".join(
        name.encode() + b"[" + b" ".join(plain(number) for number in page.obj[name]) + b"]" for name in names
    )
