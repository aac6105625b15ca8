"""Setting and lifting the flags under which nothing is sent: one form, a reason, back to the pupil's page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from district.clock import now as clock_now
from district.refusals import Refused
from roster.familyrows import whole_name
from roster.forms import FlagForm
from roster.models import Student
from roster.selectors import ties_of
from roster.services import court_order_lift, court_order_set, do_not_contact_lift, do_not_contact_set
from roster.views.common import OfficeRequest, office_page, right_needed, roster_render, sent, student_or_refuse


@sensitive_post_parameters()
@office_page()
def court_order(request: OfficeRequest, pk: int, tie: int) -> HttpResponse:
    """Enter a court order against a guardian of this pupil, or lift the one in force."""
    right_needed(request.user, "roster.change_guardianship")
    student = student_or_refuse(request.user, pk)
    found = get_object_or_404(ties_of(student), pk=tie)
    name, pupil = whole_name(found.guardian.sealed), whole_name(student.sealed)
    return _answered(
        request,
        student,
        set_now=not found.court_order,
        titles=(f"Court order against {name}", f"Lift the court order against {name}"),
        intros=(
            f"{name} gets no letters about {pupil} and no access, until the order is lifted.",
            f"{name} gets letters about {pupil} again.",
        ),
        take=lambda values: (court_order_lift if found.court_order else court_order_set)(guardianship=found, **values),
    )


@sensitive_post_parameters()
@office_page()
def do_not_contact(request: OfficeRequest, pk: int, tie: int) -> HttpResponse:
    """Mark a guardian of this pupil "do not contact", for every pupil, or lift the mark."""
    right_needed(request.user, "roster.change_guardian")
    student = student_or_refuse(request.user, pk)
    guardian = get_object_or_404(ties_of(student), pk=tie).guardian
    name = whole_name(guardian.sealed)
    return _answered(
        request,
        student,
        set_now=not guardian.do_not_contact,
        titles=(f"Do not contact {name}", f"Contact {name} again"),
        intros=(f"Nothing is sent to {name}, about any pupil.", f"{name} gets messages again."),
        take=lambda values: (do_not_contact_lift if guardian.do_not_contact else do_not_contact_set)(
            guardian=guardian, **values
        ),
    )


def _answered(
    request: OfficeRequest,
    student: Student,
    *,
    set_now: bool,
    titles: tuple[str, str],
    intros: tuple[str, str],
    take: Callable[[dict[str, Any]], None],
) -> HttpResponse:
    """The pairs are for setting and for lifting."""
    data, _ = sent(request)
    form = FlagForm(data)
    back = reverse("roster:student", args=[student.pk])
    if request.method == "POST" and form.is_valid():
        try:
            take({"reason": form.cleaned_data["reason"], "actor": request.user, "now": clock_now()})
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "It holds from now on." if set_now else "It is lifted.")
            return redirect(back)
    which = 0 if set_now else 1
    return roster_render(
        request,
        "staff/roster/flag.html",
        "find",
        title=titles[which],
        intro=intros[which],
        submit_label="Enter it" if set_now else "Lift it",
        status=422 if form.errors else 200,
        form=form,
        student=student,
        student_name=whole_name(student.sealed),
        back_url=back,
    )
