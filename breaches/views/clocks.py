"""The clocks of a breach side by side, with their reasons; an agency's written request placed and lifted."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from breaches.clocks.holding import breach_hold_lift, breach_hold_place, hold_of_breach, holdable
from breaches.clocks.presenting import clocks_board
from breaches.models import Breach
from breaches.views.common import breach_or_refuse, breach_page, room_render
from deadlines.documents import document_path
from deadlines.errors import DeadlineRefused
from deadlines.forms import HoldForm
from district.clock import now as clock_now
from district.downloads import file_answer
from district.selectors import district_current
from district.taskpages import OfficeRequest, right_needed, sent
from rulebook.errors import RulebookError

MANAGE = "deadlines.change_deadline"


@breach_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Every clock that runs, what is over, and what does not apply and why."""
    breach = breach_or_refuse(request.user, pk)
    board = clocks_board(breach, now=clock_now())
    return room_render(
        request,
        "staff/breaches/clocks.html",
        breach,
        "clocks",
        board=board,
        zone=district_current().time_zone,
        may_hold=request.user.has_perm(MANAGE) and any(not clock.hold_note for clock in board.running),
        may_lift=request.user.has_perm(MANAGE) and board.held,
        sees_holds=request.user.has_perm("deadlines.view_hold"),
    )


@breach_page()
def hold(request: OfficeRequest, pk: int) -> HttpResponse:
    """Upload the agency's request: which clocks it quiets, and which go on, is said before it is placed."""
    breach = breach_or_refuse(request.user, pk)
    right_needed(request.user, MANAGE)
    form = HoldForm(*sent(request))
    if request.method == "POST" and form.is_valid() and _placed(request, breach, form):
        return redirect("breaches:clocks", pk=breach.pk)
    return room_render(
        request,
        "staff/breaches/hold.html",
        breach,
        "clocks",
        status=422 if form.errors else 200,
        title=f"{breach.number}: Place a hold",
        form=form,
        holdable=holdable(breach),
        back_url=reverse("breaches:clocks", args=[breach.pk]),
    )


def _placed(request: OfficeRequest, breach: Breach, form: HoldForm) -> bool:
    values, zone = form.cleaned_data, ZoneInfo(district_current().time_zone)
    again = values["ask_again_on"]
    try:
        holds = breach_hold_place(
            breach=breach,
            document=values["document"].read(),
            document_name=values["document"].name,
            requested_by=values["requested_by"],
            actor=request.user,
            now=clock_now(),
            ask_again_at=datetime.combine(again, time.min, zone) if again else None,
        )
    except DeadlineRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    count = "One clock is held" if len(holds) == 1 else f"{len(holds)} clocks are held"
    messages.success(request, f"{count}. The others go on.")
    return True


@breach_page()
def lift(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ask once more, then lift."""
    breach = breach_or_refuse(request.user, pk)
    right_needed(request.user, MANAGE)
    problem = ""
    if request.method == "POST":
        try:
            breach_hold_lift(breach=breach, actor=request.user, now=clock_now())
        except (DeadlineRefused, RulebookError) as refusal:
            problem = str(refusal)
        else:
            messages.success(request, "The hold is lifted: what was held is due at once or on its date.")
            return redirect("breaches:clocks", pk=breach.pk)
    return room_render(
        request,
        "staff/breaches/lift.html",
        breach,
        "clocks",
        status=422 if problem else 200,
        title=f"{breach.number}: Lift the hold",
        problem=problem,
        held=holdable(breach).held,
        back_url=reverse("breaches:clocks", args=[breach.pk]),
    )


@breach_page(methods=("GET", "HEAD"))
def hold_document(request: OfficeRequest, pk: int, hold_pk: int) -> HttpResponseBase:
    """The written request behind a hold of this breach."""
    breach = breach_or_refuse(request.user, pk)
    right_needed(request.user, "deadlines.view_hold")
    found = hold_of_breach(breach, hold_pk)
    if found is None or not document_path(found.document_sha256).exists():
        raise Http404
    stream = document_path(found.document_sha256).open("rb")
    return file_answer(FileResponse(stream, content_type="application/octet-stream"), found.document_name)
