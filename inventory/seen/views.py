"""Apps seen in use: the list to decide on, and one app."""

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from district.clock import local_day
from district.clock import now as clock_now
from district.models import User
from district.refusals import Refused
from district.selectors import district_current_or_none
from district.taskpages import OfficeRequest, office_page, office_render, right_needed
from inventory.approved.presenters import ask_url
from inventory.models import SeenApp, SeenState
from inventory.seen.forms import DecideForm, SameForm
from inventory.seen.presenters import TONES, VIEWS, Tab, seen_lines, standing_words
from inventory.seen.selectors import CHANGE, VIEW, seen_counted, seen_visible_to
from inventory.seen.services import seen_decide, seen_general, seen_not_same, seen_same_as

PAGE: Final = 50


@office_page(methods=("GET", "HEAD"))
def seen(request: OfficeRequest, which: str = "to-decide") -> HttpResponse:
    """Apps by how they stand: those to decide first, the most used on top."""
    right_needed(request.user, VIEW)
    wanted = next((standings for part, _, standings in VIEWS if part == which), None)
    if wanted is None:
        raise Http404
    apps: QuerySet[Any] = seen_visible_to(request.user, _today())
    counted = seen_counted(apps)
    tabs = [
        Tab(title, reverse("seen:which", args=[part]), part == which, sum(counted[one] for one in standings))
        for part, title, standings in VIEWS
    ]
    page = Paginator(apps.filter(standing__in=wanted), PAGE).get_page(request.GET.get("page"))
    return office_render(
        request,
        "staff/seen/list.html",
        title="Apps seen in use",
        tabs=tabs,
        page=page,
        lines=seen_lines(page.object_list),
        none_yet=not sum(counted.values()),
        may_add=request.user.has_perm("inventory.add_inventoryimport"),
    )


@office_page()
def app(request: OfficeRequest, pk: int) -> HttpResponse:
    """One app: where it was seen, what it may be, and what becomes of it."""
    row = _app(request.user, pk)
    if request.method == "POST":
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        return _decided(request, row)
    return _shown(request, row, SameForm(app=row), DecideForm(initial={"state": row.state, "reason": row.reason}))


def _decided(request: OfficeRequest, row: Any) -> HttpResponse:
    """What the button says: the same as, not the same, open again, or a decision."""
    what = request.POST.get("what", "")
    same = SameForm(request.POST if what == "same" else None, app=row)
    decide = DecideForm(request.POST if what == "decide" else None)
    bound = same if what == "same" else decide
    if what in {"same", "decide"} and not bound.is_valid():
        return _shown(request, row, same, decide, status=422)
    try:
        _kept(request.user, row, what, bound)
    except (Refused, ValidationError) as refusal:
        if bound.is_bound:
            bound.add_error(None, refusal.messages if isinstance(refusal, ValidationError) else str(refusal))
            return _shown(request, row, same, decide, status=422)
        messages.error(request, str(refusal))
        return redirect("seen:app", row.pk)
    messages.success(request, f"Kept: {row.written}.")
    return redirect("seen:list")


def _kept(user: User, row: SeenApp, what: str, form: Any) -> None:
    now = clock_now()
    if what == "same":
        seen_same_as(app=row, product=form.cleaned_data["product"], actor=user, now=now)
    elif what == "not-same":
        seen_not_same(app=row, actor=user, now=now)
    elif what == "open":
        seen_decide(app=row, state=SeenState.OPEN, reason="", actor=user, now=now)
    elif what == "decide":
        data = form.cleaned_data
        if data["state"] == SeenState.GENERAL:
            seen_general(app=row, operator=data["operator"], reason=data["reason"], actor=user, now=now)
        else:
            seen_decide(app=row, state=data["state"], reason=data["reason"], actor=user, now=now)
    else:
        raise Refused("Choose what becomes of it.")


def _shown(request: OfficeRequest, row: Any, same: SameForm, decide: DecideForm, *, status: int = 200) -> HttpResponse:
    product = row.product
    return office_render(
        request,
        "staff/seen/app.html",
        status=status,
        title=row.written,
        app=row,
        standing=standing_words(row),
        tone=TONES[row.standing],
        sightings=row.sightings.select_related("batch")[:PAGE],
        same=same,
        decide=decide,
        form=same if same.is_bound else decide,
        ask_url=ask_url(row.written, product.pk if product else None),
        decided=row.state != SeenState.OPEN,
        may_change=request.user.has_perm(CHANGE),
    )


def _app(user: User, pk: int) -> Any:
    right_needed(user, VIEW)
    return get_object_or_404(seen_visible_to(user, _today()), pk=pk)


def _today() -> date:
    district = district_current_or_none()
    return local_day(clock_now(), district.time_zone if district is not None else "UTC")
