"""Beginning a drill, and its report: how long each step took, what was late, what was never done."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from breaches.drills.forms import DrillForm
from breaches.drills.reporting import drill_report
from breaches.drills.scenarios import SCENARIOS, elements_for, scenario
from breaches.models import Breach, Reporter
from breaches.selectors import agreement_proposed, operators_reporting, products_in_use
from breaches.services.drills import DrillPlan, drill_begin
from breaches.services.states import BreachRefused
from breaches.views.common import breach_or_refuse, breach_page, room_render
from district.clock import now as clock_now
from district.models import User
from district.selectors import district_current
from district.taskpages import OfficeRequest, office_render, right_needed, sent

BEGIN = "breaches.add_breach"


@breach_page(methods=("GET", "HEAD"))
def report(request: OfficeRequest, pk: int) -> HttpResponse:
    """How the drill goes, or went. There is none for a breach that is real."""
    breach = breach_or_refuse(request.user, pk)
    if not breach.drill:
        raise Http404("Only drills have a report.")
    found = drill_report(breach, now=clock_now())
    zone = district_current().time_zone
    return room_render(request, "staff/breaches/drill.html", breach, "drill", report=found, zone=zone)


@breach_page()
def new(request: OfficeRequest) -> HttpResponse:
    """Begin a drill from a ready scenario."""
    right_needed(request.user, BEGIN)
    form = DrillForm(sent(request)[0], operators=operators_reporting(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            breach = _begun(form.cleaned_data, request.user, clock_now())
        except BreachRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"{breach.number} has begun. Its clocks run; nobody outside is told.")
            return redirect("breaches:room", pk=breach.pk)
    return office_render(
        request,
        "staff/breaches/drill_new.html",
        status=422 if form.errors else 200,
        title="Begin a drill",
        form=form,
        scenarios=SCENARIOS,
        submit_label="Begin the drill",
        back_url=reverse("breaches:list"),
    )


def _begun(values: dict[str, Any], actor: User, now: datetime) -> Breach:
    chosen = scenario(values["scenario"])
    if chosen is None:
        raise BreachRefused("Choose a scenario.", "scenario")
    operator = values["operator"]
    if operator is None and chosen.reported_by == Reporter.OPERATOR:
        raise BreachRefused("Choose an operator: in this scenario it is the one who writes.", "operator")
    products = list(products_in_use([operator.pk])) if operator else []
    plan = DrillPlan(
        title=values["title"] or chosen.title,
        pupils=values["pupils"] or chosen.pupils,
        operator=operator,
        agreement=agreement_proposed(operator, products) if operator else None,
        products=products,
        reported_by=chosen.reported_by,
        what_happened=chosen.what_happened,
        facts=chosen.facts(now),
        elements=elements_for(chosen, [product.pk for product in products]),
    )
    return drill_begin(plan=plan, actor=actor, now=now)
