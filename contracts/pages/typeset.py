"""A PDF of the pages that a Word file, a web page or a text never had: its read text, plainly set, for showing.

The words are escaped and nothing is fetched: what stands in the PDF is the text that was checked, letter for letter.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from html import escape

MOST_PAGES = 300
MOST_CHARACTERS = MOST_PAGES * 3_000
LONGEST = 1_500  # characters of one block: laying out a line without end takes time with its square
STYLE = """
@page { size: Letter; margin: 20mm 22mm }
body { font: 10pt/1.4 sans-serif; hyphens: none }
p { margin: 0 0 .5em; white-space: pre-wrap; overflow-wrap: anywhere; text-align: left }
.page { break-before: page }
"""
BREAK = re.compile(r"\s(?=\S*$)")


class TooLong(Exception):
    """The text would fill more pages than are set; the message says so, for people."""


def typeset(text: str, pages: Sequence[Sequence[int]], title: str, *, language: str = "en") -> bytes:
    """The text as a tagged PDF (PDF/UA), each of its pages on a new page. Raises TooLong."""
    if len(text) > MOST_CHARACTERS or len(pages) > MOST_PAGES:
        raise TooLong(
            f"The text is too long to be set as pages: more than {MOST_PAGES} of them. Save it as PDF and upload that."
        )
    from weasyprint import HTML

    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # a missing glyph is no news
    body = "\n".join(_paragraphs(text, pages))
    page = (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body>{body}</body></html>"
    )
    made: bytes = HTML(string=page, url_fetcher=_nothing_fetched).write_pdf(pdf_variant="pdf/ua-1")
    return made


def _nothing_fetched(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError(f"Pages are set from their text alone: {url[:80]}")


def _paragraphs(text: str, pages: Sequence[Sequence[int]]) -> Iterator[str]:
    for number, (start, end) in enumerate(pages or [(0, len(text))]):
        opening = '<p class="page">' if number else "<p>"
        for block in _blocks(text[start:end]):
            yield f"{opening}{escape(_printable(block))}</p>"
            opening = "<p>"


def _blocks(page: str) -> Iterator[str]:
    for line in page.split("\n"):
        rest = line.rstrip()
        while len(rest) > LONGEST:
            gap = BREAK.search(rest[:LONGEST])
            at = gap.start() if gap and gap.start() else LONGEST
            yield rest[:at]
            rest = rest[at:].lstrip()
        if rest.strip():
            yield rest


def _printable(block: str) -> str:
    return "".join(character if character.isprintable() or character == "\t" else " " for character in block)
