"""Whose a case is, whether it is a school student record, and how it ends without an answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from district.clock import now as clock_now
from district.refusals import Refused
from district.taskpages import OfficeRequest, right_needed, sent
from requests_portal.desk.common import MAY_WORK, SEE, case_render, request_or_refuse, request_page
from requests_portal.desk.finding import requests_alike
from requests_portal.desk.forms import BecauseForm, EndForm, OwnerForm
from requests_portal.holders.selectors import tasks_visible_to
from requests_portal.models import PrivacyRequest
from requests_portal.services import (
    request_assign,
    request_claim,
    request_close,
    request_give_back,
    request_join,
    request_owner_undo,
    request_withdraw,
    school_record_decide,
)


@request_page(methods=("GET", "HEAD"))
def task(request: OfficeRequest, pk: int) -> HttpResponse:
    """Where a task is dealt with: its clock knows the task alone, and the page is within its request."""
    right_needed(request.user, SEE)
    found = get_object_or_404(tasks_visible_to(request.user), pk=pk)
    return redirect("requests:holder", pk=found.request_id, task=found.pk)


@request_page(methods=("POST",))
def take(request: OfficeRequest, pk: int) -> HttpResponse:
    """Claim it."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    return _done(
        request, case, lambda: request_claim(request=case, actor=request.user, now=clock_now()), "It is yours."
    )


@request_page(methods=("POST",))
def undo(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take the last change of owner back."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    change = lambda: request_owner_undo(request=case, actor=request.user, now=clock_now())  # noqa: E731
    return _done(request, case, change, "The change of owner was undone.")


@request_page(methods=("POST",))
def join(request: OfficeRequest, pk: int, into: int) -> HttpResponse:
    """Join it to an older request that looks the same. 404 for one that does not."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    other = request_or_refuse(request.user, into, MAY_WORK)
    if other.pk not in {one.pk for one in requests_alike(case)}:
        messages.error(request, f"{other.number} is about something else.")
        return redirect("requests:case", pk=case.pk)
    change = lambda: request_join(request=case, into=other, actor=request.user, now=clock_now())  # noqa: E731
    return _done(request, case, change, f"It goes on as {other.number}.")


@request_page()
def owner(request: OfficeRequest, pk: int) -> HttpResponse:
    """Assign it, or hand it over with the reason."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    form = OwnerForm(sent(request)[0], has_owner=case.owner_id is not None)

    def change() -> PrivacyRequest:
        values = form.cleaned_data
        return request_assign(
            request=case, owner=values["owner"], because=values["because"], actor=request.user, now=clock_now()
        )

    title = "Hand it over" if case.owner else "Give it to somebody"
    words = {"title": title, "submit_label": title}
    return _form_page(request, case, form, change, words, done=lambda: f"{case.owner} has it now.")


@request_page()
def give_back(request: OfficeRequest, pk: int) -> HttpResponse:
    """Nobody's again."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    form = BecauseForm(sent(request)[0])

    def change() -> PrivacyRequest:
        because = form.cleaned_data["because"]
        return request_give_back(request=case, because=because, actor=request.user, now=clock_now())

    words = {"title": "Give it back", "intro": "It is nobody’s then, and stands on the desk for others."}
    return _form_page(
        request, case, form, change, {**words, "submit_label": "Give it back"}, done=lambda: "Given back."
    )


@request_page()
def school_record(request: OfficeRequest, pk: int) -> HttpResponse:
    """Whether anything asked for is a school student record: the shorter clocks go, or come back."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    form = BecauseForm(sent(request)[0])
    wanted = not case.school_record

    def change() -> PrivacyRequest:
        because = form.cleaned_data["because"]
        return school_record_decide(
            request=case, school_record=wanted, because=because, actor=request.user, now=clock_now()
        )

    words = RECORD_BACK if wanted else RECORD_OFF
    done = "The shorter clocks run again." if wanted else "The shorter clocks are withdrawn."
    return _form_page(request, case, form, change, words, done=lambda: done)


RECORD_OFF = {
    "title": "No school student record",
    "intro": "Say why nothing that is asked for is a school student record. Its shorter clocks are then withdrawn "
    "with your reason; the others run on. You can take it back.",
    "submit_label": "Withdraw the shorter clocks",
}
RECORD_BACK = {
    "title": "A school student record after all",
    "intro": "The shorter clocks run again from the moment at which it was asked: they may be late already.",
    "submit_label": "Let the shorter clocks run",
}


@request_page()
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    """End it without an answer."""
    case = request_or_refuse(request.user, pk, MAY_WORK)
    form = EndForm(sent(request)[0])

    def change() -> PrivacyRequest:
        values = form.cleaned_data
        ending = request_withdraw if values["how"] == EndForm.WITHDRAWN else request_close
        return ending(request=case, because=values["because"], actor=request.user, now=clock_now())

    words = {
        "title": "End it without an answer",
        "intro": "A refusal is an answer, and is given under Decision. This is for requests that need none.",
        "submit_label": "End the request",
        "danger": True,
    }
    return _form_page(request, case, form, change, words, done=lambda: f"{case.number} is over.")


def _done(
    request: OfficeRequest, case: PrivacyRequest, change: Callable[[], PrivacyRequest], words: str
) -> HttpResponse:
    """One press of a button: done, or refused in words, back on the case."""
    try:
        change()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("requests:case", pk=case.pk)


def _form_page(
    request: OfficeRequest,
    case: PrivacyRequest,
    form: Any,
    change: Callable[[], PrivacyRequest],
    words: dict[str, Any],
    *,
    done: Callable[[], str],
) -> HttpResponse:
    """One form of the case: done and back to the case, or the form again with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            change()
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done())
            return redirect("requests:case", pk=case.pk)
    return case_render(
        request,
        "staff/requests/form.html",
        case,
        "case",
        status=422 if form.errors else 200,
        form=form,
        back_url=reverse("requests:case", args=[case.pk]),
        **words,
    )
