"""What a read document is: its text, where its pages lie in it, and what the reader has to warn of."""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

MOST_PAGES = 3_000
MOST_BYTES = 400_000_000  # after decompression; an upload itself is limited to 50 MB elsewhere
SCAN_WORDS_PER_PAGE = 12  # fewer than this on average and a PDF is a scan with at most a stamp of text on it


class Unreadable(Exception):
    """A document that cannot be checked; the message says why, and what a person can do about it."""


@dataclass(frozen=True, slots=True)
class Document:
    """Extracted text. `pages` are (start, end) offsets into `text`, in order, without gaps or overlaps."""

    name: str
    text: str
    pages: tuple[tuple[int, int], ...]
    kind: str  # "pdf", "docx", "html", "markdown" or "text"
    sha256: str
    words: int
    warnings: tuple[str, ...] = ()
    needs_ocr: bool = False
    pictures: tuple[int, ...] = ()  # numbers, from 1, of the pages that are pictures without text

    def page_of(self, offset: int) -> int:
        """The page number, counted from 1, on which the character at `offset` stands."""
        return max(1, bisect_right([start for start, _ in self.pages], offset))


def assemble(
    name: str,
    kind: str,
    source: bytes,
    page_texts: list[str],
    warnings: tuple[str, ...] = (),
    separator: str = "\n",
    *,
    scanned: bool = False,
    pictures: tuple[int, ...] = (),
) -> Document:
    """Join pages into one text and remember where each begins and ends."""
    if len(page_texts) > MOST_PAGES:
        raise too_many_pages(len(page_texts))
    pages, position = [], 0
    for number, page in enumerate(page_texts, 1):
        end = position + len(page) + (len(separator) if number < len(page_texts) else 0)
        pages.append((position, end))
        position = end
    text = separator.join(page_texts)
    digest = hashlib.sha256(source).hexdigest()
    words = len(text.split())
    return Document(
        name, text, tuple(pages) or ((0, 0),), kind, digest, words, warnings, scanned or not words, pictures
    )


def is_scan(words: int, pages: int) -> bool:
    """Whether a PDF of so many pages has too few words on them, running heads counted, to be more than pictures."""
    return words < SCAN_WORDS_PER_PAGE * max(1, pages)


def page_list(pages: Sequence[int]) -> str:
    """Page numbers for people: "page 3", "pages 3, 7–9 and 12"."""
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in runs]
    listed = f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)
    return f"page {listed}" if len(pages) == 1 else f"pages {listed}"


def too_many_pages(count: int) -> Unreadable:
    return Unreadable(
        f"The document has {count:,} pages; at most {MOST_PAGES:,} can be checked. Split it and check the parts."
    )
