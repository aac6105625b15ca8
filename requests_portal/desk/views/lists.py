"""The desk's list."""

from django.http import HttpResponse

from district.taskpages import OfficeRequest, office_render, right_needed
from requests_portal.desk.common import SEE, request_page
from requests_portal.selectors import requests_visible_to


@request_page(methods=("GET", "HEAD"))
def request_list(request: OfficeRequest) -> HttpResponse:
    """Requests, those due first at the top."""
    right_needed(request.user, SEE)
    rows = requests_visible_to(request.user).select_related("owner", "school")[:50]
    return office_render(request, "staff/requests/list.html", title="Requests", rows=rows)
