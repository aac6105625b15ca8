"""The PDF of a document's pages: the file itself where it is one, else typeset from the text that was read."""

from datetime import datetime
from typing import Any

from contracts import storage
from contracts.clauses.document import Unreadable
from contracts.examination import typeset_text
from contracts.models import Document, DocumentState
from contracts.services.documents import MEDIA_TYPES, content_lock, file_discard_if_unused
from district.audit import Actor, audited

MOST_ATTEMPTS = 3
LOST = "Making its pages was begun three times and never ended. Save it as PDF and upload that."


def page_copy_make(*, document: Document, actor: Actor, now: datetime) -> Document:
    """See that the document has a PDF of its pages in the private store, or says why not.

    Running it again changes nothing that is done. Two at once are harmless: the later one's file is taken out again.
    """
    if document.page_copy_sha256 or document.page_copy_problem:
        return document
    if document.media_type == MEDIA_TYPES["pdf"]:
        return _keep_row(document, {"page_copy_sha256": document.sha256, "page_copy_pages": document.pages}, actor)
    if document.state != DocumentState.READ:
        return document
    if not _taken_up(document, actor):
        return _keep_row(document, {"page_copy_problem": LOST}, actor)
    try:
        pdf, pages = typeset_text(document.text, document.pages, document.name)
    except Unreadable as problem:
        return _keep_row(document, {"page_copy_problem": str(problem)}, actor)
    return page_copy_keep(document=document, pdf=pdf, pages=pages, actor=actor, now=now)


def page_copy_keep(
    *, document: Document, pdf: bytes, pages: list[list[int]], actor: Actor, now: datetime, replace: bool = False
) -> Document:
    """Put a PDF of the document's pages into the private store and name it in the row, both or neither.

    One that is there already stays, unless `replace`.
    """
    with storage.received([pdf]) as incoming:
        try:
            with audited(actor=actor, reason="Made a PDF of its pages"):
                content_lock(incoming.sha256)
                locked = Document.objects.select_for_update(of=("self",)).only("page_copy_sha256").get(pk=document.pk)
                before = locked.page_copy_sha256
                if not before or replace:
                    storage.keep(incoming)
                    _save(document, {"page_copy_sha256": incoming.sha256, "page_copy_pages": pages})
        finally:
            file_discard_if_unused(incoming.sha256)
    if replace and before and before != document.page_copy_sha256:
        file_discard_if_unused(before)
    return document


def _taken_up(document: Document, actor: Actor) -> bool:
    """Count the attempt before it is made, so that a text that kills its worker is not tried for ever."""
    with audited(actor=actor, reason="Took up making a PDF of its pages"):
        _save(document, {"page_copy_attempts": document.page_copy_attempts + 1})
    return document.page_copy_attempts <= MOST_ATTEMPTS


def _keep_row(document: Document, values: dict[str, Any], actor: Actor) -> Document:
    """Note the outcome, unless text recognition has put a better copy there meanwhile."""
    with audited(actor=actor, reason="Settled which PDF shows its pages"):
        locked = Document.objects.select_for_update(of=("self",)).only("page_copy_sha256").get(pk=document.pk)
        if not locked.page_copy_sha256:
            _save(document, values)
    return document


def _save(document: Document, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(document, field, value)
    document.save(update_fields=list(values))
