"""Starts a process that opens a stranger's file, with limits, and believes in nothing that it says but its form."""

import json
import logging
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from contracts.examination import MEGABYTE, Limits, limited_run
from district.storage import received

log = logging.getLogger(__name__)
CHECK: Final = Limits(memory=1536 * MEGABYTE, seconds=30)  # a person waits for it
PROCESS: Final = "contracts.incoming.process"


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
        answer = process_asked(PROCESS, [str(path), name.replace("\x00", "")[-255:] or "file"], limits)
    return Kind(str(answer["media_type"]), answer["pages"])


def process_asked(module: str, arguments: list[str], limits: Limits) -> dict[str, Any]:
    """What a module's process prints, as JSON, for `arguments` after its two limits. Raises FileUnusable."""
    try:
        done = limited_run(module, arguments, limits, patience=5, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired as error:
        raise FileUnusable("stopped") from error
    if done.returncode != 0:
        log.error("%s stopped: %s", module, done.stderr.decode(errors="replace")[-2000:])
        raise FileUnusable("stopped")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "refused" in answer:
        raise FileUnusable(str(answer["refused"]))
    return answer
