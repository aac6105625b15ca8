"""What the process that opens files of requests finds in a PDF: its words, and where they stand."""

from collections.abc import Sequence
from typing import Any, Final

from contracts.examination import MEGABYTE, Limits
from contracts.incoming.sandbox import laid_out, process_asked

FIND: Final = Limits(memory=1536 * MEGABYTE, seconds=60)
PROCESS: Final = "requests_portal.copies.process"


def pdf_texts(content: bytes, limits: Limits = FIND) -> dict[str, Any]:
    """{"words": [[text, page], ...], "more": bool} of all pages. Raises FileUnusable."""
    with laid_out(content) as path:
        return process_asked(PROCESS, ["texts", str(path), "-"], limits)


def pdf_words(content: bytes, pages: Sequence[int], limits: Limits = FIND) -> dict[str, Any]:
    """{"words": [[text, page, x0, y0, x1, y1], ...], "more": bool}, pages from 1, shares. Raises FileUnusable."""
    with laid_out(content) as path:
        return process_asked(PROCESS, ["words", str(path), ",".join(str(page) for page in pages)], limits)
