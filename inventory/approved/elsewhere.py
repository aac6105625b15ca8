"""The approved list on the staff's intranet: one page behind a secret address, in a frame or as bare HTML."""

from typing import Final

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from district.clock import now as clock_now
from district.limits import Limit, asker_of
from district.privatepages import kept_private
from inventory.approved.services import place_of
from inventory.approved.views import list_context
from inventory.models import ApprovedListPlace

WRONG: Final = Limit("approved.wrong", most=20, seconds=600)  # by network address


@require_safe
def framed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The list with its search, for a frame on one of the place's sites, or as a page of its own."""
    return _shown(request, token, "embed/approved.html")


@require_safe
def bare(request: HttpRequest, token: str) -> HttpResponseBase:
    """The rows alone, without scripts and styles, for a page that takes them in itself."""
    return _shown(request, token, "embed/approved_rows.html")


def _shown(request: HttpRequest, token: str, template: str) -> HttpResponseBase:
    asker = asker_of(request)
    if WRONG.reached(asker):
        return kept_private(render(request, "operator/too_many.html", status=429))
    place = place_of(token, clock_now())
    if place is None:
        WRONG.used(asker)
        return kept_private(render(request, "operator/closed.html", status=404))
    answer = render(request, template, {**list_context(request), "title": "Apps you may use", "token": token})
    return kept_private(_framable(answer, place))


def _framable(answer: HttpResponse, place: ApprovedListPlace) -> HttpResponseBase:
    """The place's sites may hold the page in a frame, and nobody else."""
    if not place.sites:
        return answer
    allowed = csp_replace({"frame-ancestors": place.sites})
    return xframe_options_exempt(allowed(lambda _request: answer))(None)  # type: ignore[arg-type]
