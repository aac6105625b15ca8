"""One request with everything that its page shows, for those who may see it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from district.clock import local_day
from district.clock import now as clock_now
from district.models import User
from district.selectors import district_current
from district.taskpages import office_render
from inventory.committee.gates import gates_of
from inventory.committee.people import SEE, concerned, electorate_of, may_run
from inventory.committee.presenters import TONES, Item, need_words, next_step
from inventory.committee.selectors import evaluations_of, requests_listed, requests_visible_to
from inventory.committee.services import vote_state
from inventory.models import AppRequest

MOST_IN_PANE = 30


def request_or_refuse(user: User, pk: int) -> AppRequest:
    """The request with whom it names: 403 without the right to see any, 404 where there is none."""
    if not user.has_perm(SEE):
        raise PermissionDenied
    rows = requests_visible_to(user).select_related(
        "requester", "school", "owner", "product__operator", "decision__decided_by", "joined_to", "rubric_version"
    )
    return get_object_or_404(rows, pk=pk)


def keeper_or_refuse(user: User, pk: int) -> AppRequest:
    """The same, for who keeps the committee's book (403 for others)."""
    request = request_or_refuse(user, pk)
    if not may_run(user, electorate_of(request).settings):
        raise PermissionDenied
    return request


def decider_or_refuse(user: User, pk: int) -> AppRequest:
    """The same, for who keeps the book and neither asked for it nor declared an interest (403 for others)."""
    request = keeper_or_refuse(user, pk)
    if why := concerned(request, user):
        raise PermissionDenied(why)
    return request


def item_of(request: AppRequest, *, now: datetime) -> Item:
    electorate = electorate_of(request)
    decision = getattr(request, "decision", None)
    gates = gates_of(request, now=now) if request.is_open else []
    vote = vote_state(request, now=now, electorate=electorate)
    return Item(request, gates, electorate, vote, evaluations_of(request), decision)


def item_context(user: User, item: Item) -> dict[str, Any]:
    """What `staff/committee/base.html` needs."""
    one = item.request
    now = clock_now()
    today = local_day(now, district_current().time_zone)
    need_tone, need = need_words(one, today)
    why_not = concerned(one, user)
    return {
        "one": one,
        "item": item,
        "today": today,
        "state_tone": TONES[one.state],
        "need_tone": need_tone,
        "need": need,
        "next": next_step(item, user, concerned=why_not),
        "runs": may_run(user, item.electorate.settings),
        "concerned": why_not,
        "votes_here": item.electorate.may_vote(user),
        "pane": list(requests_listed(user, "open", now=now)[:MOST_IN_PANE]),
        "zone": district_current().time_zone,
    }


def item_render(
    request: HttpRequest, template: str, one: AppRequest, user: User, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the item within the office's frame. `context` gives `title`."""
    item = context.pop("item", None) or item_of(one, now=clock_now())
    return office_render(request, template, status=status, **{**item_context(user, item), **context})
