"""A signed agreement with its file in the store, checked, ready for a redaction; and steps towards one."""

from datetime import UTC, date, datetime

from contracts import storage
from contracts.models import Agreement, Document, Redaction, RedactionMark
from contracts.pagepictures import places
from contracts.services.redaction import Answer, mark_span, redaction_agree, redaction_begin
from contracts.services.redaction_copy import copy_claim, copy_make
from district.models import User
from tests.factories.contracts import (
    CheckFactory,
    DocumentFactory,
    FindingFactory,
    SignedAgreementFactory,
    pdf_bytes,
    quote_of,
)

MARCH = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
CATEGORIES = "The Provider collects the student's name, grade and reading scores."
SERVICE = "Maple Reader provides the product Maple Reader, an online reading service."
OFFICIAL = "The Provider acts as a school official with a legitimate educational interest."
PRICE = "The yearly fee is 48210 dollars for all schools."
FIRST = f"""Data agreement with Maple Reader Fictional, Inc.

1. Services. {SERVICE}
2. Data. {CATEGORIES}
3. FERPA. {OFFICIAL}
4. Fee. {PRICE}
5. Deletion. The Provider deletes all data within sixty days."""
SECOND = "Annex of prices\nPer school: 48210 divided by nine.\nSigned in Prairie Lantern."


def file_stored(agreement: Agreement, *pages: str, check: bool = True) -> Document:
    """A signed PDF of these pages in the store, read; checked, with the evidence of il-soppa.a, .b and .c quoted."""
    pages = pages or (FIRST, SECOND)
    with storage.received([pdf_bytes(*pages)]) as incoming:
        storage.keep(incoming)
        text = "\n".join(pages)
        starts = [sum(len(page) + 1 for page in pages[:number]) for number in range(len(pages))]
        spans = [[start, start + len(page)] for start, page in zip(starts, pages, strict=True)]
        document: Document = DocumentFactory(
            agreement=agreement,
            version=agreement.documents.count() + 1,
            sha256=incoming.sha256,
            size=incoming.size,
            name="Maple contract with fee 48210.pdf",
            text=text,
            pages=spans,
            page_copy_sha256=incoming.sha256,
            page_copy_pages=spans,
            signed_copy=True,
        )
    if check:
        checked(document)
    return document


def checked(document: Document) -> None:
    row = CheckFactory(document=document)
    for position, (provision, words) in enumerate((("a", CATEGORIES), ("b", SERVICE), ("c", OFFICIAL)), 1):
        quotes = [quote_of(document.text, words)] if words in document.text else []
        FindingFactory(
            review_check=row,
            provision=f"il-soppa.{provision}",
            position=position,
            quotes=quotes,
            verdict="found" if quotes else "not_found",
        )


def agreement_with_file(**values: object) -> Document:
    return file_stored(SignedAgreementFactory(**values))


def place(redaction: Redaction, words: str, actor: User, *, nth: int = 0, reason: str = "Price") -> RedactionMark:
    """Mark the words where they stand the nth time."""
    text, start = redaction.document.text, -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    span = (start, start + len(words))
    boxes = places(redaction.document, [span])[0]
    return mark_span(redaction=redaction, span=span, boxes=boxes, reason=reason, actor=actor, now=MARCH)


def agreed(document: Document, actor: User, *words: str) -> Redaction:
    """A redaction of these words, with the operator's agreement recorded."""
    redaction = redaction_begin(agreement=document.agreement, actor=actor, now=MARCH)
    for each in words or ("48210 dollars",):
        place(redaction, each, actor)
    return redaction_agree(redaction=redaction, answer=yes(), actor=actor, now=MARCH)


def yes(words: str = "We agree to hide the fee.") -> Answer:
    return Answer("Mira Invented, counsel", date(2026, 2, 27), words)


def stored_bytes(sha256: str) -> bytes:
    """A file of the store, whole."""
    with storage.open_verified(sha256) as stream:
        return stream.read()


def made(redaction: Redaction, actor: User, now: datetime = MARCH) -> Redaction:
    """The copy, as the worker makes it."""
    claimed = copy_claim(redaction_id=redaction.pk, now=now)
    assert claimed is not None
    return copy_make(redaction=claimed, actor=actor, now=now)
