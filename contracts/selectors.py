"""Reads of agreements and their files. Each list begins at what the person may see."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from contracts.models import Agreement, AgreementState, Check, Document, DocumentState, Finding, Posting
from district.models import User
from district.permissions import objects_visible_to

READABLE = (DocumentState.READ, DocumentState.NEEDS_TEXT)
# A file not read after this long has lost its message or its worker.
LOST_AFTER = timedelta(minutes=5)
MOST_TAKEN_UP = 20


def agreements_visible_to(user: User) -> QuerySet[Agreement]:
    """Every agreement for people whose role reads them; for others, those granted to them one by one."""
    return objects_visible_to(user, Agreement.objects.all(), "contracts.view_agreement")


def documents_visible_to(user: User) -> QuerySet[Document]:
    """Files of the agreements that the person may see, without their text."""
    return Document.objects.filter(agreement__in=agreements_visible_to(user)).select_related("agreement").defer("text")


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


def document_reviewed(agreement: Agreement) -> Document | None:
    """The version whose text is reviewed: the newest that is no signed copy, a scan's transcript included."""
    versions = agreement.documents.order_by("signed_copy", "-version").defer("text")
    return versions.first()


def check_newest(document: Document) -> Check | None:
    """The newest check of a document."""
    return document.checks.order_by("-ran_at", "-pk").first()


def documents_waiting(*, now: datetime) -> list[int]:
    """Ids of files that nobody reads although they came a while ago, oldest first."""
    waiting = Document.objects.filter(state=DocumentState.STORED, uploaded_at__lte=now - LOST_AFTER)
    return list(waiting.order_by("uploaded_at").values_list("pk", flat=True)[:MOST_TAKEN_UP])


def findings_of(agreement: Agreement) -> QuerySet[Finding]:
    """Findings of every check of an agreement, with what a decision on one needs."""
    return Finding.objects.filter(review_check__document__agreement=agreement).select_related(
        "review_check__document__agreement"
    )


def counsel_people() -> QuerySet[User]:
    """Everybody who holds the role of counsel and may sign in."""
    return User.objects.filter(groups__name="counsel", is_active=True).order_by("pk")
