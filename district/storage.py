"""The private store: each file under the SHA-256 of its bytes, outside every folder that a web server may serve.

A file is written whole to the store's own tmp folder, forced to disk and then renamed, so that a name in the store
never holds a part of a file. The same content is stored once. Reading compares the hash again: a file that was changed
on disk is refused, not shown.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import IO

from django.conf import settings

CHUNK = 1 << 20
# Room → the SHA-256 names of all files that its rows name. What no room names is an orphan, and may be removed.
FILES_NAMED: dict[str, Callable[[], set[str]]] = {}


class StoredFileChanged(Exception):
    """A stored file is missing or no longer has the content that its name says."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that lies whole in the tmp folder and is in the store only after `keep`."""

    path: Path
    sha256: str
    size: int


def files_named_by(room: str) -> Callable[[Callable[[], set[str]]], Callable[[], set[str]]]:
    """Register a room's list of files under its name, in its `AppConfig.ready`; the same name replaces it."""

    def register(names: Callable[[], set[str]]) -> Callable[[], set[str]]:
        FILES_NAMED[room] = names
        return names

    return register


def hashes_registered() -> set[str]:
    """Every file that a registered room names."""
    return set().union(*(names() for names in FILES_NAMED.values()))


def kept(content: bytes) -> str:
    """Put bytes into the store; their SHA-256, under which they are found."""
    with received([content]) as incoming:
        keep(incoming)
        return incoming.sha256


def stored_path(sha256: str) -> Path:
    return Path(settings.PRIVATE_ROOT) / sha256[:2] / sha256[2:]


@contextmanager
def received(chunks: Iterable[bytes]) -> Iterator[Incoming]:
    """Write chunks to a temporary file of the store, readable by its owner only; gone again unless kept."""
    folder = _folder(Path(settings.PRIVATE_ROOT) / "tmp")
    handle, name = mkstemp(dir=folder, prefix="incoming-")  # made with mode 0600
    path = Path(name)
    try:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        yield Incoming(path, digest.hexdigest(), size)
    finally:
        path.unlink(missing_ok=True)


def keep(incoming: Incoming) -> bool:
    """Move a received file to its place. False where the same content is there already, whole."""
    place = stored_path(incoming.sha256)
    if place.exists() and file_sha256(place) == incoming.sha256:
        return False
    _folder(place.parent)
    incoming.path.replace(place)
    _sync_folder(place.parent)
    return True


def discard(sha256: str) -> None:
    """Take a file out of the store. The caller has made sure that no row names it."""
    stored_path(sha256).unlink(missing_ok=True)


def open_verified(sha256: str) -> IO[bytes]:
    """The stored file, open for reading at its start, after its content was compared with its name.

    Raises StoredFileChanged where the file is missing or differs.
    """
    try:
        stream = stored_path(sha256).open("rb")
    except OSError as error:
        raise StoredFileChanged(f"The stored file {sha256[:12]}… is missing: {error.strerror}.") from error
    if _sha256_of(stream) != sha256:
        stream.close()
        raise StoredFileChanged(f"The stored file {sha256[:12]}… was changed on disk since it was uploaded.")
    stream.seek(0)
    return stream


def refuse_changed(sha256: str) -> None:
    """Raise StoredFileChanged where the file lies in the store and is not what its name says."""
    if stored_path(sha256).exists():
        open_verified(sha256).close()


def file_sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return _sha256_of(stream)


def stored_hashes() -> Iterator[str]:
    """The SHA-256 names of all files in the store."""
    for folder in sorted(Path(settings.PRIVATE_ROOT).glob("[0-9a-f][0-9a-f]")):
        for path in sorted(folder.iterdir()):
            yield folder.name + path.name


def _sha256_of(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)  # the rename itself survives a power cut
    finally:
        os.close(handle)
