"""Bodies of public pages on this machine's disk: they outlast a restart, and a job lays them there before anybody asks.

A folder for each mark, so that nothing is ever out of date. The folder can be lost at any time.
"""

import hashlib
import logging
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.conf import settings

logger = logging.getLogger(__name__)
MARKS_KEPT = 3  # a process may still answer by the mark before this one


def folder_of(mark: str) -> Path:
    return Path(settings.PUBLIC_FILES_ROOT) / "pages" / hashlib.sha256(mark.encode()).hexdigest()[:24]


def body_read(mark: str, name: str) -> bytes | None:
    """The body of this name, or None: not there, or not whole."""
    try:
        return zlib.decompress((folder_of(mark) / name).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, zlib.error) as error:
        logger.warning("A kept page cannot be read and is rendered instead: %s", error)
        return None


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """A stream that becomes the file at its end: whole or not at all, and nothing is left beside it on failure.

    The folder must be there. Raises OSError.
    """
    beside = path.parent / f".{uuid4().hex}"
    try:
        with beside.open("xb") as stream:
            yield stream
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def body_write(mark: str, name: str, body: bytes) -> None:
    """Whole or not at all. A disk that is full or read-only costs the page nothing but being rendered again."""
    folder = folder_of(mark)
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            marks_clear(folder)
        with written_whole(folder / name) as stream:
            stream.write(zlib.compress(body, 1))
    except OSError as error:
        logger.warning("A public page cannot be kept on the disk: %s", error)


def marks_clear(present: Path) -> None:
    """Take away folders of older marks beside this one, but for the newest."""
    others = sorted((path for path in present.parent.iterdir() if path != present), key=_age, reverse=True)
    for path in others[MARKS_KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def pages_forget() -> None:
    """Every kept page, of every mark."""
    shutil.rmtree(Path(settings.PUBLIC_FILES_ROOT) / "pages", ignore_errors=True)
