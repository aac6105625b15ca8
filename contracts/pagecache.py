"""What was made of pages, such as their pictures: kept in a folder of bounded size beside the private store.

Whatever lies here can be made again: the folder may be emptied at any time. A thing is made by one process at a time;
others that ask for it meanwhile wait and get the same. Why something could not be made is remembered for a while, so
that a file that exhausts its limits does not do so at every request.
"""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from django.conf import settings

from contracts.clauses.document import Unreadable

MOST_BYTES = 256 * 1024 * 1024
LEFT_BYTES = 192 * 1024 * 1024  # trimming takes more than the last straw, so that it is rare
FAILURE_KEPT = 600  # seconds
LOCKS = 8


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """The bytes kept under a name, made now where they are not there. Raises Unreadable with a sentence."""
    path = _path(name)
    if (content := _read(path)) is not None:
        return content
    with _alone(name):
        if (content := _read(path)) is not None:
            return content
        if problem := _failed_lately(path):
            raise Unreadable(problem)
        try:
            content = make()
        except Unreadable as refusal:
            _write(_failure(path), str(refusal).encode())
            raise
        _write(path, content)
    trim(MOST_BYTES, LEFT_BYTES)
    return content


def trim(most: int, left: int) -> int:
    """Where more than `most` bytes are kept, take the longest unused until `left` remain. The number taken."""
    files = sorted(_files(), key=lambda entry: entry[1])
    total, taken = sum(size for _, _, size in files), 0
    if total <= most:
        return 0
    for path, _, size in files:
        if total <= left:
            break
        path.unlink(missing_ok=True)
        total, taken = total - size, taken + 1
    return taken


def folder() -> Path:
    place = Path(settings.PRIVATE_ROOT) / "pages"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def _path(name: str) -> Path:
    return folder() / hashlib.sha256(name.encode()).hexdigest()


def _read(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
        os.utime(path)  # used just now: it goes last when room is needed
    except FileNotFoundError:
        return None
    return content


def _write(path: Path, content: bytes) -> None:
    handle, unfinished = mkstemp(dir=path.parent, prefix="making-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        Path(unfinished).replace(path)
    finally:
        Path(unfinished).unlink(missing_ok=True)


def _files() -> Iterator[tuple[Path, float, int]]:
    """Every kept file with when it was last used and its bytes; what others take away meanwhile is passed over."""
    for entry in os.scandir(folder()):
        try:
            status = entry.stat()
        except FileNotFoundError:
            continue
        if not entry.name.startswith("lock-"):
            yield Path(entry.path), status.st_mtime, status.st_size


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One maker at a time for each of a few locks, which also bounds how many pages are drawn at once."""
    number = int(hashlib.sha256(name.encode()).hexdigest(), 16) % LOCKS
    handle = os.open(folder() / f"lock-{number}", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _failure(path: Path) -> Path:
    return path.with_suffix(".problem")


def _failed_lately(path: Path) -> str:
    """Why making it failed a short while ago; empty where it did not, or longer ago."""
    try:
        stated = _failure(path).stat().st_mtime
        return _failure(path).read_text() if time.time() - stated < FAILURE_KEPT else ""
    except FileNotFoundError:
        return ""
