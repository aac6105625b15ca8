"""What is shown of a document's pages: pictures, and the boxes of passages. Each asks the page copy after its hash."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Q

from contracts import storage
from contracts.examination import page_boxes, page_image
from contracts.models import Document, DocumentState
from contracts.pages.locate import Box
from contracts.selectors import LOST_AFTER, MOST_TAKEN_UP, READABLE

RECOGNITION_LOST_AFTER = timedelta(minutes=6)  # longer than a page may take


class NoPageCopy(Exception):
    """There is no PDF of the document's pages, or not yet; the message says which, for people."""


def copy_page_count(document: Document) -> int:
    """How many pages the page copy has; 0 while there is none."""
    return len(document.page_copy_pages) if document.page_copy_sha256 else 0


def copy_page_of(document: Document, offset: int) -> int:
    """The page of the page copy, counted from 1, on which a character of the text stands."""
    return next((number for number, (_, end) in enumerate(document.page_copy_pages, 1) if offset < end), 1)


def copy_image(document: Document, page: int, width: int) -> bytes:
    """A page as PNG. Raises NoPageCopy, Unreadable or storage.StoredFileChanged, each with a sentence."""
    return page_image(_verified(document), page, width)


def copy_boxes(document: Document, spans: Sequence[Sequence[int]]) -> list[list[Box]]:
    """For each span of the text its boxes on the page copy, one per line. Raises as `copy_image` does."""
    fields = {"text": document.text, "pages": document.page_copy_pages}
    return page_boxes(_verified(document), fields, spans)


def _verified(document: Document) -> Path:
    if not document.page_copy_sha256:
        raise NoPageCopy(document.page_copy_problem or "The pages are still being made. Ask again in a moment.")
    storage.open_verified(document.page_copy_sha256).close()
    return storage.stored_path(document.page_copy_sha256)


def documents_without_pages(*, now: datetime) -> list[int]:
    """Ids of files that were read and whose PDF of the pages was not made, or lost with its worker."""
    pdf = Q(media_type="application/pdf")
    lost = Document.objects.filter(page_copy_sha256="", page_copy_problem="", read_at__lte=now - LOST_AFTER)
    lost = lost.filter(Q(state=DocumentState.READ) | pdf, state__in=READABLE)
    return list(lost.order_by("read_at").values_list("pk", flat=True)[:MOST_TAKEN_UP])


def documents_recognising(*, now: datetime) -> list[int]:
    """Ids of scans whose text is being recognised and at which no worker was for a while."""
    scans = Document.objects.filter(state=DocumentState.NEEDS_TEXT).exclude(pages_to_recognise=[])
    idle = Q(recognising_since__lte=now - RECOGNITION_LOST_AFTER)
    waiting = Q(recognising_since=None, read_at__lte=now - LOST_AFTER)
    return list(scans.filter(idle | waiting).order_by("read_at").values_list("pk", flat=True)[:MOST_TAKEN_UP])
