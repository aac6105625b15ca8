"""Enrolment by day, and how long records are kept."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from district.clock import local_day
from district.clock import now as clock_now
from district.refusals import Refused
from district.selectors import district_current_or_none
from roster.forms import DayForm, RetentionForm
from roster.retention import RuleLine, rule_lines, rule_set
from roster.selectors import counts_on, enrolment_on, purges_newest
from roster.views.common import OfficeRequest, office_page, right_needed, roster_render, sent


@office_page(methods=("GET", "HEAD"))
def enrolment(request: OfficeRequest) -> HttpResponse:
    """How many pupils the district and each school had on a day; today where none is asked for."""
    right_needed(request.user, "roster.view_enrolmentcount")
    district = district_current_or_none()
    today = local_day(clock_now(), district.time_zone if district is not None else "UTC")
    form = DayForm(request.GET if "day" in request.GET else {"day": today.isoformat()})
    day = form.cleaned_data["day"] if form.is_valid() else None
    counts = counts_on(day) if day else []
    return roster_render(
        request,
        "staff/roster/enrolment.html",
        "enrolment",
        title="Enrolment",
        status=200 if day else 422,
        form=form,
        day=day,
        total=enrolment_on(day) if day else None,
        counts=counts,
    )


@office_page()
def retention(request: OfficeRequest) -> HttpResponse:
    """The times after which records are removed, and what was removed last."""
    right_needed(request.user, "roster.view_retentionrule")
    lines = rule_lines()
    may_change = request.user.has_perm("roster.change_retentionrule")
    if request.method == "POST":
        right_needed(request.user, "roster.change_retentionrule")
    data, _ = sent(request)
    form = RetentionForm(data, lines=lines)
    if request.method == "POST" and form.is_valid() and _kept(request, form, lines):
        messages.success(request, "The times are kept. The next run, within the hour, goes by them.")
        return redirect("roster:retention")
    return roster_render(
        request,
        "staff/roster/retention.html",
        "retention",
        title="Retention",
        status=422 if form.errors else 200,
        form=form,
        lines=lines,
        may_change=may_change,
        purges=purges_newest(),
    )


def _kept(request: OfficeRequest, form: RetentionForm, lines: list[RuleLine]) -> bool:
    """Only what changed is written."""
    now = clock_now()
    for line in lines:
        days = form.cleaned_data[line.kind.what]
        if days != line.days:
            try:
                rule_set(what=line.kind.what, days=days, actor=request.user, now=now)
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return not form.errors
