"""Files of agreements: taken in, read once, checked. The file comes first, its row in the same breath, or neither."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from contracts import storage
from contracts.clauses.document import Unreadable
from contracts.draft_selectors import draft_names
from contracts.examination import probe_file, read_file
from contracts.models import Agreement, AgreementState, CureNotice, Document, DocumentStanding, DocumentState
from contracts.recognition import tesseract_installed
from contracts.redaction_selectors import redaction_names
from contracts.services.states import agreement_enter, agreement_locked
from contracts.signedcopy import difference_warning
from district.audit import Actor, actor_label, audited

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "markdown": "text/markdown",
    "text": "text/plain",
}
# A worker that took up a file and was lost gives it back after this long; a file that loses three workers is given up.
CLAIM = timedelta(minutes=10)
VERSION = DocumentStanding.VERSION
MOST_ATTEMPTS = 3
SCAN = (
    "This is a scan: it holds pictures of pages and no text to check. Upload a copy with recognised text (OCR), or a "
    "text version that a person made of it."
)

BEING_RECOGNISED = (
    "Pages of this file are pictures. Their text is being recognised; then it is checked. "
    "Instead of waiting you may upload a text version that a person made of it."
)


class FileRefused(Exception):
    """An uploaded file was not taken; the message says why and what to do. Nothing of it is kept."""


def document_add(
    *,
    agreement: Agreement,
    name: str,
    chunks: Iterable[bytes],
    actor: Actor,
    now: datetime,
    signed_copy: bool = False,
    transcribes: Document | None = None,
    standing: str = DocumentStanding.VERSION,
) -> Document:
    """Take in a file as the agreement's next version: its kind by content, stored privately under its SHA-256.

    One that is only offered (`standing`) is read and checked like any other, and is neither reviewed nor posted.

    Raises FileRefused, with a sentence, for a file that is empty, too large, of another kind, locked or damaged,
    for one that the agreement has already, and for an agreement that has ended.
    """
    with storage.received(bounded(chunks)) as incoming:
        if incoming.size == 0:
            raise FileRefused("The file is empty. Choose the file again: it may not have been saved yet.")
        _refuse_ended(agreement)
        _refuse_twice(agreement, incoming.sha256)
        kind = _probed(incoming, name)
        try:
            with audited(actor=actor, reason=f"Uploaded {name}"):
                content_lock(incoming.sha256)
                locked = agreement_locked(agreement)
                _refuse_ended(locked)
                _refuse_twice(locked, incoming.sha256)
                storage.keep(incoming)
                document = Document.objects.create(
                    agreement=locked,
                    version=_next_version(locked),
                    name=name[-255:],
                    sha256=incoming.sha256,
                    media_type=MEDIA_TYPES[kind],
                    size=incoming.size,
                    uploaded_at=now,
                    uploaded_by=actor_label(actor),
                    signed_copy=signed_copy or (locked.state == AgreementState.SIGNED and standing == VERSION),
                    standing=standing,
                    transcribes=transcribes,
                )
                _review_again(locked, document, actor=actor, now=now)
        except BaseException:
            file_discard_if_unused(incoming.sha256)
            raise
    return document


def document_claim(*, document_id: int, now: datetime) -> Document | None:
    """Take up a stored file for reading; None where it is read, or another worker has it."""
    with transaction.atomic():
        document = (
            Document.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=document_id, state=DocumentState.STORED)
            .first()
        )
        if document is None or (document.reading_since and now - document.reading_since < CLAIM):
            return None
        document.reading_since, document.attempts = now, document.attempts + 1
        document.save(update_fields=["reading_since", "attempts"])
    return document


def document_read(*, document: Document, actor: Actor, now: datetime) -> Document:
    """Read the text out of a claimed file and keep it with its pages; say what to do where that fails."""
    try:
        values = _text_of(document)
    except (Unreadable, storage.StoredFileChanged) as problem:
        values = {"state": DocumentState.UNREADABLE, "problem": str(problem)}
    values["read_at"] = now
    with audited(actor=actor, reason="Read the file's text"):
        for field, value in values.items():
            setattr(document, field, value)
        document.save(update_fields=list(values))
    return document


def file_discard_if_unused(sha256: str) -> None:
    """Take a file out of the store unless a row names it, safe against an upload of the same content at this moment."""
    with transaction.atomic():
        content_lock(sha256)
        letters = CureNotice.objects.filter(letter_sha256=sha256)
        named = letters.exists() or redaction_names(sha256) or draft_names(sha256)
        named = named or sha256 in storage.hashes_registered()
        if not (named or Document.objects.filter(Q(sha256=sha256) | Q(page_copy_sha256=sha256)).exists()):
            storage.discard(sha256)


def bounded(chunks: Iterable[bytes]) -> Iterable[bytes]:
    """The chunks, until there are too many: then FileRefused."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > settings.UPLOAD_MOST_BYTES:
            raise FileRefused(too_large(size))
        yield chunk


def too_large(size: int) -> str:
    most = settings.UPLOAD_MOST_BYTES // 2**20
    return (
        f"The file has {size / 2**20:,.0f} MB; at most {most} MB can be uploaded. "
        "Save it again with smaller pictures, or split it."
    )


def _refuse_ended(agreement: Agreement) -> None:
    if agreement.state in (AgreementState.ENDED, AgreementState.VOID):
        over = "is void" if agreement.state == AgreementState.VOID else "has ended"
        raise FileRefused(f"This agreement {over}: its files stay as they are. Enter a new agreement for a new text.")


def _refuse_twice(agreement: Agreement, sha256: str) -> None:
    there = agreement.documents.filter(sha256=sha256).only("version", "name").first()
    if there is not None:
        raise FileRefused(f"The agreement has this very file already: version {there.version}, {there.name}.")


def _probed(incoming: storage.Incoming, name: str) -> str:
    try:
        kind: str = probe_file(incoming.path, name)["kind"]
    except Unreadable as refusal:
        raise FileRefused(str(refusal)) from refusal
    return kind


def content_lock(sha256: str) -> None:
    """Until the transaction ends, nobody else stores or discards a file with this content."""
    number = int.from_bytes(hashlib.blake2b(sha256.encode(), digest_size=8).digest(), signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _next_version(agreement: Agreement) -> int:
    newest = agreement.documents.order_by("-version").values_list("version", flat=True).first()
    return (newest or 0) + 1


def _review_again(agreement: Agreement, document: Document, *, actor: Actor, now: datetime) -> None:
    """A new text is reviewed anew: whatever was decided stands with the version that it was decided on."""
    if document.signed_copy or document.standing != VERSION:
        return
    if agreement.state in (AgreementState.DRAFT, AgreementState.WITH_COUNSEL, AgreementState.READY):
        reason = f"version {document.version} was uploaded"
        agreement_enter(agreement, AgreementState.REVIEWING, actor=actor, now=now, reason=reason)


def _text_of(document: Document) -> dict[str, Any]:
    if document.attempts > MOST_ATTEMPTS:
        raise Unreadable(
            "Reading this file was begun three times and never ended. Save it as a plain PDF and upload that."
        )
    with storage.open_verified(document.sha256) as stream:
        read = read_file(storage.stored_path(document.sha256), document.name)
        del stream
    if read["sha256"] != document.sha256:
        raise storage.StoredFileChanged("The stored file was changed on disk while it was read.")
    scan = read["needs_ocr"]
    pictures = list(read["pictures"]) if tesseract_installed() else []
    without_text = scan or bool(pictures)
    return {
        "state": DocumentState.NEEDS_TEXT if without_text else DocumentState.READ,
        "problem": (BEING_RECOGNISED if pictures else SCAN) if without_text else "",
        "pages_to_recognise": pictures,
        "warnings": [*read["warnings"], *signed_otherwise(document, "" if without_text else read["text"])],
        "pages": [list(page) for page in read["pages"]],
        "words": read["words"],
        "text": read["text"],
    }


def signed_otherwise(document: Document, text: str) -> list[str]:
    """A warning where the file as signed is not the text that was reviewed."""
    if not (document.signed_copy and text):
        return []
    reviewed = (
        Document.objects.filter(agreement=document.agreement_id, signed_copy=False, standing=VERSION)
        .filter(state=DocumentState.READ)
        .order_by("-version")
        .first()
    )
    warning = difference_warning(text, reviewed.text, reviewed.version) if reviewed is not None else ""
    return [warning] if warning else []
