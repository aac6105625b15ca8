"""To look at: an appointment is proposed, moved, confirmed and held."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest
from requests_portal.copies.forms import (
    AnswerDayForm,
    AppointmentForm,
    DayForm,
    soonest,
)
from requests_portal.copies.inspecting import (
    inspection_confirm,
    inspection_held,
    inspection_move,
    inspection_propose,
)
from requests_portal.copies.standing import files_that_may_be_given
from requests_portal.copies.views.common import acted, delivery_or_404, form_page, letter_told, posted, today, tried
from requests_portal.desk.common import MAY_WORK, request_or_refuse, request_page


@request_page()
def inspection(request: OfficeRequest, pk: int) -> HttpResponse:
    """Propose an appointment to look at the records."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    zone, now = district_current().time_zone, clock_now()
    form = AppointmentForm(posted(request), zone=zone, initial=soonest(now, zone))
    if form.is_valid():
        delivery = tried(
            form,
            lambda: inspection_propose(
                request=case,
                appointment_at=form.appointment_at(),
                place=form.cleaned_data["place"],
                files=files_that_may_be_given(case),
                actor=request.user,
                now=now,
            ),
            {"appointment_at": "day"},
        )
        if delivery is not None:
            letter_told(request, delivery)
            return redirect("requests:copies", pk=pk)
    intro = "The family reads it on its page and in a mail, and confirms it or asks for another time."
    return form_page(request, case, form, "Propose an appointment", "Propose it", intro=intro)


@request_page()
def move(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    """Another day, hour or place."""
    case, row = delivery_or_404(request, pk, delivery)
    zone, now = district_current().time_zone, clock_now()
    form = AppointmentForm(posted(request), zone=zone, initial={**soonest(now, zone), "place": row.place})
    if form.is_valid():
        moved = tried(
            form,
            lambda: inspection_move(
                delivery=row,
                appointment_at=form.appointment_at(),
                place=form.cleaned_data["place"],
                actor=request.user,
                now=now,
            ),
            {"appointment_at": "day"},
        )
        if moved is not None:
            letter_told(request, moved)
            return redirect("requests:copies", pk=pk)
    return form_page(request, case, form, "Move the appointment", "Move it")


@request_page(methods=("POST",))
def confirm(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    """The family said in person or by telephone that it comes."""
    _case, row = delivery_or_404(request, pk, delivery)
    return acted(
        request,
        pk,
        lambda: inspection_confirm(delivery=row, actor=request.user, now=clock_now()),
        "The appointment is confirmed.",
    )


@request_page()
def held(request: OfficeRequest, pk: int, delivery: int) -> HttpResponse:
    case, row = delivery_or_404(request, pk, delivery)
    form = (AnswerDayForm if case.is_open else DayForm)(posted(request), initial={"day": today()})
    if form.is_valid() and tried(
        form,
        lambda: inspection_held(
            delivery=row,
            day=form.cleaned_data["day"],
            outcome=form.cleaned_data.get("outcome", ""),
            actor=request.user,
            now=clock_now(),
        ),
    ):
        messages.success(request, "Entered.")
        return redirect("requests:copies", pk=pk)
    return form_page(request, case, form, "When did the family see the records?", "Enter the day")
