"""Reads of agreements and their files. Each list begins at what the person may see."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from contracts.models import (
    Agreement,
    AgreementState,
    AgreementStateRow,
    Check,
    CounselOpinion,
    CureNotice,
    Document,
    DocumentStanding,
    DocumentState,
    Finding,
    Posting,
    Redaction,
    RedactionState,
)
from deadlines.models import Deadline, DeadlineState
from deadlines.selectors import deadlines_for_subject, deadlines_open
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
    versions = Document.objects.filter(transcribes=None, standing=DocumentStanding.VERSION)
    newer = versions.filter(agreement=OuterRef("agreement"), version__gt=OuterRef("version"))
    return versions.filter(~Exists(newer)).defer("text")


def document_current(agreement: Agreement) -> Document | None:
    """The file that stands for the agreement and is posted: its newest version that is no transcript of another."""
    versions = agreement.documents.filter(transcribes=None, standing=DocumentStanding.VERSION)
    return versions.defer("text").order_by("-version").first()


@dataclass(frozen=True, slots=True)
class PostedFile:
    """The file that the public gets: the document's own, or the redacted copy that takes its place.

    `places` (how many are hidden) and `reasons` are empty for the document's own file.
    """

    document: Document
    sha256: str
    name: str
    media_type: str
    size: int
    places: int = 0
    reasons: tuple[str, ...] = ()


def posted_file(agreement: Agreement) -> PostedFile | None:
    """Which file is posted for the agreement; None where it has none."""
    document = document_current(agreement)
    return None if document is None else posted_file_of(document)


def posted_file_of(document: Document) -> PostedFile:
    """Which file stands for this document where it is posted. No query where `redactions_done` is there already."""
    done: list[Redaction] | None = getattr(document, "redactions_done", None)
    if done is None:
        done = list(document.redactions.filter(state=RedactionState.DONE).prefetch_related("marks"))
    if not done:
        return PostedFile(document, document.sha256, document.name, document.media_type, document.size)
    copy = done[0]
    marks = sorted(copy.marks.all(), key=lambda mark: (mark.page, mark.pk))
    return PostedFile(
        document,
        copy.result_sha256,
        copy.result_name,
        "application/pdf",
        copy.result_size,
        places=len(marks),
        reasons=tuple(dict.fromkeys(mark.reason for mark in marks)),
    )


def agreements_postable() -> QuerySet[Agreement]:
    """Signed agreements whose current file could be opened, with `current_documents` (a list of one) and products.

    A scan is posted too: the duty to post does not wait for text recognition.
    """
    done = Redaction.objects.filter(state=RedactionState.DONE).prefetch_related("marks")
    readable = (
        documents_current()
        .filter(state__in=READABLE)
        .prefetch_related(Prefetch("redactions", queryset=done, to_attr="redactions_done"))
    )
    return (
        Agreement.objects.filter(state=AgreementState.SIGNED)
        .filter(Exists(readable.filter(agreement=OuterRef("pk"))))
        .select_related("operator")
        .prefetch_related("products", Prefetch("documents", queryset=readable, to_attr="current_documents"))
    )


def postings_of(agreements: Iterable[Agreement]) -> dict[tuple[int, int], datetime]:
    """When each document was first posted, whole or redacted: {(agreement id, document id): instant}, in one query."""
    rows = Posting.objects.filter(agreement__in=[agreement.pk for agreement in agreements]).order_by("-posted_at")
    return {
        (agreement, document): at for agreement, document, at in rows.values_list("agreement", "document", "posted_at")
    }


def document_reviewed(agreement: Agreement) -> Document | None:
    """The version whose text is reviewed: the newest that is no signed copy, a scan's transcript included."""
    versions = agreement.documents.filter(standing=DocumentStanding.VERSION).defer("text")
    return versions.order_by("signed_copy", "-version").first()


def check_newest(document: Document) -> Check | None:
    """The newest check of a document."""
    return document.checks.order_by("-ran_at", "-pk").first()


def documents_waiting(*, now: datetime) -> list[int]:
    """Ids of files that nobody reads although they came a while ago, oldest first."""
    waiting = Document.objects.filter(state=DocumentState.STORED, uploaded_at__lte=now - LOST_AFTER)
    return list(waiting.order_by("uploaded_at").values_list("pk", flat=True)[:MOST_TAKEN_UP])


def documents_unchecked(*, now: datetime) -> list[int]:
    """Ids of files that were read and whose check was lost with its worker, of agreements that are not signed yet."""
    over = (AgreementState.SIGNED, AgreementState.ENDED, AgreementState.VOID)
    lost = Document.objects.filter(
        state=DocumentState.READ, read_at__lte=now - LOST_AFTER, check_problem="", checks=None
    )
    return list(
        lost.exclude(agreement__state__in=over, standing=DocumentStanding.VERSION)
        .order_by("read_at")
        .values_list("pk", flat=True)[:MOST_TAKEN_UP]
    )


def findings_of(agreement: Agreement) -> QuerySet[Finding]:
    """Findings of every check of an agreement, with what a decision on one needs."""
    return Finding.objects.filter(review_check__document__agreement=agreement).select_related(
        "review_check__document__agreement"
    )


def counsel_people() -> QuerySet[User]:
    """Everybody who holds the role of counsel and may sign in."""
    return User.objects.filter(groups__name="counsel", is_active=True).order_by("pk")


def scan_current(agreement: Agreement) -> Document | None:
    """The agreement's current file where it is a scan without text."""
    document = document_current(agreement)
    return document if document is not None and document.state == DocumentState.NEEDS_TEXT else None


def document_text(document: Document) -> str:
    """The text that lists and pages otherwise leave in the database."""
    return Document.objects.values_list("text", flat=True).get(pk=document.pk)


def versions_of(agreement: Agreement) -> list[Document]:
    """Every file of an agreement, newest first, without its text."""
    return list(agreement.documents.defer("text", "pages", "page_copy_pages").order_by("-version"))


def states_of(agreement: Agreement) -> list[AgreementStateRow]:
    """The agreement's life, newest step first."""
    return list(agreement.states.order_by("-at", "-pk"))


def opinions_of(agreement: Agreement) -> list[CounselOpinion]:
    opinions = CounselOpinion.objects.filter(document__agreement=agreement)
    return list(opinions.select_related("given_by", "document").defer("document__text", "document__pages"))


def postings_listed(agreement: Agreement) -> list[Posting]:
    postings = agreement.postings.select_related("document").defer("document__text", "document__pages")
    return list(postings.order_by("-posted_at"))


def agreements_listed(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Agreements with what their list shows: operator, and the next open clock as `next_due_at`, `next_last_day`."""
    clocks = Deadline.objects.filter(
        subject_type=ContentType.objects.get_for_model(Agreement), subject_id=OuterRef("pk"), state=DeadlineState.OPEN
    ).order_by("due_at")
    return agreements.select_related("operator").annotate(
        next_due_at=Subquery(clocks.values("due_at")[:1]), next_last_day=Subquery(clocks.values("last_day")[:1])
    )


def clocks_of(agreement: Agreement) -> QuerySet[Deadline]:
    """Every clock of an agreement, whoever asks: for the services that open and close them."""
    return deadlines_for_subject(Deadline.objects.all(), agreement)


def clocks_open(agreement: Agreement) -> QuerySet[Deadline]:
    return deadlines_open(clocks_of(agreement))


def agreements_signed_since(moment: datetime) -> Iterator[Agreement]:
    """Agreements that are signed and in force, by their moment of signing, a few at a time."""
    signed = Agreement.objects.filter(state=AgreementState.SIGNED, signed_at__gte=moment)
    return signed.order_by("signed_at", "pk").iterator(chunk_size=200)


def agreements_of_clocks(deadline_ids: Sequence[int]) -> list[Agreement]:
    """The agreements that these clocks are about."""
    about = Deadline.objects.filter(
        pk__in=deadline_ids, subject_type=ContentType.objects.get_for_model(Agreement)
    ).values("subject_id")
    return list(Agreement.objects.filter(pk__in=about).select_related("operator").order_by("pk"))


def posting_first(agreement: Agreement) -> Posting | None:
    return agreement.postings.order_by("posted_at", "pk").first()


def document_columns(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Files without their text, for lists and forms that do not show it."""
    return documents.defer("text", "pages", "page_copy_pages")


def files_posted(agreements: Iterable[Agreement]) -> set[tuple[int, str]]:
    """Which very files have stood on the public page: {(agreement id, SHA-256)}, in one query."""
    rows = Posting.objects.filter(agreement__in=[agreement.pk for agreement in agreements])
    return set(rows.values_list("agreement", "file_sha256"))


def document_posted(document: Document) -> bool:
    """Whether what is posted for this document, its redacted copy if there is one, has stood on the public page."""
    return document.postings.filter(file_sha256=posted_file_of(document).sha256).exists()


def hashes_named() -> set[str]:
    """Every SHA-256 that a row names: files as they came, the PDFs of their pages, and letters as they were sent."""
    rows = Document.objects.values_list("sha256", "page_copy_sha256")
    letters = CureNotice.objects.exclude(letter_sha256="").values_list("letter_sha256")
    return {sha256 for row in (*rows, *letters) for sha256 in row if sha256}
