"""Letters, notices and reports as PDF: one template in, one accessible file out, and nothing fetched on the way."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.template.loader import render_to_string
from django.utils import translation

from district.selectors import district_current

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

# PDF/UA: tagged, with title and language, so that a screen reader follows headings, lists and tables.
VARIANT: Final = "pdf/ua-1"
ABSENT: Final = (
    "Letters cannot be made as PDF here: the libraries that lay out pages are missing. Whoever keeps this "
    "installation finds them in the README."
)


class PrintingUnavailable(Exception):
    """This machine lacks the libraries that lay out pages; the message says so, for people."""


def pdf_rendered(template: str, context: Mapping[str, Any], *, title: str, language: str = "en") -> bytes:
    """The template, which extends letters/base.html, as a tagged PDF (PDF/UA) in bytes.

    Adds `district`, `title` and `language` to the context. Raises PrintingUnavailable, and an error of WeasyPrint where
    the template asks for anything outside itself: a letter is whole or it is not made.
    """
    with translation.override(language):
        page = render_to_string(
            template, {"district": district_current(), **context, "title": title, "language": language}
        )
    return pdf_laid_out(page)


def pdf_laid_out(page: str) -> bytes:
    """One HTML page as a tagged PDF in bytes. It must hold all that it needs: nothing is fetched."""
    fonts, fetcher = _tools()
    from weasyprint import HTML

    made: bytes = HTML(string=page, url_fetcher=fetcher).write_pdf(
        font_config=fonts, pdf_variant=VARIANT, optimize_images=True
    )
    return made


@cache
def _tools() -> "tuple[FontConfiguration, URLFetcher]":
    """Fonts, which are slow to load, and a fetcher that takes what stands in the page itself and refuses all else."""
    try:
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher
    except OSError as error:
        raise PrintingUnavailable(ABSENT) from error

    class NothingFetched(URLFetcher):
        def fetch(self, url: str, headers: "Mapping[str, str] | None" = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise FatalURLFetchingError(f"A printed page must hold all that it shows: {url[:200]}")

    return FontConfiguration(), NothingFetched()
