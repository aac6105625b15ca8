"""Gates passed over in writing, and the decision."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from district.clock import local_day
from district.clock import now as clock_now
from district.refusals import Refused
from district.selectors import district_current
from district.taskpages import OfficeRequest, office_page, sent
from inventory.committee.draftwords import outcomes_possible, reason_draft, terms_proposed
from inventory.committee.forms import ConditionFormSet, DecisionForm, ExceptionForm
from inventory.committee.gates import gates_of
from inventory.committee.people import EXCEPT
from inventory.committee.presenters import Item
from inventory.committee.reading import decider_or_refuse, item_of, item_render, request_or_refuse
from inventory.committee.services import Terms, Wanted, decision_make, exception_write
from inventory.committee.views.forms import item_form, refusal_added
from inventory.models import AppRequest


@office_page()
def gate_except(request: OfficeRequest, pk: int, gate: str) -> HttpResponse:
    """A named person passes over one gate, in writing."""
    one = request_or_refuse(request.user, pk)
    if not request.user.has_perm(EXCEPT):
        raise PermissionDenied
    found = next((state for state in gates_of(one, now=clock_now()) if state.asked.id == gate), None)
    if found is None:
        raise Http404
    form = ExceptionForm(sent(request)[0])
    return item_form(
        request,
        one,
        form,
        lambda: exception_write(
            request=one, gate_id=gate, reason=form.cleaned_data["reason"], actor=request.user, now=clock_now()
        ),
        done="The exception is written, under your name.",
        template="staff/committee/exception.html",
        title=f"Pass over: {found.asked.title}",
        submit_label="Write the exception under my name",
        danger=True,
        gate=found,
    )


@office_page()
def decide(request: OfficeRequest, pk: int) -> HttpResponse:
    """The decision, drafted in the words that the requester reads."""
    one = decider_or_refuse(request.user, pk)
    item = item_of(one, now=clock_now())
    data = sent(request)[0]
    form = DecisionForm(data, outcomes=outcomes_possible(one, item.vote.tally), initial=drafted(one, item))
    rows = ConditionFormSet(data, prefix="condition")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            decision = decision_make(
                request=one,
                outcome=form.cleaned_data["outcome"],
                reason=form.cleaned_data["reason"],
                conditions=conditions_of(rows),
                terms=terms_of(form.cleaned_data),
                actor=request.user,
                now=clock_now(),
            )
        except Refused as refusal:
            refusal_added(form, refusal)
        else:
            told = "The requester was told." if one.requester_id else "It is written down."
            messages.success(request, f"{one.product_name}: {decision.get_outcome_display()}. {told}")
            return redirect("committee:item", pk=one.pk)
    return item_render(
        request,
        "staff/committee/decide.html",
        one,
        request.user,
        status=422 if data is not None else 200,
        item=item,
        form=form,
        rows=rows,
        title=f"{one.number}: Write the decision",
        form_title="Write the decision",
    )


def drafted(one: AppRequest, item: Item) -> dict[str, Any]:
    """What the form proposes: the likeliest outcome, a first wording, the district's own length."""
    tally = item.vote.tally
    today = local_day(clock_now(), district_current().time_zone)
    review_on, expires_on = terms_proposed(item.electorate.settings, today)
    if tally.result != "carried":
        review_on = expires_on = None
    return {
        "outcome": outcomes_possible(one, tally)[0],
        "reason": reason_draft(one, tally, item.vote.counted),
        "review_on": review_on,
        "expires_on": expires_on,
    }


def conditions_of(rows: Any) -> list[Wanted]:
    given = [row.cleaned_data for row in rows if row.cleaned_data.get("text", "").strip()]
    return [Wanted(one["text"], one["owner"], one["due_on"]) for one in given]


def terms_of(given: dict[str, Any]) -> Terms:
    return Terms(given["lowest_grade"], given["highest_grade"], given["review_on"], given["expires_on"])
