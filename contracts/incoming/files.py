"""What every room does with an upload before it keeps it: how large, of which kind, under which name."""

import re
from typing import Any, Final, Protocol

from contracts.examination import Limits
from contracts.incoming.refusals import refusal
from contracts.incoming.sandbox import CHECK, FileUnusable, Kind, file_kind

MEGABYTE: Final = 1 << 20
LONGEST_NAME: Final = 150
UNWANTED: Final = re.compile(r'[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069<>:"|?*\\/]+')


class IncomingRefused(Exception):
    """The file cannot be kept; the message says why, in words for whoever sent it."""


class Upload(Protocol):
    """What Django makes of an uploaded file; one that is too large has its true size and no content."""

    @property
    def size(self) -> int | None: ...
    def read(self) -> bytes: ...
    def seek(self, offset: int, /) -> int: ...


def upload_bytes(content: "bytes | Upload", *, most: int) -> bytes:
    """The content, bounded. Raises IncomingRefused before anything of a file that is too large is read."""
    size = len(content) if isinstance(content, bytes) else int(content.size or 0)
    if size > most:
        words: dict[str, Any] = {"size": f"{size / MEGABYTE:,.0f}", "most": f"{most / MEGABYTE:,.0f}"}
        raise IncomingRefused(refusal("too_large", **words))
    if isinstance(content, bytes):
        return content
    content.seek(0)
    return content.read()


def upload_kind(content: bytes, name: str, *, limits: Limits = CHECK) -> Kind:
    """What the file is by its content. Raises IncomingRefused for what may not be kept. It touches no database."""
    if not content:
        raise IncomingRefused(refusal("empty"))
    try:
        return file_kind(content, name, limits)
    except FileUnusable as unusable:
        raise IncomingRefused(refusal(unusable.code)) from unusable


def file_name_cleaned(name: str) -> str:
    """A file name that is only that: no folders, no marks that turn the reading direction, not endlessly long."""
    last = re.split(r"[\\/]", name)[-1]
    plain = " ".join(UNWANTED.sub(" ", last).split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) <= 8:
        return f"{stem[: LONGEST_NAME - 9]}.{ending}"
    return plain[:LONGEST_NAME] or "file"
