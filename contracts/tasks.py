"""Work in the background: reading and checking files, making the PDF of their pages and redacted copies."""

import logging
from datetime import timedelta

from celery import shared_task
from django.db import transaction

from contracts import rechecktasks  # noqa: F401  # its tasks are found through this module
from contracts.copies import documents_recognising, documents_without_pages
from contracts.models import Document, DocumentState
from contracts.redaction_selectors import redactions_waiting
from contracts.selectors import documents_unchecked, documents_waiting
from contracts.services import document_check, document_claim, document_read
from contracts.services.pagecopies import page_copy_make
from contracts.services.recognition import (
    recognition_claim,
    recognition_finish,
    recognition_go_on,
    recognition_pause,
)
from contracts.services.redaction import RedactionRefused
from contracts.services.redaction_copy import copy_claim, copy_make
from district.audit import SystemActor
from district.clock import now as clock_now

log = logging.getLogger(__name__)
REDACTOR = SystemActor("worker:contracts.redact")
READER = SystemActor("worker:contracts.read_and_check")
TURN = timedelta(minutes=5)  # of text recognition, before other files get their turn


@shared_task(name="contracts.read_and_check")
def read_and_check(document_id: int) -> None:
    """Read a stored file and check its text. Running it again after a loss changes nothing that is done."""
    now = clock_now()
    document = document_claim(document_id=document_id, now=now)
    if document is not None:
        document = document_read(document=document, actor=READER, now=now)
        document_check(document=document, actor=READER, now=clock_now())
        make_page_copy.delay(document.pk)
        if document.recognising:
            recognise.delay(document.pk)


@shared_task(name="contracts.recognise")
def recognise(document_id: int) -> None:
    """Recognise the text of a scan, page by page, for a while; then hand the rest to the next turn.

    A turn stays well under the workers' time limit, and other files get theirs in between. Running it again after a
    loss goes on at the page that was lost.
    """
    begun = clock_now()
    document = recognition_claim(document_id=document_id, now=begun)
    if document is None:
        return
    while recognition_go_on(document=document, actor=READER, now=clock_now()):
        if clock_now() - begun > TURN:
            recognition_pause(document=document)
            recognise.delay(document_id)
            return
    if document.recognising:
        document = recognition_finish(document=document, actor=READER, now=clock_now())
    if document.state == DocumentState.READ:
        document_check(document=document, actor=READER, now=clock_now())


@shared_task(name="contracts.make_page_copy")
def make_page_copy(document_id: int) -> None:
    """Make the PDF of a document's pages. Running it again changes nothing that is done."""
    page_copy_make(document=Document.objects.get(pk=document_id), actor=READER, now=clock_now())


@shared_task(name="contracts.check_again")
def check_again(document_id: int) -> None:
    """Check a document's stored text with today's packs and checker."""
    document_check(document=Document.objects.get(pk=document_id), actor=READER, now=clock_now())


@shared_task(name="contracts.read_waiting")
def read_waiting() -> int:
    """Take up files whose worker or message was lost, before or after the text was read. The number taken up."""
    now = clock_now()
    waiting, unchecked = documents_waiting(now=now), documents_unchecked(now=now)
    for document_id in waiting:
        read_and_check.delay(document_id)
    for document_id in unchecked:
        check_again.delay(document_id)
    uncopied = documents_without_pages(now=now)
    for document_id in uncopied:
        make_page_copy.delay(document_id)
    unmade = redactions_waiting(now=now)
    for redaction_id in unmade:
        redact.delay(redaction_id)
    unrecognised = documents_recognising(now=now)
    for document_id in unrecognised:
        recognise.delay(document_id)
    return len({*waiting, *unchecked, *uncopied, *unrecognised}) + len(unmade)


@shared_task(name="contracts.redact")
def redact(redaction_id: int) -> None:
    """Make the copy of an agreed redaction. Running it again after a loss changes nothing that is done."""
    redaction = copy_claim(redaction_id=redaction_id, now=clock_now())
    if redaction is None:
        return
    try:
        copy_make(redaction=redaction, actor=REDACTOR, now=clock_now())
    except RedactionRefused as refusal:
        log.info("A redacted copy is not needed any more: %s", refusal)


def redact_soon(redaction_id: int) -> None:
    """Queue the making of a copy once it is committed. An unreachable queue is no failure: the sweep takes it up."""
    transaction.on_commit(lambda: redact.delay(redaction_id), robust=True)


def read_soon(document_id: int) -> None:
    """Queue the reading of a file once it is committed. An unreachable queue is no failure: the sweep takes it up."""
    transaction.on_commit(lambda: read_and_check.delay(document_id), robust=True)


def pages_soon(document_id: int) -> None:
    """Make the pages of a file now that somebody asks for them, and not at the timer's next turn."""
    transaction.on_commit(lambda: make_page_copy.delay(document_id), robust=True)


def check_soon(document_id: int) -> None:
    transaction.on_commit(lambda: check_again.delay(document_id), robust=True)
