"""Files of requests: looked at in a process of their own, sealed one by one, read back only whole and unchanged."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from contracts.examination import Limits
from contracts.incoming.files import IncomingRefused, Upload, file_name_cleaned, upload_bytes, upload_kind
from contracts.incoming.refusals import refusal
from contracts.incoming.sandbox import CHECK, Kind
from district.audit import Actor, audited
from district.downloads import file_answer
from district.encryption import SealBroken
from district.sealedstore import file_key_new, sealed_keep, sealed_read
from district.storage import StoredFileChanged, discard
from requests_portal.models import FilePurpose, PrivacyRequest, RequestFile, RequestTask
from requests_portal.services.steps import RequestRefused, step_by

MEGABYTE: Final = 1 << 20
FAMILY_MOST_BYTES: Final = 20 * MEGABYTE
FAMILY_MOST_FILES: Final = 40
MOST_FILES: Final = 400
MOST_TOGETHER: Final = 1024 * MEGABYTE  # all files of one request


class FileRefused(RequestRefused):
    """A file was not kept; the message says why, in words that families understand. Nothing of it remains."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "file")


class FileLost(Exception):
    """A file that was kept cannot be read: it is missing, was changed on disk, or lost its key."""


def file_bytes(content: "bytes | Upload", *, from_family: bool) -> bytes:
    """The content, bounded. Raises FileRefused before anything of a file that is too large is read."""
    most = min(FAMILY_MOST_BYTES if from_family else settings.UPLOAD_MOST_BYTES, settings.UPLOAD_MOST_BYTES)
    try:
        return upload_bytes(content, most=most)
    except IncomingRefused as refused:
        raise FileRefused(str(refused)) from refused


def file_checked(content: bytes, name: str, *, from_family: bool, limits: Limits = CHECK) -> Kind:
    """What the file is by its content. Raises FileRefused for what may not be kept. It touches no database."""
    try:
        kind = upload_kind(content, name, limits=limits)
    except IncomingRefused as refused:
        raise FileRefused(str(refused)) from refused
    if from_family and kind.media_type == "application/zip":
        raise FileRefused(refusal("archive_from_family"))
    return kind


def file_keep(
    *,
    request: PrivacyRequest,
    content: "bytes | Upload",
    name: str,
    purpose: str,
    actor: Actor,
    now: datetime,
    task: RequestTask | None = None,
    shown: bool = False,
    from_family: bool = False,
    made_from: RequestFile | None = None,
    made_here: Kind | None = None,
) -> RequestFile:
    """Look at a file and keep it sealed. FileRefused, at the field `file`, for what may not be kept.

    `made_here`: what it is, for a file that this office made itself; it is not looked at again.
    """
    whole = file_bytes(content, from_family=from_family)
    plain = file_name_cleaned(name)
    kind = made_here or file_checked(whole, plain, from_family=from_family)
    key = file_key_new()
    sha256, stored = sealed_keep(whole, key)
    try:
        with audited(actor=actor, reason=f"{request.number}: file kept ({FilePurpose(purpose).label})"):
            # Two uploads at once count one after the other.
            PrivacyRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
            _bounds_kept(request, sha256, len(whole), purpose, from_family=from_family)
            return RequestFile.objects.create(
                request=request,
                task=task,
                purpose=purpose,
                sealed={"name": plain},
                media_type=kind.media_type,
                size=len(whole),
                pages=kind.pages,
                sha256=sha256,
                stored=stored,
                file_key=key,
                by=step_by(actor),
                at=now,
                from_family=from_family,
                shown=shown,
                made_from=made_from,
            )
    except BaseException:
        discard(stored)  # its name is of random bytes: no other row has it
        raise


def _bounds_kept(request: PrivacyRequest, sha256: str, size: int, purpose: str, *, from_family: bool) -> None:
    there = list(
        RequestFile.objects.filter(request=request, removed_at=None).values_list(
            "sha256", "size", "purpose", "from_family"
        )
    )
    mine = sum(1 for row in there if row[3]) if from_family else len(there)
    if mine >= (FAMILY_MOST_FILES if from_family else MOST_FILES):
        raise FileRefused(refusal("too_many"))
    if sum(row[1] for row in there) + size > MOST_TOGETHER:
        raise FileRefused(refusal("too_much"))
    if purpose in (FilePurpose.GATHERED, FilePurpose.PROOF) and any(
        row[0] == sha256 and row[2] == purpose for row in there
    ):
        raise FileRefused(refusal("twice"))


def file_read(file: RequestFile) -> bytes:
    """The content, compared with its hash. Raises FileLost, in words for whoever asked."""
    try:
        return sealed_read(file.stored, str(file.file_key), file.sha256)
    except (StoredFileChanged, SealBroken) as problem:
        raise FileLost(refusal("changed")) from problem


def file_answer_of(file: RequestFile, name: str = "") -> HttpResponseBase:
    """The file for one person: saved, never shown as a page of ours, kept by no cache. 422 where it is lost."""
    try:
        content = file_read(file)
    except FileLost as problem:
        return HttpResponse(str(problem), status=422, content_type="text/plain; charset=utf-8")
    return file_answer(HttpResponse(content, content_type=file.media_type), name or file.name)


def file_remove(*, file: RequestFile, actor: Actor, now: datetime) -> RequestFile:
    """Take a file off its request: its content is gone at once, its row stays until retention removes it."""
    with audited(actor=actor, reason=f"file {file.pk} removed"):
        locked = RequestFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        if locked.removed_at is None:
            locked.removed_at = now
            locked.save(update_fields=["removed_at"])
            _discard_after_commit([locked.stored])
    file.removed_at = locked.removed_at
    return file


def files_forget(*, request_ids: list[int]) -> int:
    """Retention: remove rows and contents of these requests' files; how many. Certificates that are kept stay."""
    rows = RequestFile.objects.filter(request_id__in=request_ids, certificates=None)
    stored = list(rows.values_list("stored", flat=True))
    rows.delete()
    _discard_after_commit(stored)
    return len(stored)


def _discard_after_commit(stored: list[str]) -> None:
    def gone() -> None:
        for name in stored:
            discard(name)

    transaction.on_commit(gone)


def files_named() -> set[str]:
    """Every file in the store that rows of requests name; what was removed is none of them."""
    return set(RequestFile.objects.filter(removed_at=None).values_list("stored", flat=True))
