"""From a file to its text. The kind is decided by the content, never by the name."""

from os import PathLike
from pathlib import Path

from contracts.clauses.document import Document, Unreadable
from contracts.clauses.reading_docx import read_docx
from contracts.clauses.reading_html import looks_like_html, read_html
from contracts.clauses.reading_markdown import looks_like_markdown, read_markdown
from contracts.clauses.reading_pdf import read_pdf
from contracts.clauses.reading_text import decode, read_text

__all__ = ["Document", "Unreadable", "read_document"]

REFUSED = (  # first bytes, and what to tell the person
    (
        b"\xd0\xcf\x11\xe0",
        "This is an old Word file (.doc) or a Word file with a password. Save it as .docx or PDF without a password.",
    ),
    (b"{\\rtf", "This is a rich-text file. Save it as .docx or PDF."),
    (b"\x89PNG", "This is a picture. Upload the agreement as a PDF with text, or have it recognised (OCR) first."),
    (b"\xff\xd8\xff", "This is a picture. Upload the agreement as a PDF with text, or have it recognised (OCR) first."),
    (b"II*\x00", "This is a picture. Upload the agreement as a PDF with text, or have it recognised (OCR) first."),
    (b"MM\x00*", "This is a picture. Upload the agreement as a PDF with text, or have it recognised (OCR) first."),
    (b"GIF8", "This is a picture. Upload the agreement as a PDF with text, or have it recognised (OCR) first."),
    (b"\x1f\x8b", "This is a compressed archive. Unpack it and upload the agreement itself."),
    (b"7z\xbc\xaf", "This is a compressed archive. Unpack it and upload the agreement itself."),
    (b"Rar!", "This is a compressed archive. Unpack it and upload the agreement itself."),
    (b"\x7fELF", "This is a program, not a document."),
    (b"MZ\x90", "This is a program, not a document."),
)


def read_document(source: bytes | str | PathLike[str], name: str = "") -> Document:
    """Read PDF, DOCX, HTML, Markdown or plain text.

    Raises Unreadable, with a reason for people, for anything that cannot be read whole.
    """
    if not isinstance(source, bytes):
        name = name or str(source)
        source = read_bytes(Path(source))
    if not source.strip(b"\x00 \t\r\n"):
        raise Unreadable("The file is empty.")
    for magic, reason in REFUSED:
        if source.startswith(magic):
            raise Unreadable(reason)
    if b"%PDF-" in source[:1024]:
        return read_pdf(source, name)
    if source.startswith(b"PK\x03\x04"):
        return read_docx(source, name)
    text = decode(source)
    if looks_like_html(text):
        return read_html(source, text, name)
    return read_markdown(source, text, name) if looks_like_markdown(text) else read_text(source, text, name)


def read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"The file cannot be opened: {error.strerror}.") from error
