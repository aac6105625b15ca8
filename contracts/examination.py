"""Strangers' files are opened in a process of their own, so that a hostile one costs a sentence and not a worker."""

import base64
import json
import logging
import os
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from contracts.clauses.document import Unreadable
from contracts.pages.locate import Box
from contracts.pages.recognised import Word, words_of

log = logging.getLogger(__name__)
MEGABYTE = 1 << 20


STOPPED = {
    "probe": "The file could not be opened. Save it as PDF and upload that.",
    "read": "The file's text could not be read. Save it as PDF and upload that.",
    "typeset": "The text could not be set as pages. Save it as PDF and upload that.",
    "recognise": "The page's text could not be recognised.",
    "layer": "The recognised words could not be laid over the pages.",
    "image": "The page could not be shown. Download the file to see it.",
    "boxes": "The passage could not be found on its page. Download the file to see it.",
    "check": "The text could not be checked: the checker stopped. Tell whoever keeps this installation.",
}


# No secret of ours is in the environment of a process that opens strangers' files.
BARE = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may take: address space in bytes, and seconds on the wall and on the processor."""

    memory: int
    seconds: int


# Probing happens while a person waits for the upload's answer; reading and checking happen in a worker.
PROBE = Limits(memory=1024 * MEGABYTE, seconds=20)
READ = Limits(memory=1536 * MEGABYTE, seconds=180)
CHECK = Limits(memory=1536 * MEGABYTE, seconds=300)
# Showing a page happens while a person waits for it.
SHOW = Limits(memory=1024 * MEGABYTE, seconds=20)
RECOGNISE = Limits(memory=2048 * MEGABYTE, seconds=120)  # a page
LAYER = Limits(memory=1536 * MEGABYTE, seconds=120)
TYPESET = Limits(memory=2048 * MEGABYTE, seconds=120)


SCAN_WIDTH = 2_550  # pixels: a letter page at 300 dots per inch, at which recognition is best


class LimitReached(Unreadable):
    """The file took more time or memory than a document needs."""


def probe_file(path: Path, name: str) -> dict[str, Any]:
    """{"kind": "pdf" | "docx" | "html" | "text", "pages": number or None}. Raises Unreadable with a sentence."""
    return _run(["probe", str(path), name], PROBE)


def read_file(path: Path, name: str) -> dict[str, Any]:
    """The fields of contracts.clauses.document.Document. Raises Unreadable with a sentence."""
    return _run(["read", str(path), name], READ)


def check_text(document: dict[str, Any], packs: list[str]) -> dict[str, Any]:
    """{"checker": version, "findings": [...]} for such a document. Raises Unreadable with a sentence."""
    return _run(["check", ",".join(packs)], CHECK, json.dumps(document).encode())


def page_image(path: Path, page: int, width: int) -> bytes:
    """A page of a PDF, counted from 1, as PNG of that many pixels across. Raises Unreadable with a sentence."""
    return base64.b64decode(_run(["image", str(path), str(page), str(width)], SHOW)["png"])


def page_boxes(path: Path, document_fields: Mapping[str, Any], spans: Sequence[Sequence[int]]) -> list[list[Box]]:
    """Where the spans of a text stand on a PDF's pages: for each span one box per line, none where it is not found.

    `document_fields` has "text" and "pages", the offsets into it of each page of this PDF ([] where not known).
    Raises Unreadable with a sentence.
    """
    asked = _pages_asked(document_fields["text"], document_fields["pages"], spans)
    found = _run(["boxes", str(path)], SHOW, json.dumps(asked).encode())["boxes"]
    return [[Box(*box) for box in lines] for lines in found]


def typeset_text(text: str, pages: Sequence[Sequence[int]], title: str) -> tuple[bytes, list[list[int]]]:
    """The text set as a PDF, and the offsets into it of each of the PDF's pages. Raises Unreadable with a sentence."""
    asked = {"text": text, "pages": [list(page) for page in pages], "title": title}
    made = _run(["typeset"], TYPESET, json.dumps(asked).encode())
    return base64.b64decode(made["pdf"]), made["pages"]


def recognise_page(path: Path, page: int) -> list[Word]:
    """The words that text recognition finds on a page of a PDF. Raises Unreadable with a sentence."""
    picture = _run(["image", str(path), str(page), str(SCAN_WIDTH), "grey"], SHOW)["png"]
    done = _started(
        ["recognise", settings.TESSERACT, settings.TESSERACT_LANGUAGES], RECOGNISE, base64.b64decode(picture)
    )
    return words_of(_printed("recognise", done).decode("utf-8", "replace"))


def with_words(path: Path, pages: Mapping[int, Sequence[Word]]) -> bytes:
    """The PDF with these words laid, invisible, over its pages. Raises Unreadable with a sentence."""
    asked = {page: [asdict(word) for word in words] for page, words in pages.items()}
    return base64.b64decode(_run(["layer", str(path)], LAYER, json.dumps(asked).encode())["pdf"])


def _pages_asked(text: str, pages: Sequence[Sequence[int]], spans: Sequence[Sequence[int]]) -> dict[str, Any]:
    """The question with only the pages that the spans touch: a long text is not handed over for one sentence."""
    if not pages:
        return {"text": text, "pages": [], "spans": [list(span) for span in spans]}
    parts, kept, shifts, position = [], [], [], 0
    for start, end in pages:
        touched = any(start < last and end > first for first, last in spans)
        part = text[start:end] if touched else ""
        shifts.append(position - start)
        kept.append([position, position + len(part)])
        parts.append(part)
        position += len(part)
    moved = [[first + _shift(pages, shifts, first), last + _shift(pages, shifts, last - 1)] for first, last in spans]
    return {"text": "".join(parts), "pages": kept, "spans": moved}


def _shift(pages: Sequence[Sequence[int]], shifts: Sequence[int], offset: int) -> int:
    """How far the page that holds an offset was moved."""
    return shifts[max(0, bisect_right([start for start, _ in pages], offset) - 1)]


def checker_version() -> str:
    """The version of the checker that would run now. Its patterns are loaded only by those who ask."""
    from contracts.clauses.version import CHECKER_VERSION

    return CHECKER_VERSION


def _run(arguments: list[str], limits: Limits, stdin: bytes = b"") -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(_printed(arguments[0], _started(arguments, limits, stdin)))
    if refused := answer.get("refused"):
        raise Unreadable(refused)
    return answer


def _started(arguments: list[str], limits: Limits, stdin: bytes) -> "subprocess.CompletedProcess[bytes]":
    try:
        return limited_run("contracts.sandbox", arguments, limits, input=stdin)
    except subprocess.TimeoutExpired as error:
        raise LimitReached(_too_much("time")) from error


def limited_run(
    module: str, arguments: Sequence[str], limits: Limits, *, patience: int = 0, **given: Any
) -> "subprocess.CompletedProcess[bytes]":
    """Run a module that takes BYTES and SECONDS first and limits itself; `given` is its `input` or `stdin`.

    It is waited for `patience` seconds longer than it may take. Raises subprocess.TimeoutExpired.
    """
    return subprocess.run(
        [sys.executable, "-m", module, str(limits.memory), str(limits.seconds), *arguments],
        capture_output=True,
        timeout=limits.seconds + patience,
        cwd=settings.ROOT,
        env=BARE,
        start_new_session=True,
        check=False,
        **given,
    )


def _printed(action: str, done: "subprocess.CompletedProcess[bytes]") -> bytes:
    """What a run printed. Raises Unreadable where it failed, LimitReached where it was stopped."""
    if done.returncode == 0:
        return done.stdout
    complaint = done.stderr.decode(errors="replace")
    if "MemoryError" in complaint or done.returncode < 0:
        raise LimitReached(_too_much("memory or time"))
    log.error("contracts.sandbox stopped: %s", complaint)
    raise Unreadable(STOPPED[action])


def _too_much(what: str) -> str:
    return f"Reading this file took more {what} than a document needs. Save it as a plain PDF, or split it."
