"""The first page of a case."""

from django.http import HttpResponse

from district.taskpages import OfficeRequest
from requests_portal.desk.common import case_render, request_or_refuse, request_page
from requests_portal.selectors import steps_of


@request_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everything that happened, in time order."""
    case = request_or_refuse(request.user, pk)
    return case_render(request, "staff/requests/case.html", case, "case", steps=steps_of(case))
