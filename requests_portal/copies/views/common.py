"""What the pages of giving share: one form at a time, a refusal at its field, the way back to the tab."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from district.clock import local_day
from district.clock import now as clock_now
from district.selectors import district_current
from district.taskpages import OfficeRequest, sent
from requests_portal.copies.forms import NOT_YET
from requests_portal.copies.letters import delivery_letter
from requests_portal.copies.standing import delivery_of
from requests_portal.decisions.grounds import Ground
from requests_portal.decisions.selectors import holders_missing
from requests_portal.desk.common import MAY_WORK, case_render, request_or_refuse
from requests_portal.models import Delivery, PrivacyRequest
from requests_portal.services.steps import RequestRefused

TEMPLATE: Final = "staff/requests/copies/form.html"


def letter_told(request: OfficeRequest, delivery: Delivery) -> None:
    """Make the letter; where this machine cannot, say so: the copy itself is made."""
    try:
        delivery_letter(delivery=delivery, actor=request.user, now=clock_now())
    except RequestRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "The letter is ready to print.")


def delivery_or_404(request: OfficeRequest, pk: int, delivery: int) -> tuple[PrivacyRequest, Delivery]:
    case = request_or_refuse(request.user, pk, MAY_WORK)
    row = delivery_of(case, delivery)
    if row is None:
        raise Http404("There is no such delivery.")
    return case, row


def posted(request: OfficeRequest) -> Any:
    """What was sent; None where the page is only opened."""
    return sent(request)[0]


def tried(form: Any, act: Callable[[], Delivery], fields: dict[str, str] | None = None) -> Delivery | None:
    """What the act gives; None where it is refused: then the form says why, `fields` by the names of its own."""
    try:
        return act()
    except RequestRefused as refused:
        field = (fields or {}).get(refused.field, refused.field)
        form.add_error(field if field in form.fields else None, str(refused))
        return None


def acted(request: OfficeRequest, pk: int, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except RequestRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("requests:copies", pk=pk)


def today() -> date:
    return local_day(clock_now(), district_current().time_zone)


def form_page(
    request: OfficeRequest,
    case: PrivacyRequest,
    form: Any,
    title: str,
    label: str,
    *,
    intro: str = "",
    danger: bool = False,
    rules: Sequence[Ground] = (),
) -> HttpResponse:
    missing = holders_missing(case) if "outcome" in form.fields else ""
    if missing:  # then nobody calls it everything by leaving a tick where it stood
        form.initial["outcome"] = NOT_YET
    return case_render(
        request,
        TEMPLATE,
        case,
        "copies",
        status=422 if form.errors else 200,
        form=form,
        title=f"{case.number}: {title}",
        form_title=title,
        submit_label=label,
        intro=intro,
        danger=danger,
        rules=rules,
        missing=missing,
        back_url=reverse("requests:copies", args=[case.pk]),
    )
