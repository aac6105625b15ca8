"""Pages whose text was recognised, kept in the private store page by page: a lost worker costs one page."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from contracts.pages.recognised import Word

FOLDER = "recognised"


def tesseract_installed() -> bool:
    """Whether scans can be recognised here."""
    return bool(settings.TESSERACT) and shutil.which(settings.TESSERACT) is not None


def page_keep(sha256: str, page: int, words: Sequence[Word] | None) -> None:
    """Keep a page's words, whole or not at all; None for a page that could not be recognised."""
    place = _place(sha256, page)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = place.with_suffix(".part")
    unfinished.write_text(json.dumps(None if words is None else [asdict(word) for word in words]))
    unfinished.replace(place)


def pages_kept(sha256: str, pages: Sequence[int]) -> list[int]:
    """Which of these pages are done."""
    return [page for page in pages if _place(sha256, page).exists()]


def page_words(sha256: str, page: int) -> list[Word] | None:
    """The words kept for a page; None where it could not be recognised."""
    kept: list[dict[str, Any]] | None = json.loads(_place(sha256, page).read_text())
    return None if kept is None else [Word(**{**word, "line": tuple(word["line"])}) for word in kept]


def pages_discard(sha256: str) -> None:
    """Forget a document's pages: their words are in its text and in its page copy."""
    shutil.rmtree(_folder(sha256), ignore_errors=True)


def recognised_text(document_text: str, pages: Sequence[Sequence[int]], found: Mapping[int, str]) -> list[str]:
    """The text of each page: what was recognised, or else what the file itself said."""
    return [found.get(number) or document_text[start:end].rstrip("\n") for number, (start, end) in enumerate(pages, 1)]


def _folder(sha256: str) -> Path:
    return Path(settings.PRIVATE_ROOT) / FOLDER / sha256


def _place(sha256: str, page: int) -> Path:
    return _folder(sha256) / f"{page:05}.json"
