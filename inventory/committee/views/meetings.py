"""Meetings of the committee: planned, held with attendance and minutes, cancelled."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from district.clock import now as clock_now
from district.refusals import Refused
from district.taskpages import OfficeRequest, office_page, office_render, right_needed, sent
from inventory.committee.forms import HoldForm, MeetingForm
from inventory.committee.people import SEE, may_run, members_all, settings_current
from inventory.committee.selectors import attendance_of, guests_of, meeting_listed, meetings_visible_to
from inventory.committee.services import meeting_cancel, meeting_hold, meeting_plan
from inventory.committee.views.book import keeper_needed
from inventory.committee.views.forms import form_done
from inventory.models import Meeting


@office_page(methods=("GET", "HEAD"))
def meeting_list(request: OfficeRequest) -> HttpResponse:
    """Meetings, newest first."""
    right_needed(request.user, SEE)
    return office_render(
        request,
        "staff/committee/meetings.html",
        title="Meetings",
        rows=list(meeting_listed(meetings_visible_to(request.user))[:200]),
        runs=may_run(request.user, settings_current()),
    )


def meeting_or_404(request: OfficeRequest, pk: int) -> Meeting:
    right_needed(request.user, SEE)
    return get_object_or_404(meetings_visible_to(request.user).select_related("chair", "minutes_by"), pk=pk)


@office_page(methods=("GET", "HEAD"))
def meeting(request: OfficeRequest, pk: int) -> HttpResponse:
    """Agenda, attendance, minutes and the decisions of one meeting."""
    row = meeting_or_404(request, pk)
    return office_render(
        request,
        "staff/committee/meeting.html",
        title=str(row),
        meeting=row,
        items=row.items.select_related("request__decision", "request__requester"),
        attendance=row.attendance.select_related("member"),
        runs=may_run(request.user, settings_current()),
    )


@office_page()
def plan(request: OfficeRequest, pk: int | None = None) -> HttpResponse:
    """Plan a meeting, or change one that is planned."""
    keeper_needed(request)
    row = meeting_or_404(request, pk) if pk is not None else None
    form = MeetingForm(sent(request)[0], initial=_planned(row))
    made: list[Meeting] = []

    def change() -> None:
        made.append(meeting_plan(meeting=row, actor=request.user, now=clock_now(), **form.cleaned_data))

    if request.method == "POST" and form_done(form, change):
        messages.success(request, "Planned: the members were told.")
        return redirect("committee:meeting", pk=made[0].pk)
    return office_render(
        request,
        "staff/committee/page_form.html",
        status=422 if form.is_bound else 200,
        form=form,
        back="committee:meetings",
        title="Change the meeting" if row else "Plan a meeting",
        submit_label="Plan it",
    )


def _planned(row: Meeting | None) -> dict[str, Any]:
    if row is None:
        return {}
    requests = [item.request_id for item in row.items.all()]
    return {
        "held_on": row.held_on,
        "starts_at": row.starts_at,
        "place": row.place,
        "agenda": row.agenda,
        "requests": requests,
    }


@office_page()
def hold(request: OfficeRequest, pk: int) -> HttpResponse:
    """Who came, and what was said."""
    keeper_needed(request)
    row = meeting_or_404(request, pk)
    members, there = list(members_all()), attendance_of(row)
    initial: dict[str, Any] = {f"member_{one.pk}": there.get(one.pk, "present") for one in members}
    initial |= {f"item_{item.pk}": item.minutes for item in row.items.all()}
    initial |= {"minutes": row.minutes, "guests": "\n".join(guests_of(row))}
    form = HoldForm(sent(request)[0], meeting=row, members=members, initial=initial)

    def change() -> None:
        meeting_hold(
            meeting=row,
            presence=form.presence(),
            guests=form.cleaned_data["guests"].splitlines(),
            minutes=form.cleaned_data["minutes"],
            items=form.item_minutes(),
            actor=request.user,
            now=clock_now(),
        )

    if request.method == "POST" and form_done(form, change):
        messages.success(request, "Attendance and minutes are kept.")
        return redirect("committee:meeting", pk=row.pk)
    return office_render(
        request,
        "staff/committee/page_form.html",
        status=422 if form.is_bound else 200,
        form=form,
        back="committee:meetings",
        title=f"{row}: attendance and minutes",
        submit_label="Keep attendance and minutes",
    )


@office_page(methods=("POST",))
def cancel(request: OfficeRequest, pk: int) -> HttpResponse:
    """It does not take place."""
    keeper_needed(request)
    row = meeting_or_404(request, pk)
    try:
        meeting_cancel(meeting=row, actor=request.user, now=clock_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Cancelled: the members were told.")
    return redirect("committee:meeting", pk=row.pk)
