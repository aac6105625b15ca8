"""Reads of redactions: what may be seen, what is under way, and what a redaction is made of."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from contracts.models import (
    Agreement,
    Document,
    Redaction,
    RedactionMark,
    RedactionState,
    RedactionStep,
    StatedEvidence,
)
from contracts.models.redaction import OPEN_STATES
from contracts.selectors import agreements_visible_to, document_current
from district.models import User

# A copy that nobody finishes after this long has lost its worker.
CLAIM = timedelta(minutes=20)
MOST_TAKEN_UP = 10


def redactions_visible_to(user: User) -> QuerySet[Redaction]:
    """Redactions of the agreements that the person may see, with file and agreement, without the text."""
    return (
        Redaction.objects.filter(document__agreement__in=agreements_visible_to(user))
        .select_related("document__agreement__operator")
        .defer("document__text")
    )


def redaction_open(document: Document) -> Redaction | None:
    """The redaction of this file that is being prepared."""
    return document.redactions.filter(state__in=OPEN_STATES).first()


def redaction_done(document: Document) -> Redaction | None:
    """The redaction whose copy is posted in the file's place."""
    return document.redactions.filter(state=RedactionState.DONE).first()


def redactions_of(agreement: Agreement) -> list[Any]:
    """Every redaction of an agreement's files, newest first, with `places` (number of marks) and steps."""
    steps = Prefetch("steps", queryset=RedactionStep.objects.order_by("at", "pk"))
    redactions = Redaction.objects.filter(document__agreement=agreement).annotate(places=Count("marks"))
    return list(
        redactions.select_related("document").defer("document__text", "document__pages").prefetch_related(steps)
    )


def marks_of(redaction: Redaction) -> list[RedactionMark]:
    return list(redaction.marks.order_by("page", "pk"))


def steps_of(redaction: Redaction) -> list[RedactionStep]:
    return list(redaction.steps.order_by("at", "pk"))


def document_redacted(agreement: Agreement) -> Document | None:
    """The file of which parts may be hidden: the one that is posted."""
    return document_current(agreement)


def evidence_stated(document: Document) -> dict[str, StatedEvidence]:
    """{provision: what a person stated last about where it stands}."""
    return {row.provision: row for row in document.stated_evidence.order_by("stated_at", "pk")}


def redactions_waiting(*, now: datetime) -> list[int]:
    """Ids of agreed redactions whose copy nobody is making: the message or its worker was lost. Oldest first."""
    agreed = Redaction.objects.filter(state=RedactionState.AGREED, result_sha256="", problem="")
    lost = agreed.filter(Q(working_since=None) | Q(working_since__lte=now - CLAIM))
    return list(lost.order_by("begun_at").values_list("pk", flat=True)[:MOST_TAKEN_UP])


def redaction_hashes() -> set[str]:
    """Every SHA-256 of a file that redactions name: copies, and what proves the operator's answer."""
    copies = Redaction.objects.exclude(result_sha256="").values_list("result_sha256", flat=True)
    evidence = RedactionStep.objects.exclude(evidence_sha256="").values_list("evidence_sha256", flat=True)
    return {*copies, *evidence}


def redaction_names(sha256: str) -> bool:
    """Whether a redaction names this file."""
    return (
        Redaction.objects.filter(result_sha256=sha256).exists()
        or RedactionStep.objects.filter(evidence_sha256=sha256).exists()
    )


def reasons_of(marks: Sequence[RedactionMark]) -> list[str]:
    """The reasons, each once, in the order of the pages."""
    return list(dict.fromkeys(mark.reason for mark in marks))
