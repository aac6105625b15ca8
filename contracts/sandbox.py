"""The process that opens strangers' files. Started by contracts.examination with limits on memory and time.

    python -m contracts.sandbox BYTES SECONDS probe FILE NAME   can it be read? prints {"kind", "pages"}
    python -m contracts.sandbox BYTES SECONDS read FILE NAME    prints the document: text, pages, words, warnings
    python -m contracts.sandbox BYTES SECONDS check PACK,PACK   reads such a document from its input, prints findings
    python -m contracts.sandbox BYTES SECONDS image PDF PAGE WIDTH [grey]   prints {"png": base64} of a page from 1
    python -m contracts.sandbox BYTES SECONDS boxes PDF         reads {"text", "pages", "spans"} from its input, prints
                                                                {"boxes": [[[page, x0, y0, x1, y1], ...] per span]}
    python -m contracts.sandbox BYTES SECONDS typeset           reads {"text", "pages", "title"} from its input, prints
                                                                {"pdf": base64, "pages": where each page's text stands}
    python -m contracts.sandbox BYTES SECONDS recognise PROGRAM LANGUAGES   becomes tesseract: PNG in, its table out
    python -m contracts.sandbox BYTES SECONDS layer PDF         reads {page: [words]} from its input, prints
                                                                {"pdf": base64} with these words over the pictures

BYTES of address space and SECONDS of the processor are the most it may take: it limits itself before it opens anything.

Prints one JSON object: {"refused": sentence} where the file cannot be used. Knows no Django and no settings, so that a
file that breaks it out of its reader finds no secret and no database here.
"""

import base64
import json
import os
import resource
import sys
import zipfile
from dataclasses import asdict, astuple
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

from contracts.clauses.document import MOST_BYTES, MOST_PAGES, Document, Unreadable, too_many_pages

MOST_CHARACTERS = 30_000_000  # 3,000 dense pages are a third of this


def probe(source: bytes, name: str) -> dict[str, Any]:
    """Open the file as far as needed to know that it can be read, without reading its text."""
    if b"%PDF-" in source[:1024]:
        return {"kind": "pdf", "pages": _pdf_pages(source)}
    if source.startswith(b"PK\x03\x04"):
        _docx_sizes(source)
        return {"kind": "docx", "pages": None}
    document = _read(source, name)
    return {"kind": document["kind"], "pages": len(document["pages"])}


def _pdf_pages(source: bytes) -> int:
    from pypdfium2 import PdfDocument, PdfiumError

    from contracts.clauses.reading_pdf import unreadable_pdf

    try:
        with PdfDocument(source) as pdf:
            count = len(pdf)
            if count:
                pdf[0].close()
    except PdfiumError as error:
        raise unreadable_pdf(error) from error
    if count > MOST_PAGES:
        raise too_many_pages(count)
    return count


def _docx_sizes(source: bytes) -> None:
    """Refuse archives that are no Word file or that unpack to more than a reader takes: from the directory alone."""
    try:
        with zipfile.ZipFile(BytesIO(source)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("The Word file is damaged and cannot be read. Save it again in a word processor.") from error
    if not any(member.filename == "word/document.xml" for member in members):
        raise Unreadable(
            "This is an archive or an office file of another kind. Upload PDF, Word (.docx), HTML or text."
        )
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("The Word file is locked with a password. Save a copy without one.")
    if sum(member.file_size for member in members) > MOST_BYTES:
        raise Unreadable("The Word file grows too large when unpacked. Save it as PDF and upload that.")


def _read(source: bytes, name: str) -> dict[str, Any]:
    from contracts.clauses.reading import read_document

    document = asdict(read_document(source, name))
    if len(document["text"]) > MOST_CHARACTERS:
        raise Unreadable(f"The document has more than {MOST_CHARACTERS:,} characters. Split it and upload the parts.")
    document["text"] = storable(document["text"])
    return document


def storable(text: str) -> str:
    """The text without what a database column cannot hold, each character still at its offset."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")


def _check(document: dict[str, Any], packs: list[str]) -> dict[str, Any]:
    from contracts.clauses.checking import check
    from rulebook.loading import load_packs

    known = load_packs()
    read = Document(**{**document, "pages": tuple(tuple(page) for page in document["pages"])})
    result = check(read, [known.pack(pack_id) for pack_id in packs])
    return {"checker": result.checker_version, "findings": [asdict(finding) for finding in result.findings]}


def _image(source: bytes, page: int, width: int, *, grey: bool = False) -> dict[str, Any]:
    from contracts.pages.render import NoSuchPage, page_png

    try:
        return {"png": base64.b64encode(page_png(source, page, width, grey=grey)).decode()}
    except NoSuchPage as missing:
        raise Unreadable(str(missing)) from missing


def _boxes(source: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    from contracts.pages.locate import boxes

    found = boxes(source, asked["text"], asked["pages"], asked["spans"])
    return {"boxes": [[astuple(box) for box in lines] for lines in found]}


def _layer(source: bytes, pages: dict[str, Any]) -> dict[str, Any]:
    from contracts.pages.layer import with_text_layer
    from contracts.pages.recognised import Word

    words = {int(page): [Word(**word) for word in on_it] for page, on_it in pages.items()}
    return {"pdf": base64.b64encode(with_text_layer(source, words)).decode()}


def _recognise(program: str, languages: str) -> NoReturn:
    """Become tesseract, under this process's limits: it reads a picture from its input and prints a table of words."""
    os.environ["OMP_THREAD_LIMIT"] = "1"  # more threads make it slower, and the worker has other work
    layout_and_turn = ["--psm", "1", "--dpi", "300"]
    os.execvp(program, [program, "stdin", "stdout", "-l", languages, *layout_and_turn, "tsv"])


def _typeset(asked: dict[str, Any]) -> dict[str, Any]:
    from pypdfium2 import PdfDocument

    from contracts.pages.locate import page_spans
    from contracts.pages.typeset import MOST_PAGES as MOST_SET
    from contracts.pages.typeset import TooLong, typeset

    try:
        made = typeset(asked["text"], asked["pages"], asked["title"])
    except TooLong as refusal:
        raise Unreadable(str(refusal)) from refusal
    except OSError as error:
        raise Unreadable(
            "Pages cannot be made: the libraries that lay them out are missing on this machine."
        ) from error
    with PdfDocument(made) as pdf:
        if len(pdf) > 2 * MOST_SET:
            raise Unreadable(f"The text fills {len(pdf):,} pages, too many to be set. Save it as PDF and upload that.")
        return {"pdf": base64.b64encode(made).decode(), "pages": page_spans(pdf, asked["text"])}


def _answer(action: str, rest: list[str]) -> dict[str, Any]:
    if action == "check":
        return _check(json.load(sys.stdin), [name for name in rest[0].split(",") if name])
    if action == "typeset":
        return _typeset(json.load(sys.stdin))
    if action == "recognise":
        _recognise(rest[0], rest[1])
    source = Path(rest[0]).read_bytes()
    if action == "probe":
        return probe(source, rest[1])
    return _read(source, rest[1]) if action == "read" else _shown(action, source, rest[1:])


def _shown(action: str, source: bytes, rest: list[str]) -> dict[str, Any]:
    from pypdfium2 import PdfiumError

    from contracts.clauses.reading_pdf import unreadable_pdf

    try:
        if action == "image":
            return _image(source, int(rest[0]), int(rest[1]), grey="grey" in rest)
        return (_layer if action == "layer" else _boxes)(source, json.load(sys.stdin))
    except PdfiumError as error:
        raise unreadable_pdf(error) from error


def limit(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it answers through a pipe and writes no file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: list[str]) -> int:
    memory, seconds, action, *rest = arguments
    import contracts.clauses.reading  # noqa: F401  # loaded before the limit: only the file's own needs count

    limit(int(memory), int(seconds))
    try:
        answer = _answer(action, rest)
    except Unreadable as refusal:
        answer = {"refused": str(refusal)}
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
