"""The register of requests for directory information, on a page and as a spreadsheet."""

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from district.csvwriting import csv_pieces
from district.selectors import district_current, packs_adopted
from district.taskpages import OfficeRequest, office_render
from requests_portal.decisions.forms import RegisterForm
from requests_portal.decisions.grounds import BESIDE, rules_named
from requests_portal.decisions.register import COLUMNS, directory_requests, entries_of, register_lines
from requests_portal.decisions.views.common import today
from requests_portal.desk.common import request_page
from requests_portal.models import RequestKind
from requests_portal.selectors import SEE

PAGE: Final = 50


@request_page(methods=("GET", "HEAD"))
def register(request: OfficeRequest) -> HttpResponse:
    """Every request with what was determined, newest first; filtered by the outcome and by days."""
    filters, wanted = _filters(request)
    zone = district_current().time_zone
    rows = directory_requests(request.user, zone=zone, **wanted)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return office_render(
        request,
        "staff/requests/decisions/directory.html",
        status=422 if filters.errors else 200,
        title="Register of directory information",
        form=filters,
        page=page,
        entries=entries_of(page.object_list),
        query=query.urlencode(),
        law=rules_named(BESIDE[RequestKind.DIRECTORY], packs_adopted(today())),
        zone=zone,
    )


@request_page(methods=("GET", "HEAD"))
def register_csv(request: OfficeRequest) -> HttpResponseBase:
    """The same rows as a spreadsheet."""
    filters, wanted = _filters(request)
    if filters.errors:
        return HttpResponse("These filters cannot be read.", status=422, content_type="text/plain; charset=utf-8")
    zone = district_current().time_zone
    rows = directory_requests(request.user, zone=zone, **wanted)
    response = StreamingHttpResponse(
        csv_pieces(COLUMNS, register_lines(rows, zone)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="directory-information-{today():%Y-%m-%d}.csv"'
    return response


def _filters(request: OfficeRequest) -> tuple[RegisterForm, dict[str, Any]]:
    """The filters as they were typed; nothing is filtered by what cannot be read. 403 without the right to see any."""
    if not request.user.has_perm(SEE):
        raise PermissionDenied
    form = RegisterForm(request.GET)
    form.is_valid()
    given = form.cleaned_data
    return form, {name: given.get(name) or ("" if name == "result" else None) for name in ("result", "since", "until")}
