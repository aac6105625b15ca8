"""The office's pages of the reviews by the days of the law."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from district import clock
from district.roles import ROLE_NAMES
from district.selectors import district_current_or_none
from district.taskpages import OfficeRequest, office_page, office_render, right_needed
from transparency.office import SHOWN_AT_MOST
from transparency.refreshing.checklist import looked_at, review_items
from transparency.refreshing.forms import AttestForm
from transparency.refreshing.selectors import DueDay, due_days
from transparency.refreshing.services import ReviewRefused, page_attest
from transparency.refreshing.words import attestation_proposed, review_said
from transparency.selectors import snapshot_latest
from transparency.services import Preview, PublicationChanged, publication_preview

SEE = "transparency.view_pagereview"
ATTEST = "transparency.add_pagereview"


@office_page(methods=("GET", "HEAD"))
def refresh_list(request: OfficeRequest) -> HttpResponse:
    """Every day by which the page had to be reviewed, and what was attested for it."""
    right_needed(request.user, SEE)
    rows = [(due, review_said(due)) for due in due_days(*_today(clock.now()))]
    return office_render(
        request,
        "staff/refresh/list.html",
        title="Reviews of the public page",
        rows=rows,
        may_attest=request.user.has_perm(ATTEST),
    )


@office_page()
def refresh_page(request: OfficeRequest, day: str) -> HttpResponse:
    """What has to be looked at for one of these days, and the attestation; or what was attested."""
    right_needed(request.user, SEE)
    now = clock.now()
    due = _due_or_404(day, now)
    if due.review is not None:
        title = f"Review due by {due.day:%-d %B %Y}"
        return office_render(request, "staff/refresh/done.html", due=due, said=review_said(due), title=title)
    right_needed(request.user, ATTEST)
    preview = publication_preview(now)
    form = AttestForm(request.POST or None, items=review_items(), due=due, initial=_proposed(request, due, preview))
    problem, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            _attest(form, due, request, now)
            return redirect("refresh")
        except (ReviewRefused, PublicationChanged) as refused:
            problem, status = str(refused), 409
    return office_render(
        request, "staff/refresh/attest.html", status=status, **_attest_context(form, due, preview, problem)
    )


def _attest(form: AttestForm, due: DueDay, request: OfficeRequest, now: datetime) -> None:
    said = form.cleaned_data
    page_attest(
        due_on=due.day,
        name=said["name"],
        position=said["position"],
        text=said["text"],
        why_late=said.get("why_late", ""),
        looked_at=looked_at(form.items, form.notes()),
        actor=request.user,
        now=now,
    )
    messages.success(request, "Attested. The public page says from now on that it was reviewed.")


def _attest_context(form: AttestForm, due: DueDay, preview: Preview, problem: str) -> dict[str, Any]:
    shortcomings = preview.build.shortcomings
    return {
        "title": f"Review due by {due.day:%-d %B %Y}",
        "form": form,
        "due": due,
        "said": review_said(due),
        "problem": problem,
        "difference": preview.difference,
        "shortcomings": shortcomings[:SHOWN_AT_MOST],
        "shortcomings_more": max(0, len(shortcomings) - SHOWN_AT_MOST),
    }


def _proposed(request: HttpRequest, due: DueDay, preview: Preview) -> dict[str, str]:
    snapshot, user = snapshot_latest(), request.user
    roles = [ROLE_NAMES[name] for name in user.groups.values_list("name", flat=True) if name in ROLE_NAMES]
    return {
        "name": getattr(user, "name", ""),
        "position": roles[0] if roles else "",
        "text": attestation_proposed(due, len(preview.build.shortcomings), snapshot.sha256 if snapshot else ""),
    }


def _due_or_404(text: str, now: datetime) -> DueDay:
    for due in due_days(*_today(now)):
        if due.day.isoformat() == text:
            return due
    raise Http404("No review is due on that day, or it is more than 60 days ahead.")


def _today(now: datetime) -> tuple[date, str]:
    district = district_current_or_none()
    zone = district.time_zone if district else "UTC"
    return clock.local_day(now, zone), zone
