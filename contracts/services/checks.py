"""Running the checker: results are pinned to the file, the packs' versions and the checker, and never overwritten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from contracts import storage
from contracts.clauses.document import Unreadable
from contracts.examination import check_text
from contracts.models import Check, Document, DocumentState, Finding
from contracts.packs import packs_checked
from contracts.services.documents import MEDIA_TYPES
from district.audit import Actor, audited
from district.clock import local_day
from district.selectors import district_current_or_none, packs_adopted
from rulebook.model import Pack

KINDS = {media_type: kind for kind, media_type in MEDIA_TYPES.items()}


def check_run(*, document: Document, packs: Sequence[Pack], actor: Actor, now: datetime) -> Check | None:
    """Check a read document against the packs. The same file, packs and checker give the check that is there already.

    None where the text could not be checked: `document.check_problem` then says what to do.
    """
    try:
        storage.refuse_changed(document.sha256)  # a check is pinned to the file: it must still be that file
        result = check_text(document_given(document), [pack.id for pack in packs])
    except (Unreadable, storage.StoredFileChanged) as problem:
        with audited(actor=actor, reason="The text could not be checked"):
            document.check_problem = str(problem)
            document.save(update_fields=["check_problem"])
        return None
    with audited(actor=actor, reason="Checked the text"):
        Document.objects.select_for_update().only("pk").get(pk=document.pk)
        return _check_kept(document, packs, result, now)


def document_check(*, document: Document, actor: Actor, now: datetime) -> Check | None:
    """Check a document against the adopted packs that apply to its agreement today.

    None where it was not read, and before the district is entered: what applies is not known then.
    """
    district = district_current_or_none()
    if document.state != DocumentState.READ or district is None:
        return None
    today = local_day(now, district.time_zone)
    packs = packs_checked(document.agreement, packs_adopted(today), today, district.time_zone)
    return check_run(document=document, packs=packs, actor=actor, now=now)


def document_given(document: Document) -> dict[str, Any]:
    """The stored text as the checker takes it: the fields of contracts.clauses.document.Document."""
    return {
        "name": document.name,
        "text": document.text,
        "pages": document.pages,
        "kind": KINDS[document.media_type],
        "sha256": document.sha256,
        "words": document.words,
        "needs_ocr": False,
    }


def _check_kept(document: Document, packs: Sequence[Pack], result: dict[str, Any], now: datetime) -> Check:
    pins = {
        "document_sha256": document.sha256,
        "checker_version": result["checker"],
        "packs": {pack.id: pack.version for pack in packs},
    }
    if document.check_problem:
        document.check_problem = ""
        document.save(update_fields=["check_problem"])
    same = document.checks.filter(**pins).first()
    if same is not None:
        return same
    check = Check.objects.create(document=document, ran_at=now, **pins)
    Finding.objects.bulk_create(
        Finding(
            review_check=check,
            position=position,
            provision=found["provision"],
            verdict=found["verdict"],
            quotes=found["quotes"],
            conflicts=found["conflicts"],
            why=found["why"],
        )
        for position, found in enumerate(result["findings"], 1)
    )
    return check
