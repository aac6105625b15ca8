"""Copies of agreements on pages of the binder: each page of a copy is drawn below a line that names it, and tagged.

A copy's own tags, scripts, links and files inside it are left behind: what its pages show is bound in. No Django.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, BinaryIO, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Rectangle, String

# Where a page of a copy is drawn on a page of the binder, in points: below the line that names it, above the foot.
PLACE: Final = Rectangle(40, 54, 572, 738)
MOST_PAGES: Final = 400


# What a broken or hostile PDF makes its readers raise, wherever they come upon it.
BROKEN: Final = (
    pikepdf.PikepdfError,
    RuntimeError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    MemoryError,
    OSError,
)


class CopyUnreadable(Exception):
    """The copy cannot be bound in: its file is no whole PDF, is locked, or is too long.

    `first`: the page of the part on which it begins, where it was found while it was drawn.
    """

    def __init__(self, words: str, first: int | None = None) -> None:
        super().__init__(words)
        self.first = first


def copy_opened(stream: BinaryIO) -> pikepdf.Pdf:
    """A PDF whose pages may be drawn: filled in fields and signatures are part of them. The caller closes it."""
    try:
        copy = pikepdf.open(stream)
    except BROKEN as error:
        raise CopyUnreadable(str(error)) from error
    try:
        if len(copy.pages) > MOST_PAGES:
            raise CopyUnreadable(f"{len(copy.pages)} pages")
        if "/AcroForm" in copy.Root:
            copy.generate_appearance_streams()
        copy.flatten_annotations(mode="print")
        for page in copy.pages:
            page.obj.Contents = copy.make_stream(_without_marks(page))
            page.as_form_xobject()  # what fails here would fail while it is drawn
    except BROKEN as error:
        copy.close()
        raise CopyUnreadable(str(error)) from error
    except CopyUnreadable:
        copy.close()
        raise
    return copy


def _without_marks(page: pikepdf.Page) -> bytes:
    """What the page draws. Numbers of the copy's own tags would be taken for the binder's."""
    instructions: list[Any] = []
    for instruction in pikepdf.parse_content_stream(page):
        if str(instruction.operator) == "BDC" and instruction.operands[0] != Name.OC:
            instructions.append(([Name.Span], Operator("BMC")))
        else:
            instructions.append(instruction)
    return pikepdf.unparse_content_stream(instructions)


def copies_drawn(laid_out: bytes, copies: Sequence[tuple[int, pikepdf.Pdf]]) -> bytes:
    """The laid out part with each copy drawn onto its pages.

    `copies`: for each, the number of the page of the part on which it begins, from 0, and its file (copy_opened).
    Raises CopyUnreadable with `first` of one that cannot be drawn.
    """
    with pikepdf.open(BytesIO(laid_out)) as pdf:
        parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        for first, copy in copies:
            try:
                for number, page in enumerate(copy.pages):
                    _page_draw(pdf, parents, pdf.pages[first + number], page)
            except BROKEN as error:
                raise CopyUnreadable(str(error), first) from error
        written = BytesIO()
        pdf.save(written, deterministic_id=True)
    return written.getvalue()


def _page_draw(pdf: pikepdf.Pdf, parents: pikepdf.NumberTree, page: pikepdf.Page, copy: pikepdf.Page) -> None:
    form = pdf.copy_foreign(copy.as_form_xobject())
    name = page.add_resource(form, Name.XObject)
    key = int(page.obj.StructParents)
    marked: Any = parents[key]
    number = len(marked)
    marked.append(_tag_add(pdf, page, marked[0].P, number))
    parents[key] = marked
    drawing = page.calc_form_xobject_placement(
        form, name, PLACE, invert_transformations=True, allow_shrink=True, allow_expand=False
    )
    page.contents_add(b"q", prepend=True)
    page.contents_add(b"Q\n/P <</MCID %d>> BDC\n%s\nEMC" % (number, drawing))


def _tag_add(pdf: pikepdf.Pdf, page: pikepdf.Page, line: Any, number: int) -> pikepdf.Object:
    """The tag of what is drawn: a paragraph in English after the line that names the page."""
    tag = Dictionary(Type=Name.StructElem, S=Name.P, P=line.P, Pg=page.obj, K=Array([number]), Lang=String("en"))
    element = pdf.make_indirect(tag)
    place = next(place for place, child in enumerate(line.P.K) if child.objgen == line.objgen)
    line.P.K.insert(place + 1, element)
    return element
