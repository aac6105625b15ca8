"""Recognised words laid over the pictures of a scan, invisible: the pictures stay as they came, bit for bit."""

import ctypes
from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import pairwise

from pypdfium2 import PdfDocument, PdfPage, raw

from contracts.pages.recognised import Word

FONT = b"Helvetica"  # one that every reader of PDF has; letters it lacks stand in the text, not in the layer
FINE = 1_000_000  # steps across a page, since pdfium takes whole numbers
UPRIGHT = {"right": 0, "left": 180, "down": 270, "up": 90}  # degrees clockwise by which to turn such a page
Point = tuple[float, float]
# Of a word's box: where the word begins on its base line, where it ends there, and what lies above its beginning.
CORNERS = {
    "right": (("x0", "y1"), ("x1", "y1"), ("x0", "y0")),
    "left": (("x1", "y0"), ("x0", "y0"), ("x1", "y1")),
    "down": (("x0", "y0"), ("x0", "y1"), ("x1", "y0")),
    "up": (("x1", "y1"), ("x1", "y0"), ("x0", "y1")),
}


def with_text_layer(pdf: bytes, pages: Mapping[int, Sequence[Word]]) -> bytes:
    """The PDF with the words of these pages (counted from 1) at their places, for searching and for screen readers.

    Pages that lie on their side or stand on their head are shown upright.
    """
    with PdfDocument(pdf) as opened:
        for number, words in pages.items():
            if words and 1 <= number <= len(opened):
                page = opened[number - 1]
                runs = direction(words)
                corners = CORNERS[runs]
                for word in words:
                    _lay(opened, page, word, corners)
                page.gen_content()
                page.set_rotation((page.get_rotation() + UPRIGHT[runs]) % 360)
                page.close()
        made = BytesIO()
        opened.save(made)
        return made.getvalue()


def direction(words: Sequence[Word]) -> str:
    """Which way the lines run on the page as it is shown: a scan may lie on its side or stand on its head."""
    across = down = 0.0
    for before, word in pairwise(words):
        if before.line == word.line:
            across += word.x0 + word.x1 - before.x0 - before.x1
            down += word.y0 + word.y1 - before.y0 - before.y1
    if abs(across) >= abs(down):
        return "right" if across >= 0 else "left"
    return "down" if down > 0 else "up"


def _lay(pdf: PdfDocument, page: PdfPage, word: Word, corners: Sequence[tuple[str, str]]) -> None:
    """Set one word so that it fills its box, running as its line runs."""
    shown = raw.FPDFPageObj_NewTextObj(pdf, FONT, 1.0)
    _say(shown, word.text)
    raw.FPDFTextObj_SetTextRenderMode(shown, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(shown, left, bottom, right, top)
    wide, high = right.value - left.value, top.value - bottom.value
    if wide <= 0 or high <= 0:  # nothing that this font can show
        raw.FPDFPageObj_Destroy(shown)
        return
    _say(shown, f"{word.text} ")  # after it was measured: words that nearly touch are still read apart
    corner, along, upward = (_point(page, getattr(word, x), getattr(word, y)) for x, y in corners)
    a, b = (along[0] - corner[0]) / wide, (along[1] - corner[1]) / wide
    c, d = (upward[0] - corner[0]) / high, (upward[1] - corner[1]) / high
    x, y = corner[0] - a * left.value - c * bottom.value, corner[1] - b * left.value - d * bottom.value
    raw.FPDFPageObj_Transform(shown, a, b, c, d, x, y)
    raw.FPDFPage_InsertObject(page, shown)


def _say(shown: object, text: str) -> None:
    encoded = ctypes.create_string_buffer(text.encode("utf-16-le") + b"\x00\x00")
    raw.FPDFText_SetText(shown, ctypes.cast(encoded, raw.FPDF_WIDESTRING))


def _point(page: PdfPage, across: float, down: float) -> Point:
    """A point of the page's own space from shares of the page as it is shown."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDF_DeviceToPage(page, 0, 0, FINE, FINE, 0, round(across * FINE), round(down * FINE), x, y)
    return x.value, y.value
