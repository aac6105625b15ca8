"""Text recognition of scans, page by page: taken up, carried on after a loss, and put together at the end."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from contracts import recognition, storage
from contracts.clauses.document import MOST_PAGES, Unreadable, assemble, is_scan, page_list
from contracts.clauses.reading_pdf import without_running_lines
from contracts.copies import RECOGNITION_LOST_AFTER
from contracts.examination import recognise_page, with_words
from contracts.models import Document, DocumentState
from contracts.pages.recognised import UNSURE, Word, sureness, text_of
from contracts.services.documents import SCAN, signed_otherwise
from contracts.services.pagecopies import page_copy_keep
from district.audit import Actor, audited

MOST_ATTEMPTS = 3  # without a page done in between
LOST = "Recognising its text was begun three times and never went on. "
RECOGNISED = (
    "The text was recognised from pictures of pages (OCR) and may have errors: compare each quote with its page."
)
Pages = Mapping[int, list[Word] | None]


def recognition_claim(*, document_id: int, now: datetime) -> Document | None:
    """Take up a scan whose text is to be recognised; None where that is done, given up, or another worker is at it."""
    with transaction.atomic():
        waiting = Document.objects.select_for_update(skip_locked=True, of=("self",))
        document = waiting.filter(pk=document_id, state=DocumentState.NEEDS_TEXT).first()
        if document is None or not document.pages_to_recognise:
            return None
        if document.recognising_since and now - document.recognising_since < RECOGNITION_LOST_AFTER:
            return None
        document.recognising_since = now
        document.recognition_attempts += 1
        document.save(update_fields=["recognising_since", "recognition_attempts"])
    return document


def recognition_go_on(*, document: Document, actor: Actor, now: datetime) -> bool:
    """Recognise one more page of a claimed scan; False where none is left, or the work is given up."""
    if document.recognition_attempts > MOST_ATTEMPTS:
        _give_up(document, actor)
        return False
    done = recognition.pages_kept(document.sha256, document.pages_to_recognise)
    left = [page for page in document.pages_to_recognise if page not in set(done)]
    if not left:
        return False
    recognition.page_keep(document.sha256, left[0], _words_or_none(document, left[0]))
    document.recognised_pages, document.recognising_since, document.recognition_attempts = len(done) + 1, now, 0
    _save(document, "recognised_pages", "recognising_since", "recognition_attempts")
    return len(left) > 1


def recognition_pause(*, document: Document) -> None:
    """Let go of a scan between two turns of work, so that the next turn may take it up at once."""
    document.recognising_since, document.recognition_attempts = None, 0
    _save(document, "recognising_since", "recognition_attempts")


def recognition_finish(*, document: Document, actor: Actor, now: datetime) -> Document:
    """Make the document's text and its searchable page copy from the recognised pages."""
    found = {page: recognition.page_words(document.sha256, page) for page in document.pages_to_recognise}
    values = _read_values(document, found, now)
    if values.get("state") == DocumentState.READ:
        _copy_kept(document, found, values["pages"], actor, now)
    with audited(actor=actor, reason="Recognised the text of its pages"):
        for field, value in values.items():
            setattr(document, field, value)
        _save(document, *values)
    recognition.pages_discard(document.sha256)
    return document


def _words_or_none(document: Document, page: int) -> list[Word] | None:
    try:
        storage.open_verified(document.sha256).close()
        return recognise_page(storage.stored_path(document.sha256), page)
    except (Unreadable, storage.StoredFileChanged):
        return None  # the warning at the end names the page


def _read_values(document: Document, found: Pages, now: datetime) -> dict[str, Any]:
    texts = {page: text_of(words) for page, words in found.items() if words}
    pages = recognition.recognised_text(document.text, document.pages, texts)
    count = sum(len(page.split()) for page in pages)
    if is_scan(count, len(pages)) or len(pages) > MOST_PAGES:
        nothing = "Nothing that could be read was recognised on its pages. "
        return {"problem": nothing + SCAN, "pages_to_recognise": [], "recognising_since": None}
    read = assemble(document.name, "pdf", b"", without_running_lines(pages))
    return {
        "state": DocumentState.READ,
        "problem": "",
        "warnings": [*_warnings(found), *signed_otherwise(document, read.text)],
        "text": read.text,
        "pages": [list(page) for page in read.pages],
        "words": read.words,
        "read_at": now,
        "recognising_since": None,
    }


def _warnings(found: Pages) -> list[str]:
    failed = [page for page, words in found.items() if words is None]
    unsure = [page for page, words in found.items() if words and sureness(words) < UNSURE]
    said = [RECOGNISED]
    if unsure:
        said.append(f"Hard to recognise: {page_list(unsure)}. Read the picture there, not the recognised text.")
    if failed:
        said.append(f"Not recognised: {page_list(failed)}. What stands there was not checked.")
    return said


def _copy_kept(document: Document, found: Pages, pages: Sequence[Any], actor: Actor, now: datetime) -> None:
    """The scan with the words over its pictures. Where that fails, the pages are shown without."""
    words = {page: on_it for page, on_it in found.items() if on_it}
    try:
        pdf = with_words(storage.stored_path(document.sha256), words)
    except Unreadable:
        pdf = storage.stored_path(document.sha256).read_bytes()
    page_copy_keep(document=document, pdf=pdf, pages=list(pages), actor=actor, now=now, replace=True)


def _give_up(document: Document, actor: Actor) -> None:
    """Leave a scan to a person; a file that has a text besides its pictures is read without them."""
    values: dict[str, Any] = {"pages_to_recognise": [], "recognising_since": None, "problem": LOST + SCAN}
    if not is_scan(document.words, len(document.pages)):
        values |= {"state": DocumentState.READ, "problem": ""}  # its warnings name the pictures
    with audited(actor=actor, reason="Gave up recognising its text"):
        for field, value in values.items():
            setattr(document, field, value)
        _save(document, *values)


def _save(document: Document, *fields: str) -> None:
    document.save(update_fields=list(fields))
