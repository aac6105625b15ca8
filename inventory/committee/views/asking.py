"""Staff ask for an app: look it up first, then say what it is wanted for; and their own requests."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from district.clock import local_day
from district.clock import now as clock_now
from district.refusals import Refused
from district.selectors import district_current
from district.taskpages import OfficeRequest, office_page, office_render, sent
from inventory.approved.people import staff_needed
from inventory.committee.askforms import AskForm
from inventory.committee.forms import ReplyForm, WithdrawForm
from inventory.committee.presenters import TONES, condition_line
from inventory.committee.selectors import apps_near, product_or_none, requests_of
from inventory.committee.services import app_request_ask, app_request_withdraw, note_add
from inventory.committee.views.forms import form_done, refusal_added

LONGEST = 200
STEPS = {
    "asked": "The committee’s keeper looks at it next.",
    "evaluating": "Members of the committee evaluate it.",
    "voting": "The committee votes on it.",
}


def typed(request: OfficeRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]


@office_page()
def ask(request: OfficeRequest) -> HttpResponse:
    """First what is there already by that name, then the form; `?part=rows` gives what is there alone."""
    staff_needed(request.user)
    name = typed(request)
    today = local_day(clock_now(), district_current().time_zone)
    product = product_or_none(request.GET.get("product", ""))
    if product is not None and not name:
        name = product.name
    near = apps_near(name, today)
    if request.GET.get("part") == "rows":
        return render(request, "staff/apps/near.html", {"near": near, "name": name, "today": today})
    form = AskForm(sent(request)[0], initial=started(request, name, product))
    if request.method == "POST" and form.is_valid():
        try:
            one = app_request_ask(
                values=form.values(), elements=form.cleaned_data["elements"], actor=request.user, now=clock_now()
            )
        except Refused as refusal:
            refusal_added(form, refusal)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"Asked: it is {one.number}. We write to you when the committee decides.")
            return redirect("apps:request", pk=one.pk)
    return office_render(
        request,
        "staff/apps/ask.html",
        status=422 if form.is_bound else 200,
        title="Ask for an app",
        form=form,
        name=name,
        show_form=form.is_bound or product is not None or (bool(name) and "go" in request.GET),
        near=near,
        today=today,
    )


def started(request: OfficeRequest, name: str, product: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"product_name": name, "school": request.user.school_id}
    if product is not None:
        given |= {"product": product.pk, "operator_name": product.operator.name, "website": product.website}
    return given


@office_page(methods=("GET", "HEAD"))
def mine(request: OfficeRequest) -> HttpResponse:
    """The person's own requests, newest first."""
    staff_needed(request.user)
    rows = [(one, TONES[one.state], state_words(one)) for one in requests_of(request.user)[:200]]
    return office_render(request, "staff/apps/mine.html", title="My requests", rows=rows)


def state_words(one: Any) -> str:
    decision = getattr(one, "decision", None)
    return decision.get_outcome_display() if decision is not None else one.get_state_display()


@office_page()
def own_request(request: OfficeRequest, pk: int) -> HttpResponse:
    """One's own request: where it stands, what was said, the decision. A word may be added while it is open."""
    staff_needed(request.user)
    one = get_object_or_404(requests_of(request.user), pk=pk)
    form = ReplyForm(sent(request)[0])
    if request.method == "POST" and form_done(
        form,
        lambda: note_add(request=one, text=form.cleaned_data["text"], shown=True, actor=request.user, now=clock_now()),
    ):
        messages.success(request, "Sent to those who keep the committee’s book.")
        return redirect("apps:request", pk=one.pk)
    today = local_day(clock_now(), district_current().time_zone)
    kept = one.joined_to if one.joined_to_id else one
    decision = getattr(kept, "decision", None)
    return office_render(
        request,
        "staff/apps/request.html",
        status=422 if form.is_bound else 200,
        title=str(one),
        one=one,
        tone=TONES[one.state],
        state=state_words(one),
        step=STEPS.get(one.state, ""),
        notes=one.notes.filter(shown=True).select_related("written_by"),
        decision=decision,
        conditions=[condition_line(row, today) for row in decision.conditions.all()] if decision else [],
        may_withdraw=one.state in ("asked", "evaluating"),
        form=form,
        zone=district_current().time_zone,
    )


@office_page()
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take one's own request back."""
    staff_needed(request.user)
    one = get_object_or_404(requests_of(request.user), pk=pk)
    form = WithdrawForm(sent(request)[0])
    if request.method == "POST" and form_done(
        form,
        lambda: app_request_withdraw(
            request=one, because=form.cleaned_data["because"], actor=request.user, now=clock_now()
        ),
    ):
        messages.success(request, f"{one.number} is withdrawn.")
        return redirect("apps:mine")
    return office_render(
        request,
        "staff/apps/withdraw.html",
        status=422 if form.is_bound else 200,
        title=f"Withdraw {one.number}",
        one=one,
        form=form,
    )
