"""More time for a clock of the request: the rule's reasons as choices, and what is not verified said as such."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from deadlines.counting import extension_of
from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, sent
from requests_portal.desk.common import MAY_WORK, case_render, request_or_refuse, request_page
from requests_portal.holders.forms import ExtendForm
from requests_portal.holders.presenters import extension_lines
from requests_portal.holders.services import request_clock_extend
from requests_portal.holders.services.extending import clocks_extendable
from requests_portal.holders.views.common import form_taken


@request_page()
def extend(request: OfficeRequest, pk: int) -> HttpResponse:
    """Extend the clock that is due first among those whose rule allows it; the parent is told at once."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    now = clock_now()
    clocks = clocks_extendable(case, now=now) if case.is_open else []
    back = reverse("requests:case", args=[case.pk])
    if not clocks:
        messages.error(request, "No clock of this request can be extended (any more).")
        return redirect(back)
    clock = clocks[0]
    extension = extension_of(clock.rule)
    form = ExtendForm(sent(request)[0], reasons=extension.reasons if extension is not None else ())

    def write(given: dict[str, Any]) -> None:
        _, mailed = request_clock_extend(
            request=case, deadline=clock, reason=form.reason(), actor=request.user, now=now
        )
        told = "The family was told." if mailed else "Print the family a letter: no mail can leave."
        messages.success(request, f"The clock was extended. {told}")

    if form_taken(request, form, write):
        return redirect(back)
    return case_render(
        request,
        "staff/requests/holders/extend.html",
        case,
        "case",
        status=422 if form.errors else 200,
        form=form,
        title="Take more time",
        submit_label="Extend it and tell the family",
        back_url=back,
        line=extension_lines(clock, zone=district_current().time_zone, now=now),
    )
