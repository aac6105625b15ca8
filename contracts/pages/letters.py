"""What a text and the PDF that it was read from have in common: their letters and digits, in the same order.

Readers fold ligatures, join broken words and set spaces of their own; none of that touches letters and digits.
"""

import ctypes
import unicodedata
from array import array
from dataclasses import dataclass

from pypdfium2 import PdfDocument, PdfTextPage, raw


class _Reduced(dict[int, str]):
    """For str.translate: each character's letters and digits, lower case, without accents; learnt as they come."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code)).lower()
        self[code] = "".join(letter for letter in plain if letter.isalnum())
        return self[code]


_REDUCED = _Reduced()
_HIGHEST = 0x10FFFF


def reduced(text: str) -> str:
    """Only the letters and digits, in lower case."""
    return text.translate(_REDUCED)


def reduced_with_places(text: str) -> tuple[str, "array[int]"]:
    """The letters and digits, and for each of them its offset in the text."""
    places = array("L")
    parts = []
    for at, character in enumerate(text):
        letters = _REDUCED[ord(character)]
        if letters:
            parts.append(letters)
            places.extend([at] * len(letters))
    return "".join(parts), places


@dataclass(frozen=True, slots=True)
class Letters:
    """A page's letters and digits, and for each of them the number of its character on the page."""

    text: str
    characters: "array[int]"


def letters_of(text_page: PdfTextPage) -> Letters:
    parts, characters = [], array("L")
    for index in range(text_page.count_chars()):
        letters = _REDUCED[min(raw.FPDFText_GetUnicode(text_page, index), _HIGHEST)]
        if letters:
            parts.append(letters)
            characters.extend([index] * len(letters))
    return Letters("".join(parts), characters)


def page_letters(pdf: PdfDocument, number: int) -> str:
    """The letters and digits of a page, counted from 0, without their places: fast."""
    page = pdf[number]
    text_page = page.get_textpage()
    try:
        return reduced(text_page.get_text_range()) if text_page.count_chars() else ""
    finally:
        text_page.close()
        page.close()


def character_at(text_page: PdfTextPage, index: int) -> str:
    """One character of a page, empty beyond its ends."""
    if not 0 <= index < text_page.count_chars():
        return ""
    return chr(min(raw.FPDFText_GetUnicode(text_page, index), _HIGHEST))


def device_point(page: ctypes.c_void_p, x: float, y: float) -> tuple[float, float]:
    """A point of the page's own space as shares of what is shown of it, from the top left, turned as it is shown."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, x, y, across, down)
    return across.value / _FINE, down.value / _FINE


_FINE = 1_000_000  # steps across a page, since pdfium answers in whole numbers
