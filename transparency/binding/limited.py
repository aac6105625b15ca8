"""Copies for the binder, opened in a process of limited memory and time: a hostile file costs its own pages only."""

import json
import logging
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final

from contracts.examination import MEGABYTE, Limits, limited_run
from transparency.binding.appendices import CopyUnreadable

FLATTEN: Final = Limits(memory=1024 * MEGABYTE, seconds=60)
COUNT: Final = Limits(memory=1024 * MEGABYTE, seconds=60)
logger = logging.getLogger(__name__)


def copy_flattened(stream: IO[bytes]) -> bytes:
    """The PDF of an open file, written anew and ready to be drawn. Raises CopyUnreadable."""
    return _run(["flatten"], FLATTEN, stream)


def pages_counted(paths: Sequence[Path]) -> list[int]:
    """The pages of each PDF, 0 where they are not known. One that breaks the process costs the others nothing."""
    if not paths:
        return []
    try:
        found: list[int] = json.loads(_run(["count", *map(str, paths)], COUNT))
    except CopyUnreadable:
        return [0] if len(paths) == 1 else [count for path in paths for count in pages_counted([path])]
    return found


def _run(arguments: Sequence[str], limits: Limits, stdin: Any = subprocess.DEVNULL) -> bytes:
    try:
        done = limited_run("transparency.binding.process", arguments, limits, stdin=stdin)
    except subprocess.TimeoutExpired as error:
        raise CopyUnreadable("took too long") from error
    if done.returncode:
        words = done.stderr.decode(errors="replace")[-2000:]
        logger.warning("A copy cannot be opened for the binder (%s): %s", done.returncode, words)
        raise CopyUnreadable(words)
    return done.stdout
