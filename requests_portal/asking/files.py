"""Proofs that are added before the request exists: sealed like those of requests, and handed over when it is sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction

from contracts.incoming.files import file_name_cleaned
from contracts.incoming.refusals import refusal
from contracts.incoming.sandbox import Kind
from district.audit import Actor, audited
from district.encryption import SealBroken
from district.sealedstore import file_key_new, sealed_keep, sealed_read
from district.storage import StoredFileChanged, discard
from requests_portal.models import DraftFile, FilePurpose, PrivacyRequest, RequestDraft
from requests_portal.services.files import (
    FileRefused,
    Upload,
    file_bytes,
    file_checked,
    file_keep,
)

MOST_FILES: Final = 5


def draft_files_stored() -> set[str]:
    """Names in the private store of the files of drafts."""
    return set(DraftFile.objects.values_list("stored", flat=True))


def draft_file_keep(
    *, draft: RequestDraft, upload: "bytes | Upload", name: str, actor: Actor, now: datetime
) -> DraftFile:
    """Look at a file and keep it sealed with the draft. FileRefused, in words for the family, for what is not kept."""
    content = file_bytes(upload, from_family=True)
    plain = file_name_cleaned(name)
    kind = file_checked(content, plain, from_family=True)
    key = file_key_new()
    sha256, stored = sealed_keep(content, key)
    try:
        with audited(actor=actor, reason="added a file to a draft"):
            RequestDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
            _bounds_kept(draft, sha256)
            return DraftFile.objects.create(
                draft=draft,
                sealed={"name": plain, "sha256": sha256},
                media_type=kind.media_type,
                size=len(content),
                stored=stored,
                file_key=key,
                at=now,
            )
    except BaseException:
        discard(stored)  # its name is of random bytes: no other row has it
        raise


def _bounds_kept(draft: RequestDraft, sha256: str) -> None:
    files = list(draft.files.all())
    if len(files) >= MOST_FILES:
        raise FileRefused(refusal("too_many"))
    if any(file.sealed["sha256"] == sha256 for file in files):
        raise FileRefused(refusal("twice"))


def draft_file_remove(*, draft: RequestDraft, pk: int, actor: Actor) -> bool:
    """Take one file off a draft; False where the draft has none of this number."""
    with audited(actor=actor, reason="took a file off a draft"):
        files = list(draft.files.filter(pk=pk))
        _removed(files)
    return bool(files)


def draft_files_remove(*, draft: RequestDraft, actor: Actor) -> None:
    """Take every file off a draft."""
    with audited(actor=actor, reason="removed the files of a draft"):
        _removed(draft.files.all())


def draft_files_hand_over(*, draft: RequestDraft, request: PrivacyRequest, actor: Actor, now: datetime) -> None:
    """The draft's files become the request's proofs, sealed anew; they were looked at when they came.

    A file that cannot be read any more is left out: the request must not fail for it.
    """
    for file in draft.files.all():
        try:
            content = sealed_read(file.stored, str(file.file_key), str(file.sealed["sha256"]))
        except (StoredFileChanged, SealBroken):
            continue
        file_keep(
            request=request,
            content=content,
            name=file.name,
            purpose=FilePurpose.PROOF,
            actor=actor,
            now=now,
            shown=True,
            from_family=True,
            made_here=Kind(file.media_type, None),
        )
    _removed(draft.files.all())


def _removed(files: Iterable[DraftFile]) -> None:
    stored = []
    for file in files:
        stored.append(file.stored)
        file.delete()

    def gone() -> None:
        for name in stored:
            discard(name)

    transaction.on_commit(gone)
