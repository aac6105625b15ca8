"""Work in the background: reading and checking files, and making the PDF of their pages."""

from celery import shared_task
from django.db import transaction

from contracts.copies import documents_without_pages
from contracts.models import Document
from contracts.selectors import documents_unchecked, documents_waiting
from contracts.services import document_check, document_claim, document_read
from contracts.services.pagecopies import page_copy_make
from district.audit import SystemActor
from district.clock import now as clock_now

READER = SystemActor("worker:contracts.read_and_check")


@shared_task(name="contracts.read_and_check")
def read_and_check(document_id: int) -> None:
    """Read a stored file and check its text. Running it again after a loss changes nothing that is done."""
    now = clock_now()
    document = document_claim(document_id=document_id, now=now)
    if document is not None:
        document = document_read(document=document, actor=READER, now=now)
        document_check(document=document, actor=READER, now=clock_now())
        make_page_copy.delay(document.pk)


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
    return len({*waiting, *unchecked, *uncopied})


def read_soon(document_id: int) -> None:
    """Queue the reading of a file once it is committed. An unreachable queue is no failure: the sweep takes it up."""
    transaction.on_commit(lambda: read_and_check.delay(document_id), robust=True)


def check_soon(document_id: int) -> None:
    transaction.on_commit(lambda: check_again.delay(document_id), robust=True)
