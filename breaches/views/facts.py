"""The facts tab: what is known and when, what was touched, and where the breach stands."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from breaches.affected import changes_of
from breaches.factlines import timeline, unknown_facts
from breaches.forms import DetailsForm, FactForm, StepForm, StrikeForm
from breaches.models import Breach, FactKind, Stage
from breaches.selectors import elements_of, elements_proposed, facts_current, facts_listed, steps_taken
from breaches.services.facts import breach_determine, breach_fact_add, breach_fact_strike
from breaches.services.reporting import DETAILS, breach_details_change
from breaches.services.states import BreachRefused, breach_move
from breaches.steps import WORKED_ON, steps_from
from breaches.views.common import breach_or_refuse, breach_page, room_render
from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, sent

ADD = "breaches.add_breachfact"
CHANGE = "breaches.change_breach"
FORM = "staff/breaches/form.html"


@breach_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everything that is known of a breach, in the order in which it happened."""
    breach = breach_or_refuse(request.user, pk)
    current = facts_current(breach)
    open_here = breach.state in WORKED_ON
    return room_render(
        request,
        "staff/breaches/facts.html",
        breach,
        "facts",
        lines=timeline(facts_listed(breach), steps_taken(breach), changes_of(breach)),
        unknown=unknown_facts(breach, current) if open_here else [],
        elements=elements_of(breach),
        proposed=elements_proposed(breach) if open_here else [],
        products=list(breach.products.order_by("name")),
        steps=steps_from(breach.state),
        may_add=open_here and request.user.has_perm(ADD),
        may_change=open_here and request.user.has_perm(CHANGE),
        may_move=request.user.has_perm(CHANGE),
        zone=district_current().time_zone,
    )


@breach_page()
def add(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """Add a fact, or correct the one that stands."""
    breach = breach_or_refuse(request.user, pk, may=ADD)
    if kind not in FactKind.values:
        raise Http404("There is no such kind of fact.")
    old = facts_current(breach).get(kind)
    label = str(FactKind(kind).label)
    form = FactForm(
        sent(request)[0],
        corrects=old is not None,
        initial={"at": old.at, "stated_by": old.stated_by} if old else {"stated_by": breach.reporter},
    )
    return form_answered(
        request,
        breach,
        form,
        take=lambda values: breach_fact_add(breach=breach, kind=kind, actor=request.user, now=clock_now(), **values),
        done="Corrected. The clocks were counted anew." if old else "Entered. The clocks were counted anew.",
        title=f"Correct when {label}" if old else f"Enter when {label}",
        intro="The old moment stays in the timeline, with your reason." if old else "",
        submit_label="Correct it" if old else "Enter it",
    )


@breach_page()
def strike(request: OfficeRequest, pk: int, fact: int) -> HttpResponse:
    """Say that a fact did not happen at all."""
    breach = breach_or_refuse(request.user, pk, may=ADD)
    row = get_object_or_404(breach.facts, pk=fact)
    return form_answered(
        request,
        breach,
        StrikeForm(sent(request)[0]),
        take=lambda values: breach_fact_strike(fact=row, actor=request.user, now=clock_now(), **values),
        done="Struck off. The clocks were counted anew.",
        title=f"It did not happen: {row.get_kind_display()}",
        intro="The entry stays in the timeline, with your reason, and counts no more.",
        submit_label="Strike it off",
        danger=True,
    )


@breach_page()
def details(request: OfficeRequest, pk: int) -> HttpResponse:
    """What is told of the breach: words, days, products, agreement."""
    breach = breach_or_refuse(request.user, pk, may=CHANGE)
    initial = {name: getattr(breach, name) for name in DETAILS} | {"products": list(breach.products.all())}

    def take(values: dict[str, Any]) -> None:
        told = {name: value for name, value in values.items() if name != "reason"}
        breach_details_change(
            breach=breach, values=told, reason=values.get("reason", ""), actor=request.user, now=clock_now()
        )

    return form_answered(
        request,
        breach,
        DetailsForm(sent(request)[0], breach=breach, initial=initial),
        take=take,
        done="Kept. The clocks were counted anew.",
        title="What is known of the breach",
        submit_label="Keep it",
        warn_unsaved=True,
    )


@breach_page()
def state(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take the next step: determine, decide that it is none, notify, close, open again."""
    breach = breach_or_refuse(request.user, pk, may=CHANGE)
    steps = steps_from(breach.state)
    asks = Stage.DETERMINED in steps and FactKind.DETERMINED not in facts_current(breach)
    form = StepForm(
        sent(request)[0],
        steps=steps,
        back=breach.state in {Stage.CLOSED, Stage.NOT_A_BREACH},
        asks_moment=asks,
        initial={"to": request.GET.get("to") or steps[0]},
    )
    return form_answered(
        request,
        breach,
        form,
        take=lambda values: _step(request, breach, values),
        done="The step is recorded. The clocks were counted anew.",
        title="Next step",
        submit_label="Take the step",
        steps=steps_taken(breach),
        template="staff/breaches/state.html",
        zone=district_current().time_zone,
    )


def _step(request: OfficeRequest, breach: Breach, values: dict[str, Any]) -> None:
    now = clock_now()
    if values["to"] == Stage.DETERMINED and values.get("at"):
        breach_determine(breach=breach, at=values["at"], reason=values["reason"], actor=request.user, now=now)
    else:
        breach_move(breach, values["to"], request.user, now, values["reason"])


def form_answered(
    request: OfficeRequest,
    breach: Breach,
    form: forms.BaseForm,
    *,
    take: Callable[[dict[str, Any]], object],
    done: str | Callable[[], str],
    template: str = FORM,
    tab: str = "facts",
    back: str = "",
    **context: Any,
) -> HttpResponse:
    """One form of the room: `take` the cleaned values, then `done` is said on the tab's page (or at `back`).

    What the form or the service refuses comes back with status 422 and the input kept, the sentence at its field.
    """
    back_url = back or reverse(f"breaches:{tab}", args=[breach.pk])
    if request.method == "POST" and form.is_valid():
        try:
            take(form.cleaned_data)
        except BreachRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done() if callable(done) else done)
            return redirect(back_url)
    status = 422 if form.errors else 200
    return room_render(request, template, breach, tab, status=status, form=form, back_url=back_url, **context)
