"""Files of the inventory, each sealed by its own key in the private store: looked at by content, read unchanged."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from contracts.incoming.files import IncomingRefused, Upload, file_name_cleaned, upload_bytes, upload_kind
from contracts.incoming.refusals import refusal
from district.downloads import file_answer
from district.encryption import SealBroken
from district.refusals import Refused
from district.sealedstore import file_key_new, sealed_keep, sealed_read
from district.storage import StoredFileChanged, discard, open_verified


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it came: its name, and its bytes or the upload that holds them."""

    name: str
    content: "bytes | Upload"


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file as it lies in the store. `sha256` is that of the content, `stored` the name under which it lies sealed."""

    name: str
    media_type: str
    size: int
    sha256: str
    stored: str
    key: str

    def columns(self) -> dict[str, Any]:
        """Of a row of its own (KeptFile, ConductFile)."""
        return {
            "media_type": self.media_type,
            "size": self.size,
            "sha256": self.sha256,
            "stored": self.stored,
            "file_key": self.key,
        }

    def beside(self) -> dict[str, str]:
        """What a sealed column holds beside the name in the store, where the file is part of another row."""
        return {"name": self.name, "key": self.key, "sha256": self.sha256}


class SealedRow(Protocol):
    """A row that names a sealed file."""

    stored: Any
    sha256: Any
    file_key: Any
    media_type: Any

    @property
    def name(self) -> str: ...


@contextmanager
def file_sealed(given: GivenFile, *, field: str, most: int | None = None) -> Iterator[SealedFile]:
    """Look at a file and seal it, for a row that is written within: where that fails, nothing stays of the file.

    `most`: bytes, else as for every upload. Refused, at `field`, with the file's name and the reason.
    """
    name = file_name_cleaned(given.name)
    try:
        whole = upload_bytes(given.content, most=most or settings.UPLOAD_MOST_BYTES)
        kind = upload_kind(whole, name)
    except IncomingRefused as refused:
        raise Refused(f"{name}: {refused}", field) from refused
    key = file_key_new()
    sha256, stored = sealed_keep(whole, key)
    try:
        yield SealedFile(name, kind.media_type, len(whole), sha256, stored, key)
    except BaseException:
        discard(stored)  # its name is of random bytes: no other row has it
        raise


def row_content(row: SealedRow) -> bytes:
    """The content of a row's file. Refused, in words, where it is missing or was changed."""
    return _read(row.stored, str(row.file_key), row.sha256)


def beside_content(stored: str, beside: dict[str, str] | None) -> bytes:
    """The content of a file that is part of another row; `beside` None: it was kept before files here were sealed."""
    if beside is not None:
        return _read(stored, beside["key"], beside["sha256"])
    try:
        with open_verified(stored) as stream:
            return stream.read()
    except StoredFileChanged as problem:
        raise Refused(refusal("changed")) from problem


def row_answer(row: SealedRow) -> HttpResponseBase:
    """The file for one person: saved, never shown as a page of ours. 422 with the reason where it cannot be read."""
    try:
        content = row_content(row)
    except Refused as problem:
        return unread_answer(problem)
    return file_answer(HttpResponse(content, content_type=row.media_type), row.name)


def beside_answer(stored: str, beside: Callable[[], dict[str, str] | None], name: str) -> HttpResponseBase:
    """As `row_answer`, of a file that is part of another row; `beside` reads its sealed column, which may not open."""
    try:
        content = beside_content(stored, beside())
    except Refused as problem:
        return unread_answer(problem)
    except SealBroken:
        return unread_answer(Refused(refusal("changed")))
    return file_answer(HttpResponse(content, content_type="application/octet-stream"), name)


def unread_answer(problem: Refused) -> HttpResponse:
    return HttpResponse(str(problem), status=422, content_type="text/plain; charset=utf-8")


def _read(stored: str, key: str, sha256: str) -> bytes:
    try:
        return sealed_read(stored, key, sha256)
    except (StoredFileChanged, SealBroken) as problem:
        raise Refused(refusal("changed")) from problem
