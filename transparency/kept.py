"""Downloads kept as files: each is made once for a publication and a day, not for every visitor who asks for it.

A file of a large district takes seconds to make. The name carries the mark of `versions`, so that nothing is ever out
of date; making a new one takes the old ones of its name away, and a job takes away what nobody asked for again. All of
it is made from the records: what is posted or proven never rests on a file here.
"""

import hashlib
import logging
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import IO, Final

from django.conf import settings

from transparency.disk import written_whole
from transparency.versions import Version

Writer = Callable[[IO[bytes]], None]
MOST_BYTES: Final = 2_000_000_000  # of all that is kept; the files of every past publication would be without bound
UNUSED_AFTER: Final = timedelta(hours=1)  # a process may answer by an earlier mark for a moment
logger = logging.getLogger(__name__)
_locks: defaultdict[str, Lock] = defaultdict(Lock)  # by name: one makes the file, others wait for it


def kept_open(name: str, version: Version, write: Writer) -> IO[bytes]:
    """The file of this name, open for reading. `write` fills it where it is not there yet."""
    path = Path(settings.PUBLIC_FILES_ROOT) / f"{mark_short(version)}-{name}"
    try:
        with _locks[name]:
            if not path.exists():
                _make(path, write)
                _others_remove(path, name)
            return path.open("rb")
    except OSError as error:
        logger.warning("The download %s cannot be kept, and is made for this visitor alone: %s", name, error)
        return _made_alone(write)


def mark_short(version: Version) -> str:
    """What the file depends on, as 24 letters that say nothing else."""
    return hashlib.sha256(f"{version.mark}|{settings.SITE_ADDRESS}".encode()).hexdigest()[:24]


def _make(path: Path, write: Writer) -> None:
    """Whole or not at all: other processes look into the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as stream:
        write(stream)


def _others_remove(path: Path, name: str) -> None:
    """Older files of this name. Whoever is reading one keeps it to its end."""
    for other in path.parent.glob(f"*-{name}"):
        if other != path and len(other.name) == len(path.name):
            other.unlink(missing_ok=True)


def kept_clean(version: Version, now: datetime) -> int:
    """Take away files of earlier marks and, where the rest is more than MOST_BYTES, the oldest. The number of files."""
    found = sorted(_files(Path(settings.PUBLIC_FILES_ROOT)))
    before, present = (now - UNUSED_AFTER).timestamp(), f"{mark_short(version)}-"
    gone = {path for made, _, path in found if made < before and not path.name.startswith(present)}
    left = [row for row in found if row[2] not in gone]
    bytes_left = sum(size for _, size, _ in left)
    for _, size, path in left:
        if bytes_left <= MOST_BYTES:
            break
        bytes_left -= size
        gone.add(path)
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When each file of the folder was made, its size and its path. Folders within have rules of their own."""
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        with suppress(FileNotFoundError):  # taken away by another process meanwhile
            if entry.is_file(follow_symlinks=False):
                stat = entry.stat()
                yield stat.st_mtime, stat.st_size, Path(entry.path)


def _made_alone(write: Writer) -> IO[bytes]:
    stream: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it was sent
    write(stream)
    stream.seek(0)
    return stream
