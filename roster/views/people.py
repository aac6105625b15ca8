"""Finding a pupil, and a pupil's page. What is searched for is posted: addresses hold nothing of a person."""

from django.http import HttpResponse
from django.views.decorators.debug import sensitive_post_parameters

from district.clock import now as clock_now
from roster.familyrows import whole_name
from roster.forms import FindForm
from roster.presenters import household_cards, student_facts, student_lines, student_state
from roster.selectors import VIEW, acts_on, others_of, students_found, ties_of
from roster.services import student_looked_at
from roster.views.common import OfficeRequest, office_page, right_needed, roster_render, sent, student_or_refuse

MOST_FOUND = 50


@sensitive_post_parameters()
@office_page()
def find(request: OfficeRequest) -> HttpResponse:
    """Search by exact match; the answer stands on the same page."""
    right_needed(request.user, VIEW)
    data, _ = sent(request)
    form = FindForm(data)
    asked = request.method == "POST" and form.is_valid()
    found = list(students_found(request.user, **form.cleaned_data)[: MOST_FOUND + 1]) if asked else []
    return roster_render(
        request,
        "staff/roster/find.html",
        "find",
        title="Find a pupil",
        status=422 if form.errors else 200,
        form=form,
        asked=asked,
        lines=student_lines(found[:MOST_FOUND]),
        more=len(found) > MOST_FOUND,
        most=MOST_FOUND,
    )


@office_page(methods=("GET", "HEAD"))
def student(request: OfficeRequest, pk: int) -> HttpResponse:
    """One pupil with households, guardians and flags. Opening it leaves a line: who looked at whom."""
    found = student_or_refuse(request.user, pk)
    if request.method == "GET":
        student_looked_at(student=found, actor=request.user, now=clock_now())
    ties = list(ties_of(found))
    others = others_of([tie.guardian_id for tie in ties], but=found.pk)
    return roster_render(
        request,
        "staff/roster/student.html",
        "find",
        title=whole_name(found.sealed) or "Pupil without a name",
        student=found,
        state=student_state(found),
        facts=student_facts(found),
        households=household_cards(ties, others),
        may_order=request.user.has_perm("roster.change_guardianship"),
        may_mark=request.user.has_perm("roster.change_guardian"),
        acts=acts_on(request.user, found),
    )
