"""Evidence and answers' files of a case: sealed one by one, and said of the case without their names."""

from datetime import datetime
from typing import Final, Protocol

from contracts.incoming.files import Upload
from district.audit import Actor, actor_label, audited
from district.refusals import Refused
from inventory.conduct.services.cases import case_locked, step_add
from inventory.models import ConductCase, ConductFile, ConductNotice, ConductStepKind
from inventory.sealing import GivenFile, file_sealed

MOST_FILES: Final = 60


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
    given = GivenFile(content.name or "", content)
    with file_sealed(given, field="file") as sealed, audited(actor=actor, reason=f"{case.number}: file kept"):
        locked = case_locked(case)
        if locked.files.count() >= MOST_FILES:
            raise Refused(f"A case keeps {MOST_FILES} files at most.", "file")
        file = ConductFile.objects.create(
            case=locked,
            notice=notice,
            sealed={"name": sealed.name, "shows": shows.strip()},
            by=actor_label(actor),
            at=now,
            **sealed.columns(),
        )
        if notice is None:  # names of files may name pupils: the record only says that one was kept
            step_add(locked, ConductStepKind.EVIDENCE, f"File {file.pk} is kept.", actor=actor, now=now)
        return file
