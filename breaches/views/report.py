"""Report a breach: the short first form."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from breaches.forms import ReportForm
from breaches.selectors import operators_reporting
from breaches.services.reporting import Report, breach_report
from breaches.services.states import BreachRefused
from breaches.views.common import breach_page
from district.clock import now as clock_now
from district.taskpages import OfficeRequest, office_render, right_needed, sent

REPORT = "breaches.add_breach"


@breach_page()
def new(request: OfficeRequest) -> HttpResponse:
    """Two minutes on a Friday evening: who told us, when, and what they say. The clocks run from then on."""
    right_needed(request.user, REPORT)
    form = ReportForm(sent(request)[0], operators=operators_reporting(request.user))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        report = Report(
            operator=values["operator"],
            reported_by=values["reported_by"],
            reporter=values["reporter"],
            what_happened=values["what_happened"],
            facts=form.facts(),
        )
        try:
            breach = breach_report(report=report, actor=request.user, now=clock_now())
        except BreachRefused as refusal:
            form.add_error(form.field_of(refusal.field), str(refusal))
        else:
            messages.success(
                request, f"{breach.number} is open, and its clocks run. Now list whom and what it touches."
            )
            return redirect("breaches:room", pk=breach.pk)
    return office_render(
        request,
        "staff/breaches/report.html",
        status=422 if form.errors else 200,
        form=form,
        title="Report a breach",
        intro="Enter what stands in the message. Clocks run as soon as you send this; everything else can wait.",
        submit_label="Open the breach room",
        back_url=reverse("breaches:list"),
        warn_unsaved=True,
    )
