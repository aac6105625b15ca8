"""The process that hides parts of a PDF: started with limits, listened to while it works, and believed in nothing."""

import base64
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Timer
from typing import Any

from django.conf import settings

from contracts.clauses.document import Unreadable
from contracts.examination import BARE, MEGABYTE, LimitReached, Limits
from contracts.pages.locate import Box

log = logging.getLogger(__name__)
MAKE = Limits(memory=2048 * MEGABYTE, seconds=900)
STOPPED = "The copy could not be made: its maker stopped. Print the file to a new PDF, upload that, and mark it anew."
TOO_MUCH = "Making the copy took more time or memory than a document needs. Split the file, or print it to a new PDF."
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Copy:
    """A finished copy that was taken apart again and found clean; `texts` are the words on pages made anew."""

    pdf: bytes
    report: dict[str, Any]
    texts: dict[int, str]


def copy_made(
    path: Path, hide: Sequence[Box], keep: Sequence[Box], title: str, progress: Progress, limits: Limits = MAKE
) -> Copy:
    """The PDF at `path` without what stands in `hide`. Raises Unreadable with a sentence, also where it would hide any
    word that stands in `keep`, and where the copy still shows or says what is hidden."""
    asked = {"boxes": [astuple(box) for box in hide], "keep": [astuple(box) for box in keep], "title": title}
    answer: dict[str, Any] = {}
    with _started(path, limits) as process:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018  # both are pipes
        process.stdin.write(json.dumps(asked).encode())
        process.stdin.close()
        for line in process.stdout:
            answer = json.loads(line)
            if "of" in answer:
                progress(answer["page"], answer["of"])
        complaint = process.stderr.read().decode(errors="replace") if process.stderr else ""
    return _copy(answer, process.returncode, complaint)


@contextmanager
def _started(path: Path, limits: Limits) -> Iterator["subprocess.Popen[bytes]"]:
    arguments = [str(limits.memory), str(limits.seconds), str(path)]
    with subprocess.Popen(
        [sys.executable, "-m", "contracts.redaction.process", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=settings.ROOT,
        env=BARE,
        start_new_session=True,
    ) as process:
        patience = Timer(limits.seconds, process.kill)
        patience.start()
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        finally:
            patience.cancel()


def _copy(answer: dict[str, Any], code: int, complaint: str) -> Copy:
    if refused := answer.get("refused"):
        raise Unreadable(refused)
    if code == 0 and "pdf" in answer:
        texts = {int(page): words for page, words in answer["texts"].items()}
        return Copy(base64.b64decode(answer["pdf"]), answer["report"], texts)
    if "MemoryError" in complaint or code < 0:
        raise LimitReached(TOO_MUCH)
    log.error("contracts.redaction.process stopped: %s", complaint)
    raise Unreadable(STOPPED)
