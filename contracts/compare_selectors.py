"""Reads for comparing: an agreement's versions with their checks, and the texts of two of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from contracts.models import Agreement, Check, Document, DocumentState


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was read, with its checks, the newest first."""

    document: Document
    checks: tuple[Check, ...]


def versions_read(agreement: Agreement) -> list[Version]:
    """Every version that was read, the first first, without its text: two queries."""
    checks = Check.objects.order_by("-ran_at", "-pk")
    rows = agreement.documents.filter(state=DocumentState.READ).defer("text", "page_copy_pages").order_by("version")
    return [
        Version(document, tuple(document.checks.all()))
        for document in rows.prefetch_related(Prefetch("checks", queryset=checks))
    ]


def texts_of(documents: Iterable[Document]) -> dict[int, str]:
    """The texts by document id, in one query."""
    rows = Document.objects.filter(pk__in={document.pk for document in documents})
    return dict(rows.values_list("pk", "text"))
