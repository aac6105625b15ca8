"""Where things are, and how this package speaks: one line for people, and `Problem` for what they must mend."""

import contextlib
import os
import sys
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class Problem(Exception):
    """Something foreseeable that a person can mend; its text is the one line they read."""


def var() -> Path:
    """The folder of everything that is made while running: data, logs, state. Never committed."""
    folder = Path(os.environ.get("DISTRICTPRIVACY_VAR") or ROOT / "var").absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "log").mkdir(exist_ok=True)
    except OSError as error:
        raise Problem(f"Cannot write to {error.filename}: {error.strerror}.") from error
    if not os.access(folder, os.W_OK) or not os.access(folder / "log", os.W_OK):
        raise Problem(
            f"{folder} belongs to another user. Run as that user, or name another folder in DISTRICTPRIVACY_VAR."
        )
    return folder


def say(line: str) -> None:
    _print(line, sys.stdout)


def warn(line: str) -> None:
    _print(line, sys.stderr)


def _print(line: str, stream: TextIO) -> None:
    """A reader who is gone (a closed terminal, `| head`) must not keep us from stopping in order."""
    with contextlib.suppress(OSError):
        print(line.encode(stream.encoding, "replace").decode(stream.encoding), file=stream, flush=True)


def tail(path: Path, lines: int = 20) -> str:
    """The last lines of a log, empty where there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 64_000))
        return "\n".join(log.read().decode("utf-8", "replace").splitlines()[-lines:])


def _open_private(path: Path) -> int:
    """A file descriptor for a file that only its owner may read, whatever the umask."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)
    if os.geteuid() == 0:  # root at work in another user's checkout leaves that user's files theirs
        owner = path.parent.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


def write_private(path: Path, text: str) -> None:
    """Write as a whole or not at all, 0600."""
    beside = path.with_name(path.name + ".new")
    with os.fdopen(_open_private(beside), "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(path)
