"""Files of asks, evidence and consents: kept sealed, bounded, read, and removed once they lie where they belong."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.http.response import HttpResponseBase

from contracts.incoming.refusals import refusal
from district.audit import Actor, actor_label, audited
from district.refusals import Refused
from district.storage import discard
from inventory.models import KeptFile, OperatorAsk
from inventory.sealing import GivenFile, file_sealed, row_answer, row_content, unread_answer

MOST_TOGETHER: Final = 1024 << 20  # bytes of all files of one ask
REMOVED: Final = "This file was removed from the store. Its hash is kept."


def file_keep(*, given: GivenFile, actor: Actor, now: datetime, ask: OperatorAsk | None = None) -> KeptFile:
    """Look at a file and keep it sealed. Refused, at the field `attached`, with the file's name and the reason."""
    with file_sealed(given, field="attached") as sealed, audited(actor=actor, reason="A file was kept"):
        _bounded(ask, sealed.size)
        return KeptFile.objects.create(
            ask=ask, sealed={"name": sealed.name}, by=actor_label(actor), at=now, **sealed.columns()
        )


def files_keep(*, given: Sequence[GivenFile], ask: OperatorAsk, actor: Actor, now: datetime) -> list[KeptFile]:
    return [file_keep(given=one, ask=ask, actor=actor, now=now) for one in given]


def file_read(file: KeptFile) -> bytes:
    """The content. Refused where it was removed, is missing or was changed."""
    if file.removed_at is not None:
        raise Refused(REMOVED)
    return row_content(file)


def kept_file_answer(file: KeptFile) -> HttpResponseBase:
    """The file for one person; 422 with the reason where it was removed or cannot be read."""
    return row_answer(file) if file.removed_at is None else unread_answer(Refused(REMOVED))


def file_remove(*, file: KeptFile, because: str, actor: Actor, now: datetime) -> KeptFile:
    """Remove a file's content for good, such as returned data once it lies where it belongs; its hash stays.

    Refused without a reason, and for what a certificate, evidence or a consent rests on.
    """
    reason = because.strip()
    if not reason:
        raise Refused("Say why: the reason is kept.", "because")
    with audited(actor=actor, reason=f"File {file.pk} removed: {reason}"):
        locked = KeptFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        if locked.certificates.exists() or locked.evidence.exists() or locked.consents.exists():
            raise Refused("A certificate, evidence or a consent rests on this file: it stays.")
        if locked.removed_at is None:
            locked.removed_at, locked.removed_by, locked.removed_because = now, actor_label(actor), reason
            locked.save(update_fields=["removed_at", "removed_by", "removed_because"])
            transaction.on_commit(lambda: discard(locked.stored))
    return locked


def kept_files_named() -> set[str]:
    """Every file in the store that these rows name."""
    return set(KeptFile.objects.filter(removed_at=None).values_list("stored", flat=True))


def _bounded(ask: OperatorAsk | None, size: int) -> None:
    if ask is None:
        return
    sizes = KeptFile.objects.filter(ask=ask, removed_at=None).values_list("size", flat=True)
    if sum(sizes) + size > MOST_TOGETHER:
        raise Refused(refusal("too_much"), "attached")
