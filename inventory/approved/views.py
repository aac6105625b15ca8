"""The approved list in the office, for everybody who works for the district; and its places."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from district.clock import local_day
from district.clock import now as clock_now
from district.csvwriting import csv_pieces
from district.downloads import file_answer
from district.selectors import district_current
from district.taskpages import OfficeRequest, office_page, office_render, right_needed, sent
from inventory.approved.forms import NarrowForm, PlaceForm
from inventory.approved.people import PLACES, staff_needed
from inventory.approved.presenters import app_lines, ask_url, near_lines
from inventory.approved.selectors import Narrowing, approved_list, near_not_approved, places_all, subjects_approved
from inventory.approved.services import place_address, place_address_renew, place_close, place_save
from inventory.models import ApprovedListPlace

PER_PAGE: Final = 50
COLUMNS: Final = (
    *("App", "Operator", "What for", "Subject", "Grades", "Standing", "Until", "Conditions", "Kinds of information"),
)


@office_page(methods=("GET", "HEAD"))
def apps(request: OfficeRequest) -> HttpResponse:
    """What staff may use, found as one types; `?part=rows` gives the rows alone."""
    staff_needed(request.user)
    context = list_context(request)
    if request.GET.get("part") == "rows":
        return render(request, "staff/approved/rows.html", context)
    return office_render(
        request,
        "staff/approved/list.html",
        title="Apps you may use",
        may_place=request.user.has_perm(PLACES),
        **context,
    )


def list_context(request: HttpRequest) -> dict[str, Any]:
    """The list as its form narrows it: a constant number of queries, whatever is approved."""
    day = local_day(clock_now(), district_current().time_zone)
    form = NarrowForm(request.GET, subjects=subjects_approved(day))
    narrowing = form.narrowing()
    page = Paginator(approved_list(day, narrowing), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    for name in ("page", "part"):
        query.pop(name, None)
    return {
        "form": form,
        "narrowing": narrowing,
        "page": page,
        "query": query.urlencode(),
        "lines": app_lines(list(page.object_list), day),
        "near": near_lines(near_not_approved(day, narrowing.words), day),
        "ask_url": ask_url(narrowing.words),
        "day": day,
    }


@office_page(methods=("GET", "HEAD"))
def apps_csv(request: OfficeRequest) -> HttpResponseBase:
    """The whole list as a spreadsheet, narrowed as the page was."""
    staff_needed(request.user)
    day = local_day(clock_now(), district_current().time_zone)
    narrowing = NarrowForm(request.GET, subjects=subjects_approved(day)).narrowing()
    answer = StreamingHttpResponse(csv_pieces(COLUMNS, _rows(day, narrowing)), content_type="text/csv; charset=utf-8")
    return file_answer(answer, f"approved-apps-{day}.csv")


def _rows(day: Any, narrowing: Narrowing) -> Any:
    for line in app_lines(list(approved_list(day, narrowing)), day):
        conditions = "; ".join(f"{one.text} ({one.standing})" for one in line.conditions)
        yield (
            *(line.name, line.operator, line.what_for or line.description, line.subject, line.grades, line.standing),
            *(line.until, conditions, ", ".join(line.information)),
        )


@office_page(methods=("GET", "HEAD"))
def places(request: OfficeRequest) -> HttpResponse:
    """Where the list stands without a sign-in."""
    right_needed(request.user, PLACES)
    now = clock_now()
    rows = [(place, place_address(place, now)) for place in places_all()]
    return office_render(request, "staff/approved/places.html", title="The list on other pages", rows=rows)


@office_page()
def place_edit(request: OfficeRequest, pk: int | None = None) -> HttpResponse:
    """A new place, or another name and other sites for one."""
    right_needed(request.user, PLACES)
    place = get_object_or_404(places_all(), pk=pk) if pk is not None else ApprovedListPlace()
    form = PlaceForm(sent(request)[0], instance=place)
    if request.method == "POST" and form.is_valid():
        place_save(place=form.save(commit=False), actor=request.user, now=clock_now())
        messages.success(request, f"{place.name} is kept.")
        return redirect("approved:places")
    title = f"Change {place.name}" if pk is not None else "Show the list on another page"
    return office_render(
        request, "staff/approved/place.html", title=title, form=form, status=422 if form.errors else 200
    )


@office_page(methods=("POST",))
def place_renew(request: OfficeRequest, pk: int) -> HttpResponse:
    """Another address: the old one shows nothing any more."""
    right_needed(request.user, PLACES)
    place = get_object_or_404(places_all(), pk=pk)
    place_address_renew(place=place, actor=request.user, now=clock_now())
    messages.success(request, f"{place.name} has a new address. The old one shows nothing any more.")
    return redirect("approved:places")


@office_page(methods=("POST",))
def place_end(request: OfficeRequest, pk: int) -> HttpResponse:
    """No address any more."""
    right_needed(request.user, PLACES)
    place = get_object_or_404(places_all(), pk=pk)
    place_close(place=place, actor=request.user, now=clock_now())
    messages.success(request, f"The address of {place.name} is taken back.")
    return redirect("approved:places")
