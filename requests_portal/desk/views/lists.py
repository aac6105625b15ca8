"""The desk's list, and finding a request. What is searched for is posted: addresses hold nothing of a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from deadlines.models import Reckoning
from deadlines.presenters import due_in_words, status_in_words, status_tone
from district.clock import now as clock_now
from district.models import User
from district.selectors import district_current
from district.taskpages import OfficeRequest, office_render, right_needed
from requests_portal.desk.common import MAY_ENTER, MAY_WORK, SEE, TONES, request_page
from requests_portal.desk.finding import MOST_FOUND, number_typed, requests_found
from requests_portal.desk.lists import VIEWS, DeskFilter, desk_counts, filter_of, requests_due
from requests_portal.desk.nextsteps import next_step
from requests_portal.desk.standing import Standing, standings_of
from requests_portal.inbound.selectors import mails_to_sort
from requests_portal.models import KIND_WORDS, IdentityState, PrivacyRequest, RequestKind

LONGEST_WORDS = 200
SETTINGS = "requests_portal.change_portalsettings"


@dataclass(frozen=True, slots=True)
class Row:
    """One request of the list. The clock's words are empty where none runs."""

    request: PrivacyRequest
    kind: str
    tone: str
    clock: str
    clock_tone: str
    clock_status: str
    when: str
    reckoning: Reckoning | None
    verified: bool
    marks: tuple[str, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One view or kind to choose, with its number where it is known."""

    words: str
    url: str
    current: bool
    count: int | None = None


@request_page(methods=("GET", "HEAD"))
def request_list(request: OfficeRequest) -> HttpResponse:
    """Requests, those due first at the top, with the reasons of their dates a click away."""
    right_needed(request.user, SEE)
    asked = request.GET
    chosen = filter_of(asked.get("view", ""), asked.get("kind", ""), asked.get("page", ""))
    page = requests_due(request.user, chosen)
    return office_render(
        request,
        "staff/requests/list.html",
        title="Requests",
        rows=rows_of(page.rows, now=clock_now()),
        page=page,
        query=query_of(chosen),
        views=view_choices(chosen, desk_counts(request.user)),
        kinds=kind_choices(chosen),
        chosen=chosen,
        view_title=VIEWS[chosen.view],
        **desk_links(request.user),
    )


@sensitive_post_parameters()
@request_page(methods=("POST",))
def find(request: OfficeRequest) -> HttpResponse:
    """What was found stands on the answer itself; a number leads straight to its case."""
    right_needed(request.user, SEE)
    words = " ".join(request.POST.get("words", "").replace("\0", " ").split())[:LONGEST_WORDS]
    found = requests_found(request.user, words)
    if len(found) == 1 and number_typed(words) == found[0].number:
        return redirect("requests:case", pk=found[0].pk)
    return office_render(
        request,
        "staff/requests/found.html",
        title="Find a request",
        words=words,
        rows=rows_of(found[:MOST_FOUND], now=clock_now()),
        more=len(found) > MOST_FOUND,
        most=MOST_FOUND,
        **desk_links(request.user),
    )


def desk_links(user: User) -> dict[str, Any]:
    """What stands above the desk's lists for this person: places of the room besides the list. One query at most."""
    places = [
        ("Mail to sort", "requests:mails", MAY_WORK),
        ("Register of directory information", "requests:directory", SEE),
        ("Reports", "requests:reports", SEE),
        ("Settings", "requests:settings", SETTINGS),
    ]
    waiting = mails_to_sort(user) if user.has_perm(MAY_WORK) else 0
    links = [
        Choice(words, reverse(name), False, waiting or None if name == "requests:mails" else None)
        for words, name, right in places
        if user.has_perm(right)
    ]
    return {"may_enter": user.has_perm(MAY_ENTER), "places": links}


def rows_of(requests: Collection[PrivacyRequest], *, now: datetime) -> list[Row]:
    """Rows in the same order; six queries, whatever their number."""
    zone = district_current().time_zone
    standings = standings_of(requests)
    return [row_of(one, standings[one.pk], now=now, zone=zone) for one in requests]


def row_of(request: PrivacyRequest, standing: Standing, *, now: datetime, zone: str) -> Row:
    clock = standing.clock
    status = status_in_words(clock, now) if clock else ""
    return Row(
        request=request,
        kind=KIND_WORDS[request.kind],
        tone=TONES.get(request.state, "open"),
        clock=clock.title if clock else "",
        clock_tone=status_tone(clock, now) if clock else "",
        clock_status=f"{status[:1].upper()}{status[1:]}",
        when=due_in_words(clock, zone) if clock else "",
        reckoning=standing.reckoning,
        verified=clock.verified if clock else True,
        marks=tuple(marks_of(request, standing)),
        next=next_step(request, standing).what if request.is_open else "",
    )


def marks_of(request: PrivacyRequest, standing: Standing) -> list[str]:
    """What must not be overlooked, in a word or two each."""
    marks = []
    if request.mail_bounced_at is not None:
        marks.append("mail came back")
    if request.is_open and request.identity == IdentityState.PENDING:
        marks.append("who asks is open")
    if standing.unread:
        marks.append("unread message")
    return marks


def view_choices(chosen: DeskFilter, counts: dict[str, int]) -> list[Choice]:
    return [
        Choice(words, f"?{query_of(chosen, view=view)}", view == chosen.view, counts.get(view))
        for view, words in VIEWS.items()
    ]


def kind_choices(chosen: DeskFilter) -> list[Choice]:
    kinds = [("", "All kinds"), *((kind.value, KIND_WORDS[kind].capitalize()) for kind in RequestKind)]
    return [Choice(words, f"?{query_of(chosen, kind=kind)}", kind == chosen.kind) for kind, words in kinds]


def query_of(chosen: DeskFilter, *, view: str | None = None, kind: str | None = None) -> str:
    """The filter as it stands in an address, without the page."""
    return urlencode({"view": chosen.view if view is None else view, "kind": chosen.kind if kind is None else kind})
