"""Reads of agreements and their files. Each list begins at what the person may see."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from contracts.models import Agreement, AgreementState, Document, DocumentState, Posting
from district.models import User

READABLE = (DocumentState.READ, DocumentState.NEEDS_TEXT)


def agreements_visible_to(user: User) -> QuerySet[Agreement]:
    """Every agreement for people whose role reads them; none for anybody else."""
    return Agreement.objects.all() if user.has_perm("contracts.view_agreement") else Agreement.objects.none()


def documents_visible_to(user: User) -> QuerySet[Document]:
    """Files of the agreements that the person may see, without their text."""
    documents = Document.objects.select_related("agreement").defer("text")
    return (
        documents.filter(agreement__in=agreements_visible_to(user))
        if user.has_perm("contracts.view_document")
        else documents.none()
    )


def documents_current() -> QuerySet[Document]:
    """The file that stands for each agreement: its newest version that is no transcript of another."""
    newer = Document.objects.filter(agreement=OuterRef("agreement"), version__gt=OuterRef("version"), transcribes=None)
    return Document.objects.filter(transcribes=None).filter(~Exists(newer)).defer("text")


def document_current(agreement: Agreement) -> Document | None:
    """The file that stands for the agreement and is posted: its newest version that is no transcript of another."""
    return agreement.documents.filter(transcribes=None).defer("text").order_by("-version").first()


def agreements_postable() -> QuerySet[Agreement]:
    """Signed agreements whose current file could be opened, with `current_documents` (a list of one) and products.

    A scan is posted too: the duty to post does not wait for text recognition.
    """
    readable = documents_current().filter(state__in=READABLE)
    return (
        Agreement.objects.filter(state=AgreementState.SIGNED)
        .filter(Exists(readable.filter(agreement=OuterRef("pk"))))
        .select_related("operator")
        .prefetch_related("products", Prefetch("documents", queryset=readable, to_attr="current_documents"))
    )


def postings_of(agreements: Iterable[Agreement]) -> dict[tuple[int, int], datetime]:
    """When each file was first posted: {(agreement id, document id): instant}, in one query."""
    rows = Posting.objects.filter(agreement__in=[agreement.pk for agreement in agreements])
    return {
        (agreement, document): at for agreement, document, at in rows.values_list("agreement", "document", "posted_at")
    }
