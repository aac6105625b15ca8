"""Strangers' files are opened in a process of their own, so that a hostile one costs a sentence and not a worker."""

import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from contracts.clauses.document import Unreadable

log = logging.getLogger(__name__)
MEGABYTE = 1 << 20


STOPPED = {
    "probe": "The file could not be opened. Save it as PDF and upload that.",
    "read": "The file's text could not be read. Save it as PDF and upload that.",
    "check": "The text could not be checked: the checker stopped. Tell whoever keeps this installation.",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may take: address space in bytes, and seconds on the wall and on the processor."""

    memory: int
    seconds: int


# Probing happens while a person waits for the upload's answer; reading and checking happen in a worker.
PROBE = Limits(memory=1024 * MEGABYTE, seconds=20)
READ = Limits(memory=1536 * MEGABYTE, seconds=180)
CHECK = Limits(memory=1536 * MEGABYTE, seconds=300)


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


def checker_version() -> str:
    """The version of the checker that would run now. Its patterns are loaded only by those who ask."""
    from contracts.clauses.version import CHECKER_VERSION

    return CHECKER_VERSION


def _run(arguments: list[str], limits: Limits, stdin: bytes = b"") -> dict[str, Any]:
    limited = [str(limits.memory), str(limits.seconds), *arguments]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "contracts.sandbox", *limited],
            input=stdin,
            capture_output=True,
            timeout=limits.seconds,
            cwd=settings.ROOT,
            # No secret of ours is in the environment of a process that opens strangers' files.
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LimitReached(_too_much("time")) from error
    return _answer(arguments[0], done)


def _answer(action: str, done: "subprocess.CompletedProcess[bytes]") -> dict[str, Any]:
    if done.returncode == 0:
        answer: dict[str, Any] = json.loads(done.stdout)
        if refused := answer.get("refused"):
            raise Unreadable(refused)
        return answer
    complaint = done.stderr.decode(errors="replace")
    if "MemoryError" in complaint or done.returncode < 0:
        raise LimitReached(_too_much("memory or time"))
    log.error("contracts.sandbox stopped: %s", complaint)
    raise Unreadable(STOPPED[action])


def _too_much(what: str) -> str:
    return f"Reading this file took more {what} than a document needs. Save it as a plain PDF, or split it."
