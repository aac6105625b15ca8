"""Downloads kept as files: each is made once for a publication and a day, not for every visitor who asks for it.

A file of a large district takes seconds to make. The name carries the mark of `versions`, so that nothing is ever out
of date; making a new one takes the old ones of its name away.
"""

import hashlib
import logging
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import IO

from django.conf import settings

from transparency.versions import Version

Writer = Callable[[IO[bytes]], None]
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
    with _beside(path) as stream:
        write(stream)


@contextmanager
def _beside(path: Path) -> Iterator[IO[bytes]]:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".made-")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _others_remove(path: Path, name: str) -> None:
    """Older files of this name. Whoever is reading one keeps it to its end."""
    for other in path.parent.glob(f"*-{name}"):
        if other != path and len(other.name) == len(path.name):
            other.unlink(missing_ok=True)


def _made_alone(write: Writer) -> IO[bytes]:
    stream: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it was sent
    write(stream)
    stream.seek(0)
    return stream
