"""The redacted copy, made by a worker: claimed, made in a process of its own, compared, stored, or refused."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from contracts import storage
from contracts.clauses.document import Unreadable
from contracts.models import Redaction, RedactionState
from contracts.protection import EvidenceTouched, protection_of
from contracts.redacting import Copy, copy_made
from contracts.redaction.naming import copy_name, copy_title
from contracts.redaction_selectors import CLAIM, marks_of
from contracts.services.documents import content_lock, file_discard_if_unused
from contracts.services.redaction import RedactionRefused, boxes_of, redaction_checked
from district.audit import Actor, audited
from district.clock import local_day
from district.selectors import district_current

MOST_ATTEMPTS = 3
GIVEN_UP = "Making the copy was begun three times and never ended. Print the file to a new PDF, and upload that."
CHANGED = "The stored pages were changed on disk since they were marked. Tell whoever keeps this installation."


def copy_begin(*, redaction: Redaction, actor: Actor) -> None:
    """Ask for the copy of an agreed redaction; again, where making it failed."""
    with audited(actor=actor, reason="Asked for the redacted copy"):
        locked = Redaction.objects.select_for_update().get(pk=redaction.pk)
        if locked.state != RedactionState.AGREED:
            raise RedactionRefused("The copy is made once the operator has agreed.")
        if locked.result_sha256:
            raise RedactionRefused("The copy is made already.")
        locked.problem, locked.attempts, locked.working_since = "", 0, None
        locked.pages_done = locked.pages_total = 0
        locked.save(update_fields=["problem", "attempts", "working_since", "pages_done", "pages_total"])


def copy_claim(*, redaction_id: int, now: datetime) -> Redaction | None:
    """Take up an agreed redaction; None where its copy is made, failed, or another worker has it."""
    with transaction.atomic():
        redaction = (
            Redaction.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=redaction_id, state=RedactionState.AGREED, result_sha256="", problem="")
            .select_related("document__agreement__operator")
            .defer("document__text")
            .first()
        )
        if redaction is None or (redaction.working_since and now - redaction.working_since < CLAIM):
            return None
        redaction.working_since, redaction.attempts = now, redaction.attempts + 1
        redaction.save(update_fields=["working_since", "attempts"])
    return redaction


def copy_make(*, redaction: Redaction, actor: Actor, now: datetime) -> Redaction:
    """Make the copy of a claimed redaction and keep it; say what to do where that fails. What was posted stays.

    Raises RedactionRefused where the redaction was withdrawn meanwhile: nothing is kept then.
    """
    try:
        copy, name = _made(redaction, now)
    except (Unreadable, EvidenceTouched, RedactionRefused) as problem:
        return _kept(redaction, {"problem": str(problem), "working_since": None}, actor)
    with storage.received([copy.pdf]) as incoming:
        try:
            with transaction.atomic():
                content_lock(incoming.sha256)
                storage.keep(incoming)
                _kept(
                    redaction,
                    {
                        "result_sha256": incoming.sha256,
                        "result_name": name,
                        "result_size": incoming.size,
                        "result_made_at": now,
                        "result_report": {**copy.report, "texts": copy.texts},
                        "working_since": None,
                    },
                    actor,
                )
        except BaseException:
            file_discard_if_unused(incoming.sha256)
            raise
    return redaction


def _made(redaction: Redaction, now: datetime) -> tuple[Copy, str]:
    if redaction.attempts > MOST_ATTEMPTS:
        raise Unreadable(GIVEN_UP)
    redaction_checked(redaction, now=now)
    marks = marks_of(redaction)
    hidden = list(_words(marks))
    operator = redaction.document.agreement.operator.name
    day = local_day(now, district_current().time_zone)
    try:
        storage.open_verified(redaction.source_sha256).close()
    except storage.StoredFileChanged as error:
        raise Unreadable(CHANGED) from error
    copy = copy_made(
        storage.stored_path(redaction.source_sha256),
        [box for mark in marks for box in boxes_of(mark)],
        protection_of(redaction.document, now=now).kept,
        copy_title(operator, day, hidden),
        lambda done, total: _progress(redaction, done, total),
    )
    return copy, copy_name(operator, day, hidden)


def _words(marks: Any) -> Iterator[str]:
    return (mark.quote for mark in marks if mark.quote)


def _progress(redaction: Redaction, done: int, total: int) -> None:
    Redaction.objects.filter(pk=redaction.pk).update(pages_done=done, pages_total=total)


def _kept(redaction: Redaction, values: dict[str, Any], actor: Actor) -> Redaction:
    """Write the outcome, unless the redaction was withdrawn while the worker was at it."""
    with audited(actor=actor, reason="Made the redacted copy" if "result_sha256" in values else "The copy failed"):
        locked = Redaction.objects.select_for_update().get(pk=redaction.pk)
        if locked.state != RedactionState.AGREED or locked.result_sha256:
            raise RedactionRefused("The redaction was withdrawn, or its copy is made already.")
        for field, value in values.items():
            setattr(redaction, field, value)
        redaction.save(update_fields=list(values))
    return redaction
