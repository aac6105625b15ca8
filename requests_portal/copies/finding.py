"""The words of a PDF with their places, for finding names on its pages. No Django, no settings."""

from collections.abc import Sequence
from typing import Any, Final

from pypdfium2 import PdfDocument, PdfiumError

from contracts.incoming.kinds import Refused
from contracts.redaction.words import TooDense, page_words

MOST_WORDS: Final = 150_000  # of one file are looked at


def texts_in(source: bytes) -> dict[str, Any]:
    """{"words": [[text, page], ...] of all pages in reading order, without their places: fast; "more" as below}."""
    words: list[list[Any]] = []
    try:
        with PdfDocument(source) as pdf:
            for number in range(len(pdf)):
                page = pdf[number]
                text_page = page.get_textpage()
                text = text_page.get_text_range() if text_page.count_chars() else ""
                text_page.close()
                page.close()
                words += [[word, number + 1] for word in text.split()]
                if len(words) > MOST_WORDS:
                    return {"words": words[:MOST_WORDS], "more": True}
    except PdfiumError as error:
        raise Refused("damaged") from error
    return {"words": words, "more": False}


def words_in(source: bytes, pages: Sequence[int]) -> dict[str, Any]:
    """{"words": [[text, page, x0, y0, x1, y1], ...] in reading order, "more": whether some were left out}.

    Of these pages alone, counted from 1: looking up every letter's place takes half a second for a dense page.
    """
    words: list[list[Any]] = []
    try:
        with PdfDocument(source) as pdf:
            for number in sorted({page - 1 for page in pages if 1 <= page <= len(pdf)}):
                page = pdf[number]
                text_page = page.get_textpage()
                try:
                    found = page_words(page, text_page)
                finally:
                    text_page.close()
                    page.close()
                words += [[word.text, number + 1, *(round(share, 5) for share in _within(word.ink))] for word in found]
                if len(words) > MOST_WORDS:
                    return {"words": words[:MOST_WORDS], "more": True}
    except (PdfiumError, TooDense) as error:
        raise Refused("damaged") from error
    return {"words": words, "more": False}


def _within(ink: Sequence[float]) -> list[float]:
    return [min(1.0, max(0.0, share)) for share in ink]
