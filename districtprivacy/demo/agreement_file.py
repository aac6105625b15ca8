"""Lay a demonstration agreement out as a PDF, or as a DOCX file where the machine lacks WeasyPrint's libraries."""

from collections.abc import Callable
from functools import cache
from html import escape
from io import BytesIO

from docx import Document as WordDocument
from pypdfium2 import PdfDocument

from districtprivacy.demo.agreement_text import AgreementText

LINE = "_" * 20
STYLE = """
@page { size: Letter; margin: 2.4cm 2.6cm; }
@page { @bottom-center { content: "Page " counter(page) " of " counter(pages); font-size: 9pt; } }
body { font: 11pt/1.5 serif; } h1 { font-size: 18pt; margin: 0 0 12pt; } h2 { font-size: 12pt; margin: 14pt 0 4pt; }
p { margin: 0 0 6pt; text-align: justify; } .signatures { margin-top: 36pt; }
"""


def agreement_html(text: AgreementText) -> str:
    """The agreement as one HTML page."""
    clauses = "".join(
        f"<h2>{number}. {escape(heading)}</h2><p>{escape(wording)}</p>"
        for number, (heading, wording) in enumerate(text.clauses, start=1)
    )
    return (
        f"<html lang='en'><head><meta charset='utf-8'><title>{escape(text.title)}</title><style>{STYLE}</style></head>"
        f"<body><h1>{escape(text.title)}</h1><p>{escape(text.preamble)}</p>{clauses}"
        f"<p class='signatures'>Signed for the District: {LINE} Signed for the Operator: {LINE}</p>"
        f"</body></html>"
    )


@cache
def pdf_writer() -> Callable[[str], bytes] | None:
    """A function from HTML to PDF bytes that keeps its fonts loaded; None where WeasyPrint cannot be imported."""
    try:
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError:
        return None
    fonts, fetcher = FontConfiguration(), URLFetcher()
    return lambda html: bytes(HTML(string=html, url_fetcher=fetcher).write_pdf(font_config=fonts))


def agreement_docx(text: AgreementText) -> bytes:
    """The agreement as a DOCX file."""
    document = WordDocument()
    document.add_heading(text.title, level=1)
    document.add_paragraph(text.preamble)
    for number, (heading, wording) in enumerate(text.clauses, start=1):
        document.add_heading(f"{number}. {heading}", level=2)
        document.add_paragraph(wording)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def agreement_file(text: AgreementText) -> tuple[str, bytes]:
    """(file name, content)."""
    name = text.title.replace("/", "-")
    if write := pdf_writer():
        return f"{name}.pdf", write(agreement_html(text))
    return f"{name}.docx", agreement_docx(text)


def scan_file() -> tuple[str, bytes]:
    """A PDF whose only page holds no text, as a scanner without text recognition makes it."""
    pdf, buffer = PdfDocument.new(), BytesIO()
    pdf.new_page(612, 792).close()
    pdf.save(buffer)
    pdf.close()
    return "Scanned agreement.pdf", buffer.getvalue()
