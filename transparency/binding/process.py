"""The process that opens strangers' PDFs for the binder. Started by transparency.binding.limited with limits.

    python -m transparency.binding.process BYTES SECONDS count FILE...   prints the pages of each as JSON, 0: unreadable
    python -m transparency.binding.process BYTES SECONDS flatten         a PDF in, the same ready to be drawn out

Leaves with 3 where the PDF cannot be bound in. Knows no Django and no settings: contracts.sandbox says why.
"""

import json
import sys
from collections.abc import Sequence
from io import BytesIO
from typing import Final

import pikepdf

from contracts.sandbox import limit
from transparency.binding.appendices import BROKEN, CopyUnreadable, copy_opened

REFUSED: Final = 3
MOST_BYTES: Final = 100_000_000


def counted(path: str) -> int:
    try:
        with pikepdf.open(path) as pdf:
            return len(pdf.pages)
    except BROKEN:
        return 0


def flattened(content: bytes) -> bytes:
    """The PDF as `copy_opened` prepares it, written anew. Raises CopyUnreadable."""
    written = BytesIO()
    with copy_opened(BytesIO(content)) as copy:
        try:
            copy.save(written)
        except BROKEN as error:
            raise CopyUnreadable(str(error)) from error
    if len(written.getvalue()) > MOST_BYTES:
        raise CopyUnreadable("too large once it is flattened")
    return written.getvalue()


def main(arguments: Sequence[str]) -> int:
    memory, seconds, action, *files = arguments
    limit(int(memory), int(seconds))
    if action == "count":
        json.dump([counted(file) for file in files], sys.stdout)
        return 0
    try:
        answer = flattened(sys.stdin.buffer.read())
    except CopyUnreadable as refusal:
        sys.stderr.write(str(refusal))
        return REFUSED
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
