"""Task pages of an operator: everything about it on one page, and a form for each part."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from district.clock import now as clock_now
from district.refusals import Refused
from district.taskpages import OfficeRequest, office_page, office_render, right_needed, sent
from inventory.mergepages import choose_page, merge_page
from inventory.officepages import narrowed_list, record_or_refuse, saved_page
from inventory.operators.forms import FactsForm
from inventory.operators.presenters import operator_context
from inventory.operators.selectors import operator_known, operators_listed
from inventory.today import today
from vendors.linkchecks import link_check_ask
from vendors.models import Operator
from vendors.selectors import operators_like, operators_visible_to
from vendors.services import operator_update

SEE: Final = "vendors.view_operator"
MAY: Final = "vendors.change_operator"
MAY_MERGE: Final = "vendors.delete_operator"
SHOWN: Final = (
    ("", "All"),
    ("subcontractors", "Subcontractors not known"),
    ("contact", "Nobody for breaches"),
    ("case", "With an open case"),
)


def operator_or_refuse(request: OfficeRequest, pk: int, may: str = "") -> Operator:
    """The operator: 403 without the right to see or to do what the page does, 404 where there is none."""
    return record_or_refuse(request, operators_visible_to(request.user), pk, SEE, may)


def operator_trail(operator: Operator, last: str) -> list[tuple[str, str]]:
    return [
        ("Operators", reverse("operators:list")),
        (operator.name, reverse("operators:operator", args=[operator.pk])),
        (last, ""),
    ]


@office_page(methods=("GET", "HEAD"))
def operator_list(request: OfficeRequest) -> HttpResponse:
    """Every operator, narrowed by words and by what is missing."""
    right_needed(request.user, SEE)
    return narrowed_list(
        request,
        lambda words, show: operators_listed(request.user, words=words, show=show),
        template="staff/inventory/operators.html",
        title="Operators",
        shown=SHOWN,
        may_add=request.user.has_perm("vendors.add_operator"),
    )


@office_page(methods=("GET", "HEAD"))
def operator_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """One operator: what is missing first, then all that is known."""
    day = today()
    known = operator_known(operator_or_refuse(request, pk), day)
    return office_render(request, "staff/inventory/operator.html", **operator_context(known, request.user, day))


@office_page()
def facts(request: OfficeRequest, pk: int) -> HttpResponse:
    """Who the operator is."""
    operator = operator_or_refuse(request, pk, MAY)
    form = FactsForm(sent(request)[0], instance=operator)
    title = f"Who {operator.name} is"

    def write(values: dict[str, Any]) -> object:
        return operator_update(operator=operator, actor=request.user, now=clock_now(), **values)

    return saved_page(
        request,
        form,
        write,
        title=title,
        saved=lambda: f"{operator.name} is saved.",
        back=reverse("operators:operator", args=[pk]),
        trail=operator_trail(operator, title),
    )


@office_page(methods=("POST",))
def check_link(request: OfficeRequest, pk: int) -> HttpResponse:
    """Look whether the operator's own list of subcontractors is there: a job does it."""
    operator = operator_or_refuse(request, pk, MAY)
    try:
        link_check_ask(operator=operator, actor=request.user, now=clock_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Being looked at. Load this page again in a moment.")
    return redirect(f"{reverse('operators:operator', args=[pk])}#subcontractors")


@office_page()
def merge_choose(request: OfficeRequest, pk: int) -> HttpResponse:
    """Which other operator is the same."""
    operator = operator_or_refuse(request, pk, MAY_MERGE)
    return choose_page(
        request,
        kept=operator,
        others=operators_visible_to(request.user).exclude(pk=pk).order_by("name"),
        near=operators_like(operator),
        address="operators:merge-into",
        trail=operator_trail(operator, "Merge a double"),
    )


@office_page()
def merge_into(request: OfficeRequest, pk: int, gone: int) -> HttpResponse:
    """What merging would do, and the button that does it."""
    operator = operator_or_refuse(request, pk, MAY_MERGE)
    other = get_object_or_404(operators_visible_to(request.user).exclude(pk=pk), pk=gone)
    return merge_page(
        request,
        kept=operator,
        gone=other,
        back=reverse("operators:merge", args=[pk]),
        done=reverse("operators:operator", args=[pk]),
        trail=operator_trail(operator, "Merge a double"),
    )
