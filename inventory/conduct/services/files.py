"""Evidence and answers' files: looked at in a process of their own, and sealed one by one."""

from datetime import datetime
from typing import Final, Protocol

from django.conf import settings

from contracts.incoming.files import IncomingRefused, Upload, file_name_cleaned, upload_bytes, upload_kind
from district.audit import Actor, actor_label, audited
from district.encryption import SealBroken
from district.refusals import Refused
from district.sealedstore import file_key_new, sealed_keep, sealed_read
from district.storage import StoredFileChanged, discard
from inventory.conduct.services.cases import case_locked, step_add
from inventory.models import ConductCase, ConductFile, ConductNotice, ConductStepKind

MOST_FILES: Final = 60
LOST: Final = "This file cannot be read: it is missing or was changed on disk."


class NamedUpload(Upload, Protocol):
    """An uploaded file with the name that it was sent under."""

    @property
    def name(self) -> str | None: ...


def evidence_keep(*, case: ConductCase, content: NamedUpload, shows: str, actor: Actor, now: datetime) -> ConductFile:
    """Keep a file as evidence, with what it shows. Refused, at the field `file`, for what may not be kept."""
    return file_keep(case=case, content=content, shows=shows, notice=None, actor=actor, now=now)


def file_keep(
    *,
    case: ConductCase,
    content: NamedUpload,
    shows: str,
    notice: ConductNotice | None,
    actor: Actor,
    now: datetime,
) -> ConductFile:
    """Look at a file, seal it and keep it in the case. `notice`: the one that it answers."""
    name = file_name_cleaned(content.name or "")
    try:
        whole = upload_bytes(content, most=settings.UPLOAD_MOST_BYTES)
        kind = upload_kind(whole, name)
    except IncomingRefused as refused:
        raise Refused(str(refused), "file") from refused
    key = file_key_new()
    sha256, stored = sealed_keep(whole, key)
    try:
        with audited(actor=actor, reason=f"{case.number}: file kept"):
            locked = case_locked(case)
            if locked.files.count() >= MOST_FILES:
                raise Refused(f"A case keeps {MOST_FILES} files at most.", "file")
            file = ConductFile.objects.create(
                case=locked,
                notice=notice,
                sealed={"name": name, "shows": shows.strip()},
                media_type=kind.media_type,
                size=len(whole),
                sha256=sha256,
                stored=stored,
                file_key=key,
                by=actor_label(actor),
                at=now,
            )
            if notice is None:  # names of files may name pupils: the record only says that one was kept
                step_add(locked, ConductStepKind.EVIDENCE, f"File {file.pk} is kept.", actor=actor, now=now)
            return file
    except BaseException:
        discard(stored)  # its name is of random bytes: no other row has it
        raise


def file_content(file: ConductFile) -> bytes:
    """The content, compared with its hash. Refused, in words, where it is missing or was changed."""
    try:
        return sealed_read(file.stored, str(file.file_key), file.sha256)
    except (StoredFileChanged, SealBroken) as problem:
        raise Refused(LOST) from problem
