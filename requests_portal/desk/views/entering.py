"""Entering what came on paper, by telephone or in person. What looks the same is shown before it is written twice."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from district.clock import local_day
from district.clock import now as clock_now
from district.refusals import Refused
from district.selectors import district_current, schools_all
from district.taskpages import OfficeRequest, office_render, right_needed, sent
from requests_portal.desk.common import MAY_ENTER, request_page
from requests_portal.desk.entryforms import EntryForm, moment_initial
from requests_portal.desk.finding import requests_like
from requests_portal.desk.selectors import elements_offered, products_offered
from requests_portal.models import KIND_WORDS, PrivacyRequest, RequestKind
from requests_portal.services import request_enter


@request_page(methods=("GET", "HEAD"))
def kinds(request: OfficeRequest) -> HttpResponse:
    """Which kind it is."""
    right_needed(request.user, MAY_ENTER)
    choices = [(kind.label, reverse("requests:enter", args=[kind.value])) for kind in RequestKind]
    return office_render(request, "staff/requests/kinds.html", title="Enter a request", choices=choices)


@sensitive_post_parameters()
@request_page()
def enter(request: OfficeRequest, kind: str) -> HttpResponse:
    """The form of one kind. 404 for a kind that there is not."""
    right_needed(request.user, MAY_ENTER)
    if kind not in RequestKind.values:
        raise Http404
    form = entry_form(request, kind)
    alike: list[PrivacyRequest] = []
    if request.method == "POST" and form.is_valid():
        alike = requests_like(request.user, kind=kind, asker=form.asker(), said=form.said())
        if not alike or form.cleaned_data["another"]:
            made = _entered(request, form)
            if made is not None:
                messages.success(request, f"{made.number} is entered, and its clocks run.")
                return redirect("requests:case", pk=made.pk)
        else:
            form.ask_twice()
    return office_render(
        request,
        "staff/requests/enter.html",
        status=422 if form.errors or alike else 200,
        title=f"Enter a request: {KIND_WORDS[kind]}",
        form=form,
        groups=list(form.groups()),
        alike=alike,
        back_url=reverse("requests:list"),
        submit_label="Enter the request",
        warn_unsaved=True,
    )


def entry_form(request: OfficeRequest, kind: str) -> EntryForm:
    now = clock_now()
    return EntryForm(
        sent(request)[0],
        initial=moment_initial(now),
        kind=kind,
        today=local_day(now, district_current().time_zone),
        schools=schools_all(),
        products=products_offered(),
        elements=elements_offered(),
    )


def _entered(request: OfficeRequest, form: EntryForm) -> PrivacyRequest | None:
    """The new request; None where it was refused, with the reason at its field."""
    values: dict[str, Any] = form.cleaned_data
    try:
        return request_enter(
            channel=values["channel"],
            asked_at=values["asked_at"],
            actor=request.user,
            now=clock_now(),
            **form.asked(),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return None
