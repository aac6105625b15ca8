"""Files of asks, evidence and consents: looked at by content, sealed one by one, read back unchanged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from contracts.incoming.files import IncomingRefused, Upload, file_name_cleaned, upload_bytes, upload_kind
from contracts.incoming.refusals import refusal
from district.audit import Actor, actor_label, audited
from district.downloads import file_answer
from district.encryption import SealBroken
from district.refusals import Refused
from district.sealedstore import file_key_new, sealed_keep, sealed_read
from district.storage import StoredFileChanged, discard
from inventory.models import KeptFile, OperatorAsk

MOST_TOGETHER: Final = 1024 << 20  # bytes of all files of one ask


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it came: its name, and its bytes or the upload that holds them."""

    name: str
    content: "bytes | Upload"


def file_keep(*, given: GivenFile, actor: Actor, now: datetime, ask: OperatorAsk | None = None) -> KeptFile:
    """Look at a file and keep it sealed. Refused, at the field `attached`, with the file's name and the reason."""
    name = file_name_cleaned(given.name)
    try:
        whole = upload_bytes(given.content, most=settings.UPLOAD_MOST_BYTES)
        kind = upload_kind(whole, name)
    except IncomingRefused as refused:
        raise Refused(f"{name}: {refused}", "attached") from refused
    key = file_key_new()
    sha256, stored = sealed_keep(whole, key)
    try:
        with audited(actor=actor, reason="A file was kept"):
            _bounded(ask, len(whole))
            return KeptFile.objects.create(
                ask=ask,
                sealed={"name": name},
                media_type=kind.media_type,
                size=len(whole),
                sha256=sha256,
                stored=stored,
                file_key=key,
                by=actor_label(actor),
                at=now,
            )
    except BaseException:
        discard(stored)  # its name is of random bytes: no other row has it
        raise


def files_keep(*, given: Sequence[GivenFile], ask: OperatorAsk, actor: Actor, now: datetime) -> list[KeptFile]:
    return [file_keep(given=one, ask=ask, actor=actor, now=now) for one in given]


def file_read(file: KeptFile) -> bytes:
    """The content. Refused where it was removed, is missing or was changed."""
    if file.removed_at is not None:
        raise Refused("This file was removed from the store. Its hash is kept.")
    try:
        return sealed_read(file.stored, str(file.file_key), file.sha256)
    except (StoredFileChanged, SealBroken) as problem:
        raise Refused(refusal("changed")) from problem


def kept_file_answer(file: KeptFile) -> HttpResponseBase:
    """The file for one person: saved, never shown as a page of ours. 422 with the reason where it cannot be read."""
    try:
        content = file_read(file)
    except Refused as problem:
        return HttpResponse(str(problem), status=422, content_type="text/plain; charset=utf-8")
    return file_answer(HttpResponse(content, content_type=file.media_type), file.name)


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
