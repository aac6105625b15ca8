"""The audit trail in the office: a list to ask and a spreadsheet to keep. For the privacy officer and the auditor."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from district.csvwriting import csv_pieces
from district.selectors import district_current_or_none
from district.trail.forms import TrailForm
from district.trail.selectors import Question, trail_all, trail_page
from district.trail.words import Line, lines

HEADINGS = ("When (UTC)", "Who", "What", "Kind of record", "Record", "Number", "What changed", "Why")
LINES_AT_ONCE = 500


def trail_urls(site: AdminSite) -> list[URLPattern]:
    """The addresses of the trail inside the office, named `admin:trail` and `admin:trail_spreadsheet`."""
    return [
        path("trail/", site.admin_view(_for_site(site, trail)), name="trail"),
        path("trail/changes.csv", site.admin_view(trail_spreadsheet), name="trail_spreadsheet"),
    ]


def _for_site(site: AdminSite, view: Any) -> Any:
    def with_site(request: HttpRequest) -> HttpResponse:
        response: HttpResponse = view(request, site)
        return response

    return with_site


def _refuse_others(request: HttpRequest) -> None:
    if not request.user.has_perm("district.read_trail"):
        raise PermissionDenied("The audit trail is for the privacy officer and the auditor.")


def _zone() -> str:
    district = district_current_or_none()
    return district.time_zone if district else "UTC"


def trail(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Changes, newest first, fifty at a time."""
    _refuse_others(request)
    zone, form = _zone(), TrailForm(request.GET)
    entries, older = trail_page(form.question(zone, request.GET.get("before", ""))) if form.is_valid() else ([], "")
    context = {
        **site.each_context(request),
        "title": "Audit trail",
        "form": form,
        "zone": zone,
        "lines": lines(entries, zone),
        "older": _address_with(request, before=older) if older else "",
        "spreadsheet": _address_with(request),
    }
    return TemplateResponse(request, "staff/trail.html", context, status=200 if form.is_valid() else 400)


def _address_with(request: HttpRequest, **changes: str) -> str:
    asked = request.GET.copy()
    asked.pop("before", None)
    asked.update(changes)
    return f"?{asked.urlencode()}"


def trail_spreadsheet(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Every change that the same question finds, streamed as CSV."""
    _refuse_others(request)
    zone, form = _zone(), TrailForm(request.GET)
    if not form.is_valid():
        return HttpResponse("The question cannot be read: open the trail and ask again.", status=400)
    response = StreamingHttpResponse(_csv(form.question(zone), zone), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit-trail.csv"'
    return response


def _csv(question: Question, zone: str) -> Iterator[str]:
    found = iter(trail_all(question))
    chunks = iter(lambda: list(islice(found, LINES_AT_ONCE)), [])
    return csv_pieces(HEADINGS, (_row(line) for chunk in chunks for line in lines(chunk, zone)))


def _row(line: Line) -> tuple[Any, ...]:
    changes = "; ".join(f"{change.field}: {change.before or '–'} → {change.after or '–'}" for change in line.changes)
    return (line.at.isoformat(), line.actor, line.action, line.kind, line.record, line.record_id, changes, line.reason)
