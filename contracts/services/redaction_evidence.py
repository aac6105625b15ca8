"""The file that proves the operator's answer: kept in the private store beside the agreement's own files."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.db import transaction

from contracts import storage
from contracts.services.documents import bounded, content_lock, file_discard_if_unused


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file as it came: its name, its type as the browser said it, its bytes in chunks; `sha256` once it is kept."""

    name: str
    media_type: str
    chunks: Iterable[bytes]
    sha256: str = ""


@contextmanager
def answer_file_kept(file: AnswerFile | None) -> Iterator[AnswerFile | None]:
    """The file in the store for the time that its row is written; gone again where that fails. Raises FileRefused."""
    if file is None:
        yield None
        return
    with storage.received(bounded(file.chunks)) as incoming:
        try:
            with transaction.atomic():  # its row is written in here: until then nobody discards the same content
                content_lock(incoming.sha256)
                storage.keep(incoming)
                yield replace(file, name=file.name[-255:], sha256=incoming.sha256)
        except BaseException:
            file_discard_if_unused(incoming.sha256)
            raise
