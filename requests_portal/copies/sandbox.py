"""Starts the process that opens files of requests, with limits, and believes in nothing that it says but its form."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from contracts.examination import MEGABYTE, Limits
from district.storage import received

log = logging.getLogger(__name__)
CHECK: Final = Limits(memory=1536 * MEGABYTE, seconds=30)  # a person waits for it
FIND: Final = Limits(memory=1536 * MEGABYTE, seconds=60)


class FileUnusable(Exception):
    """The process would not take the file; `code` is one of `refusals.REFUSALS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is by its content."""

    media_type: str
    pages: int | None


@contextmanager
def laid_out(content: bytes) -> Iterator[Path]:
    """The content as a file of the store's own tmp folder, readable by this account only, gone afterwards."""
    with received([content]) as incoming:
        yield incoming.path


def file_kind(content: bytes, name: str, limits: Limits = CHECK) -> Kind:
    """Raises FileUnusable."""
    with laid_out(content) as path:
        answer = _asked(["check", str(path), name.replace("\x00", "")[-255:] or "file"], limits)
    return Kind(str(answer["media_type"]), answer["pages"])


def pdf_texts(content: bytes, limits: Limits = FIND) -> dict[str, Any]:
    """{"words": [[text, page], ...], "more": bool} of all pages. Raises FileUnusable."""
    with laid_out(content) as path:
        return _asked(["texts", str(path), "-"], limits)


def pdf_words(content: bytes, pages: Sequence[int], limits: Limits = FIND) -> dict[str, Any]:
    """{"words": [[text, page, x0, y0, x1, y1], ...], "more": bool}, pages from 1, shares. Raises FileUnusable."""
    with laid_out(content) as path:
        return _asked(["words", str(path), ",".join(str(page) for page in pages)], limits)


def _asked(arguments: list[str], limits: Limits) -> dict[str, Any]:
    limited = [str(limits.memory), str(limits.seconds), *arguments]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "requests_portal.copies.process", *limited],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limits.seconds + 5,
            cwd=settings.ROOT,
            # No secret of ours is in the environment of a process that opens strangers' files.
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FileUnusable("stopped") from error
    if done.returncode != 0:
        log.error("requests_portal.copies.process stopped: %s", done.stderr.decode(errors="replace")[-2000:])
        raise FileUnusable("stopped")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "refused" in answer:
        raise FileUnusable(str(answer["refused"]))
    return answer
