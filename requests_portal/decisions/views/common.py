"""What the pages of decisions share: their rights, and how a form is answered."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from district.clock import local_day
from district.clock import now as clock_now
from district.refusals import Refused
from district.selectors import district_current
from district.taskpages import OfficeRequest
from requests_portal.desk.common import case_render
from requests_portal.models import PrivacyRequest

DECIDE: Final = "requests_portal.add_determination"
WRITE: Final = "requests_portal.change_decisionletter"
HEAR: Final = "requests_portal.change_hearing"
TAB: Final = "decision"
FORM: Final = "staff/requests/decisions/form.html"


def today() -> date:
    return local_day(clock_now(), district_current().time_zone)


def tab_url(case: PrivacyRequest) -> str:
    return reverse("requests:decision", args=[case.pk])


def form_answered(
    request: OfficeRequest,
    case: PrivacyRequest,
    form: forms.BaseForm,
    *,
    take: Callable[[], str | None],
    done: str,
    template: str = FORM,
    back: str = "",
    **context: Any,
) -> HttpResponse:
    """One form of the tab: `take` does the work and may give where to go on; then `done` is said there.

    What the form or the service refuses comes back with status 422 and the input kept, the sentence at its field.
    """
    back_url = back or tab_url(case)
    if request.method == "POST" and form.is_valid():
        try:
            further = take()
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(further or back_url)
    status = 422 if form.errors else 200
    return case_render(request, template, case, TAB, status=status, form=form, back_url=back_url, **context)
