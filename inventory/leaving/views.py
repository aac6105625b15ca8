"""Pages of ends of agreements: the list, one end with its parts, and opening one by hand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from district.clock import local_day
from district.clock import now as clock_now
from district.selectors import district_current, packs_adopted
from district.taskpages import OfficeRequest, office_page, office_render, right_needed, sent
from inventory.asking.taking import form_page, form_taken
from inventory.leaving.force import in_force_again
from inventory.leaving.forms import BeginForm
from inventory.leaving.grounds import grounds_of
from inventory.leaving.presenters import end_rows, next_step, part_cards
from inventory.leaving.selectors import (
    MAY_WORK,
    SEE,
    agreements_to_leave,
    asks_of,
    certificates_of,
    leavings_listed,
    leavings_visible_to,
)
from inventory.leaving.services import leaving_open
from inventory.leaving.words import RESULT_TONES, RESULT_WORDS, leaving_standing
from inventory.models import Leaving, LeavingState

VIEWS = (("open", "Open"), ("closed", "Closed"), ("all", "All"))


def leaving_or_refuse(request: OfficeRequest, pk: int, may: str = "") -> Leaving:
    """403 without the right, 404 where there is none."""
    if not request.user.has_perm(SEE) or (may and not request.user.has_perm(may)):
        raise PermissionDenied
    return get_object_or_404(leavings_visible_to(request.user), pk=pk)


def trail_to(leaving: Leaving) -> tuple[tuple[str, str], ...]:
    return (
        ("Data after the end", reverse("leaving:list")),
        (str(leaving.agreement), reverse("leaving:page", args=[leaving.pk])),
    )


@office_page(methods=("GET", "HEAD"))
def ends(request: OfficeRequest) -> HttpResponse:
    """Every end of an agreement with how its parts stand."""
    right_needed(request.user, SEE)
    view = request.GET.get("view", "open")
    chosen = view if view in dict(VIEWS) else "open"
    rows = leavings_visible_to(request.user)
    if chosen != "all":
        rows = rows.filter(state=LeavingState.OPEN) if chosen == "open" else rows.exclude(state=LeavingState.OPEN)
    today = local_day(clock_now(), district_current().time_zone)
    return office_render(
        request,
        "staff/leaving/list.html",
        title="Data after the end of agreements",
        rows=end_rows(leavings_listed(rows), today),
        views=[(words, f"?view={name}", name == chosen) for name, words in VIEWS],
        chosen=chosen,
        may_work=request.user.has_perm(MAY_WORK),
    )


@office_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """One end: what to do next, each part with its grounds, answers and files, and what happened."""
    leaving = leaving_or_refuse(request, pk)
    zone = district_current().time_zone
    today, may_work = local_day(clock_now(), zone), request.user.has_perm(MAY_WORK)
    asks, grounds = asks_of(leaving), grounds_of(leaving.agreement, packs_adopted(leaving.ended_on))
    kinds = {ask.pk: ask.get_kind_display() for ask in asks}
    steps = sorted((step for ask in asks for step in ask.steps.all()), key=lambda step: (step.at, step.pk))
    return office_render(
        request,
        "staff/leaving/page.html",
        title=f"Data after the end: {leaving.agreement}",
        leaving=leaving,
        standing=leaving_standing(leaving, asks, today),
        result_words=RESULT_WORDS.get(leaving.result, ""),
        result_tone=RESULT_TONES.get(leaving.result, ""),
        products=list(leaving.products.all()),
        step=next_step(leaving, asks, today=today, may_work=may_work),
        cards=part_cards(leaving, asks, grounds, today=today, may_work=may_work),
        certificates=certificates_of(leaving),
        steps=[(step, kinds[step.ask_id]) for step in steps],
        to_ask=any(ask.state == "open" for ask in asks),
        again=leaving.state == LeavingState.OPEN and in_force_again(leaving, today),
        is_open=leaving.state == LeavingState.OPEN,
        may_work=may_work,
        zone=zone,
    )


@office_page(methods=("GET", "HEAD"))
def choose(request: OfficeRequest) -> HttpResponse:
    """Which agreement's end is dealt with by hand."""
    right_needed(request.user, MAY_WORK)
    return office_render(
        request,
        "staff/leaving/choose.html",
        title="Data that is no longer needed",
        agreements=list(agreements_to_leave(request.user).order_by("operator__name", "title")),
    )


@office_page()
def begin(request: OfficeRequest, agreement: int) -> HttpResponse:
    """Open an end by hand: for which products, since when, and why."""
    right_needed(request.user, MAY_WORK)
    row = get_object_or_404(agreements_to_leave(request.user), pk=agreement)
    now = clock_now()
    form = BeginForm(
        sent(request)[0],
        agreement=row,
        initial={
            "products": list(row.products.values_list("pk", flat=True)),
            "ended_on": local_day(now, district_current().time_zone),
        },
    )
    made: list[Leaving] = []

    def write(given: dict[str, Any]) -> object:
        leaving = leaving_open(
            agreement=row,
            products=list(given["products"]),
            because=given["because"],
            ended_on=given["ended_on"],
            actor=request.user,
            now=now,
        )
        made.append(leaving)
        return leaving

    if form_taken(request, form, write):
        messages.success(request, "Opened. Nothing was sent yet.")
        return redirect("leaving:page", pk=made[0].pk)
    return form_page(
        request,
        form,
        title=f"Data that is no longer needed: {row}",
        submit="Open it",
        back=reverse("leaving:choose"),
        trail=(("Data after the end", reverse("leaving:list")),),
    )
