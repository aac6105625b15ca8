"""The private store against the rows that name its files: after a restored backup, or a crash between file and row."""

from dataclasses import dataclass

from contracts import storage
from contracts.draft_selectors import draft_hashes
from contracts.redaction_selectors import redaction_hashes
from contracts.selectors import hashes_named
from contracts.services.documents import file_discard_if_unused
from district.storage import hashes_registered


@dataclass(frozen=True, slots=True)
class StoreReport:
    """`files`: how many the rows name; `problems`: a sentence for each missing or changed one; `orphans`: hashes."""

    files: int
    problems: tuple[str, ...]
    orphans: tuple[str, ...]


def store_checked(*, remove_orphans: bool = False) -> StoreReport:
    named = hashes_named() | redaction_hashes() | draft_hashes() | hashes_registered()
    orphans = tuple(sha256 for sha256 in storage.stored_hashes() if sha256 not in named)
    if remove_orphans:
        for sha256 in orphans:
            file_discard_if_unused(sha256)
    problems = tuple(problem for sha256 in sorted(named) if (problem := _problem(sha256)))
    return StoreReport(len(named), problems, orphans)


def _problem(sha256: str) -> str:
    try:
        storage.open_verified(sha256).close()
    except storage.StoredFileChanged as problem:
        return str(problem)
    return ""
