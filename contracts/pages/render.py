"""A page of a PDF as a picture."""

import math
from io import BytesIO

from pypdfium2 import PdfDocument

from contracts.clauses.reading_pdf import shown_page

NARROWEST, WIDEST = 50, 2_600  # pixels
MOST_PIXELS = 12_000_000  # a letter page at 2,600 pixels has nine million; a poster is shown smaller


class NoSuchPage(Exception):
    """The PDF has fewer pages."""


def page_png(pdf: bytes, page: int, width: int, *, grey: bool = False) -> bytes:
    """Page `page`, counted from 1, as PNG, `width` pixels wide, or less where it would be too large.

    Raises NoSuchPage. Neither scripts nor actions of the PDF run: this pdfium has no engine for them.
    """
    with PdfDocument(pdf) as opened:
        if not 1 <= page <= len(opened):
            raise NoSuchPage(f"The document has {len(opened):,} pages and no page {page:,}.")
        shown = shown_page(opened, page - 1)
        wide, high = shown.get_size()
        bitmap = shown.render(scale=fitting_scale(wide, high, width), grayscale=grey)
        picture = BytesIO()
        bitmap.to_pil().save(picture, "PNG", compress_level=4)
        shown.close()
        return picture.getvalue()


def fitting_scale(points_wide: float, points_high: float, width: int) -> float:
    """Pixels per point, so that the picture has the width asked for and no more than MOST_PIXELS."""
    points_wide, points_high = max(points_wide, 1.0), max(points_high, 1.0)
    wanted = min(max(width, NARROWEST), WIDEST) / points_wide
    return min(wanted, math.sqrt(MOST_PIXELS / (points_wide * points_high)))
