"""Two versions of an agreement side by side, or two checks of one version."""

from typing import Any

from django.http import Http404, HttpResponse

from contracts.compare_selectors import versions_read
from contracts.comparison import NoSuchSide, choices_of, page_compared, sides_chosen
from contracts.views.common import OfficeRequest, agreement_or_refuse, office_page, office_render
from district.selectors import district_current

PAGE = "staff/contracts/compare.html"


@office_page(methods=("GET", "HEAD"))
def compare(request: OfficeRequest, pk: int) -> HttpResponse:
    """`?from=1&to=2` names versions, `?from=2.15&to=2` an earlier check of a version; without them the newest two."""
    agreement = agreement_or_refuse(request.user, pk)
    versions = versions_read(agreement)
    try:
        sides = sides_chosen(versions, request.GET.get("from", ""), request.GET.get("to", ""))
    except NoSuchSide as missing:
        raise Http404 from missing
    portion = request.GET.get("part", "")
    page: dict[str, Any] = {
        "title": f"Compare {agreement}",
        "agreement": agreement,
        "choices": choices_of(versions),
        "zone": district_current().time_zone,
        "may_upload": request.user.has_perm("contracts.add_document"),
    }
    if sides is not None:
        number = int(portion) if portion.isascii() and portion.isdigit() and len(portion) < 7 else 0
        page["compared"] = page_compared(*sides, portion=number)
    return office_render(request, PAGE, **page)
