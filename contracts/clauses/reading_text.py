"""Plain text and Markdown: taken as they are; form feeds part the pages."""

import codecs
import re

from contracts.clauses.document import Document, Unreadable, assemble

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
SAMPLE = 20_000


def decode(source: bytes) -> str:
    """Text from bytes. UTF-8 and UTF-16 are recognised; anything else is read as Western European."""
    for mark, encoding in MARKS:
        if source.startswith(mark):
            return source.decode(encoding, errors="replace")
    if b"\x00" in source[:SAMPLE]:
        raise Unreadable("This is not a document of a kind that can be read: PDF, DOCX, HTML or text.")
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError:
        return decode_broken(source)


def decode_broken(source: bytes) -> str:
    """A few wrong bytes in UTF-8 are replaced; text in another encoding is read as Windows-1252."""
    text = source.decode("utf-8", errors="replace")
    return text if text.count("\ufffd") * 200 < len(text) else source.decode("cp1252", errors="replace")


def read_text(source: bytes, text: str, name: str) -> Document:
    sample = text[:SAMPLE]
    if len(CONTROLS.findall(sample)) * 50 > len(sample) or sample.count("\ufffd") * 5 > len(sample):
        raise Unreadable("This is not a document of a kind that can be read: PDF, DOCX, HTML or text.")
    return assemble(name, "text", source, text.split("\f"), separator="\f")
