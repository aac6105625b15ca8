"""Posted copies, opened for sending: the whole file is compared with its hash once, not with every visit."""

import os
from collections import OrderedDict
from threading import Lock
from typing import IO

from contracts.storage import StoredFileChanged, open_verified, stored_path

Stamp = tuple[int, int, int, int]


def stamp_of(stat: os.stat_result) -> Stamp:
    """What changes with the file: its length, its number on the disk, and two times; nobody can set the last."""
    return stat.st_size, stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns


class Copies:
    """Files found true, with the stamp that they had then. The most recently used ones only. Safe between threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found_true: OrderedDict[str, Stamp] = OrderedDict()
        self.lock = Lock()

    def open(self, sha256: str) -> IO[bytes]:
        """The stored file, open at its start. Raises StoredFileChanged where it is missing or differs."""
        try:
            stream: IO[bytes] = stored_path(sha256).open("rb")
        except OSError as error:
            raise StoredFileChanged(f"The stored file {sha256[:12]}… is missing: {error.strerror}.") from error
        stamp = stamp_of(os.fstat(stream.fileno()))
        if self._known(sha256, stamp):
            return stream
        stream.close()
        stream = open_verified(sha256)
        if stamp_of(os.fstat(stream.fileno())) == stamp:  # else it changed while it was read
            self._remember(sha256, stamp)
        return stream

    def clear(self) -> None:
        with self.lock:
            self.found_true.clear()

    def _known(self, sha256: str, stamp: Stamp) -> bool:
        with self.lock:
            if self.found_true.get(sha256) != stamp:
                return False
            self.found_true.move_to_end(sha256)
            return True

    def _remember(self, sha256: str, stamp: Stamp) -> None:
        with self.lock:
            self.found_true[sha256] = stamp
            self.found_true.move_to_end(sha256)
            while len(self.found_true) > self.most:
                self.found_true.popitem(last=False)


COPIES = Copies(most=2_000)
