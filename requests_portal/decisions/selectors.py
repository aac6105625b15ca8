"""Reads of determinations, hearings, letters, and of what stands beside a decision."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from requests_portal.models import (
    DecisionLetter,
    DeletionCertificate,
    Determination,
    Hearing,
    PrivacyRequest,
    RequestKind,
    RequestState,
    RequestTask,
    TaskState,
)

# How far back earlier requests for copies are named: a year holds every quarter that could count.
YEAR: Final = timedelta(days=366)
NEVER_BEGAN: Final = (RequestState.UNCONFIRMED, RequestState.EXPIRED, RequestState.JOINED)


def determinations_of(request: PrivacyRequest) -> list[Determination]:
    """All of them, oldest first, with who made them."""
    return list(Determination.objects.filter(request=request).select_related("by", "replaces").order_by("at", "pk"))


def determinations_current(request: PrivacyRequest) -> dict[str, Determination]:
    """The newest of each subject, by `about`."""
    rows = Determination.objects.filter(request=request, replaced_by=None).select_related("by")
    return {row.about: row for row in rows}


def hearings_of(request: PrivacyRequest) -> list[Hearing]:
    """All of them, oldest first."""
    return list(Hearing.objects.filter(request=request).select_related("determination").order_by("asked_at", "pk"))


def letter_draft(request: PrivacyRequest) -> DecisionLetter | None:
    """The letter that was not sent yet; there is one at most."""
    rows = DecisionLetter.objects.filter(request=request, sent_at=None)
    return rows.select_related("determination", "hearing", "written_by").first()


def letters_sent(request: PrivacyRequest) -> list[DecisionLetter]:
    """What the family was told, oldest first."""
    rows = DecisionLetter.objects.filter(request=request, sent_at__isnull=False)
    return list(rows.select_related("determination", "hearing", "file", "sent_by").order_by("sent_at", "pk"))


def tasks_of(request: PrivacyRequest) -> list[RequestTask]:
    """The holders that were asked, or are to be, in order; with their products."""
    rows = RequestTask.objects.filter(request=request).select_related("operator").prefetch_related("products")
    return list(rows.order_by("made_at", "pk"))


def tasks_unsettled(request: PrivacyRequest) -> list[RequestTask]:
    """Holders that have not done their part, or whose answer nobody has checked."""
    return [task for task in tasks_of(request) if task.state not in (TaskState.DONE, TaskState.NOT_NEEDED)]


def holders_missing(request: PrivacyRequest) -> str:
    """Who may hold more of what was asked for, as a sentence for whoever is about to answer; empty where nobody does.

    Nothing is refused for it: the office may know better than its list. But nobody calls it everything unawares.
    """
    if not request.is_open:
        return ""
    names = "; ".join(f"{task.holder_name} ({task.get_state_display()})" for task in tasks_unsettled(request))
    return f"Not everything may be in yet: {names}." if names else ""


def certificates_of(request: PrivacyRequest) -> list[DeletionCertificate]:
    """What the holders certified, oldest first."""
    rows = DeletionCertificate.objects.filter(request=request).select_related("operator", "file")
    return list(rows.order_by("certified_at", "pk"))


def earlier_copies(request: PrivacyRequest, *, most: int = 20) -> list[PrivacyRequest]:
    """Requests for a copy about the same pupil in the year before this one, newest first; this one is not among them.

    The pupil is the one on record, or the one who was named, so that requests of before the pupil was known count too.
    """
    same = Q(said_key=request.said_key) if request.said_key else Q(pk=None)
    if request.student_id is not None:
        same |= Q(student_id=request.student_id)
    since: datetime = request.asked_at - YEAR
    rows = PrivacyRequest.objects.filter(
        same, kind=RequestKind.COPY, asked_at__gte=since, asked_at__lte=request.asked_at
    ).exclude(pk=request.pk)
    return list(rows.exclude(state__in=NEVER_BEGAN).order_by("-asked_at", "-pk")[:most])
