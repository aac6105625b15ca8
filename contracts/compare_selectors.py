"""Reads for comparing: an agreement's versions with their checks, and the texts of two of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from contracts.models import Agreement, Check, Document, DocumentStanding, DocumentState
from contracts.selectors import agreements_visible_to
from district.models import User


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was read, with its checks, the newest first."""

    document: Document
    checks: tuple[Check, ...]

    @property
    def own(self) -> bool:
        """Whether it is a version of the agreement itself, and neither an addendum nor offered to cure it."""
        return self.document.standing == DocumentStanding.VERSION


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


def checks_visible_to(user: User) -> QuerySet[Check]:
    """Checks of the agreements that the person may see, with file, agreement and operator, without the text."""
    checks = Check.objects.filter(document__agreement__in=agreements_visible_to(user))
    return checks.select_related("document__agreement__operator").defer("document__text", "document__page_copy_pages")
