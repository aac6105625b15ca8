"""One holder at a time, known to the system itself: a killed holder's lock is gone with it."""

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO


@contextlib.contextmanager
def lock_taken(path: Path, *, wait: bool = False) -> Iterator[TextIO]:
    """Hold the lock and the file behind it, in which the holder may say who it is.

    Raises BlockingIOError at once where somebody else holds it, unless told to wait.
    """
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield file
