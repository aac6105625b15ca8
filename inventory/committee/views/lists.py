"""Lists of the desk: open requests, those needed first at the top; conditions that are still to be met."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse

from district.clock import local_day
from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, office_page, office_render, right_needed
from inventory.approved.people import staff_needed
from inventory.committee.people import SEE, may_run, settings_current
from inventory.committee.presenters import TONES, condition_line, need_words
from inventory.committee.selectors import PAGE_SIZE, VIEWS, desk_counts, requests_listed
from inventory.committee.waiting import conditions_open
from inventory.models import AppRequest


@dataclass(frozen=True, slots=True)
class Row:
    """One request of the list, with the day it is needed by in words."""

    request: AppRequest
    tone: str
    need_tone: str
    need: str


@dataclass(frozen=True, slots=True)
class View:
    """One view to choose, with how many it shows; None where they are not counted."""

    words: str
    url: str
    current: bool
    count: int | None


@office_page(methods=("GET", "HEAD"))
def request_list(request: OfficeRequest) -> HttpResponse:
    """Requests for apps, as one view shows them."""
    right_needed(request.user, SEE)
    chosen = request.GET.get("view", "open")
    view = chosen if chosen in VIEWS else "open"
    now = clock_now()
    page = Paginator(requests_listed(request.user, view, now=now), PAGE_SIZE).get_page(request.GET.get("page"))
    today = local_day(now, district_current().time_zone)
    counts = desk_counts(request.user, now=now)
    return office_render(
        request,
        "staff/committee/list.html",
        title="Committee",
        rows=[Row(one, TONES[one.state], *need_words(one, today)) for one in page.object_list],
        page=page,
        view=view,
        view_title=VIEWS[view],
        views=[View(words, f"?view={name}", name == view, counts.get(name)) for name, words in VIEWS.items()],
        runs=may_run(request.user, settings_current()),
    )


@office_page(methods=("GET", "HEAD"))
def condition_list(request: OfficeRequest) -> HttpResponse:
    """Conditions that are still to be met: every one for who reads the committee's book, one's own for other staff."""
    staff_needed(request.user)
    today = local_day(clock_now(), district_current().time_zone)
    page = Paginator(conditions_open(request.user, today), PAGE_SIZE).get_page(request.GET.get("page"))
    return office_render(
        request,
        "staff/committee/conditions.html",
        title="Conditions",
        page=page,
        lines=[condition_line(row, today) for row in page.object_list],
        reads=request.user.has_perm(SEE),
    )
