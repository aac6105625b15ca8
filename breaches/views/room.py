"""The list of breaches, and the room of one: what is due next, and where everything stands."""

from django.http import HttpResponse

from breaches.rooms import breaches_visible_to
from breaches.views.common import SEE, breach_or_refuse, breach_page, room_render
from contracts.views.common import OfficeRequest, must_have, office_render


@breach_page(methods=("GET", "HEAD"))
def breach_list(request: OfficeRequest) -> HttpResponse:
    """Every breach, those that are open first; drills apart."""
    must_have(request.user, SEE)
    breaches = breaches_visible_to(request.user).select_related("operator")
    return office_render(request, "staff/breaches/list.html", title="Breaches", breaches=list(breaches))


@breach_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    breach = breach_or_refuse(request.user, pk)
    return room_render(request, "staff/breaches/room.html", breach, "room")
