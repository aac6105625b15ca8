"""Files of pupils' data that wait for a worker: sealed piece by piece on disk, under a name that says nothing.

They lie outside every folder that a web server may serve, and go once the worker has read them. A piece is 4 bytes
of length, then the key's head, a nonce and the ciphertext; its place in the file and whether it is the last one are
authenticated, so that pieces can be neither moved nor cut off.
"""

import io
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkstemp
from typing import IO, Any, Final

from cryptography.exceptions import InvalidTag
from django.conf import settings

from district.encryption import HEAD, NONCE, SealBroken, key_ring

PIECE: Final = 1 << 20
LENGTH: Final = 4
MARGIN: Final = LENGTH + HEAD + NONCE + 16  # bytes that a piece takes beside its own
SWEPT_AFTER: Final = timedelta(days=14)
# Room → the names of all waiting files that its rows name. What no room names was left behind.
WAITING_NAMED: Final[dict[str, Callable[[], set[str]]]] = {}
NAME: Final = re.compile(r"[0-9a-f]{32}")


def sealed_file_keep(chunks: Iterable[bytes]) -> str:
    """Seal a file whole; its name. Nothing is left behind where the chunks break off."""
    folder = _folder()
    handle, written = mkstemp(dir=folder, prefix="incoming-")  # made with mode 0600
    path = Path(written)
    try:
        with os.fdopen(handle, "wb") as out:
            for number, (piece, last) in enumerate(_pieces(chunks)):
                sealed = _sealed(piece, number, last=last)
                out.write(len(sealed).to_bytes(LENGTH) + sealed)
            out.flush()
            os.fsync(out.fileno())
        name = secrets.token_hex(16)
        path.replace(folder / name)
    finally:
        path.unlink(missing_ok=True)
    return name


def sealed_file_open(name: str) -> IO[bytes]:
    """The file as it was given, from its start; it can be wound back and forth, as reading a ZIP file needs.

    FileNotFoundError where it is gone. Reading raises SealBroken where it was changed, or its key is gone.
    """
    return io.BufferedReader(_Unsealed(_place(name).open("rb")), PIECE)


def sealed_file_head(name: str) -> bytes:
    """By which key its first piece is sealed (`district.encryption.key_id` writes it); b"" where it is gone."""
    try:
        with _place(name).open("rb") as file:
            return file.read(LENGTH + HEAD)[LENGTH:]
    except FileNotFoundError:
        return b""


def sealed_file_discard(name: str) -> None:
    """Remove the file; no error where it is gone already."""
    _place(name).unlink(missing_ok=True)


def sealed_files_named_by(room: str) -> Callable[[Callable[[], set[str]]], Callable[[], set[str]]]:
    """Register a room's list of waiting files under its name, in its `AppConfig.ready`; the same name replaces it."""

    def register(names: Callable[[], set[str]]) -> Callable[[], set[str]]:
        WAITING_NAMED[room] = names
        return names

    return register


def sealed_files_sweep(*, now: datetime) -> int:
    """Remove what a killed process left: files older than SWEPT_AFTER that no room's row names. How many went."""
    oldest = (now - SWEPT_AFTER).timestamp()
    # First the files, then the rows: a row that comes between the two is of a younger file.
    found = [path for path in sorted(_folder().iterdir()) if path.is_file() and path.stat().st_mtime < oldest]
    named = set().union(*(names() for names in WAITING_NAMED.values()))
    over = [path for path in found if path.name not in named]
    for path in over:
        path.unlink(missing_ok=True)
    return len(over)


def sealed_files() -> Iterator[tuple[str, float]]:
    """Names of all sealed files with the time of their writing, in seconds since 1970."""
    for path in sorted(_folder().iterdir()):
        if NAME.fullmatch(path.name):
            yield path.name, path.stat().st_mtime


class _Unsealed(io.RawIOBase):
    """The bytes within the pieces, one piece at a time in memory. Every piece but the last one is of one size."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.number, self.left, self.ended = stream, 0, b"", False
        stored = os.fstat(stream.fileno()).st_size
        self.size, self.at = stored - -(-stored // (PIECE + MARGIN)) * MARGIN, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self.at, os.SEEK_END: self.size}[whence]
        self.at = max(0, start + offset)
        self.number, self.left, self.ended = self.at // PIECE, b"", self.at >= self.size
        if not self.ended:
            self.stream.seek(self.number * (PIECE + MARGIN))
            self._next()
            self.left = self.left[self.at % PIECE :]
        return self.at

    def readinto(self, buffer: Any) -> int:
        while not self.left and not self.ended:
            self._next()
        count = min(len(buffer), len(self.left))
        buffer[:count], self.left = self.left[:count], self.left[count:]
        self.at += count
        return count

    def close(self) -> None:
        self.stream.close()
        super().close()

    def _next(self) -> None:
        length = int.from_bytes(self.stream.read(LENGTH))
        sealed = self.stream.read(length)
        self.left, self.ended = _opened(sealed, self.number)
        self.number += 1


def _pieces(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Pieces of one size, each with whether it is the last; an empty file is one empty piece."""
    held = b""
    for chunk in chunks:
        held += chunk
        while len(held) > PIECE:
            yield held[:PIECE], False
            held = held[PIECE:]
    yield held, True


def _sealed(piece: bytes, number: int, *, last: bool) -> bytes:
    ring, nonce = key_ring(), os.urandom(NONCE)
    return ring.head + nonce + ring.ciphers[ring.head].encrypt(nonce, piece, _bound(ring.head, number, last=last))


def _opened(sealed: bytes, number: int) -> tuple[bytes, bool]:
    """A piece and whether it is the last one."""
    head, nonce, inside = sealed[:HEAD], sealed[HEAD : HEAD + NONCE], sealed[HEAD + NONCE :]
    cipher = key_ring().ciphers.get(head)
    if cipher is None:
        raise SealBroken("The file breaks off, or the key that sealed it is not among FIELD_KEYS.")
    for last in (False, True):
        try:
            return cipher.decrypt(nonce, inside, _bound(head, number, last=last)), last
        except (InvalidTag, ValueError):
            continue
    raise SealBroken("The file was changed since it was sealed.")


def _bound(head: bytes, number: int, *, last: bool) -> bytes:
    return head + number.to_bytes(LENGTH) + bytes([last])


def _place(name: str) -> Path:
    if not NAME.fullmatch(name):
        raise FileNotFoundError(f"{name!r} is no name of a sealed file.")
    return _folder() / name


def _folder() -> Path:
    path = Path(settings.PRIVATE_ROOT) / "sealed"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
