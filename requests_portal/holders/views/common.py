"""What the pages of a task share: the task of a case, one form a page, and an action without a form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from district.refusals import Refused
from district.taskpages import OfficeRequest
from requests_portal.desk.common import MAY_WORK, case_render, request_or_refuse
from requests_portal.holders.selectors import tasks_visible_to
from requests_portal.models import PrivacyRequest, RequestTask

FORM_PAGE = "staff/requests/form.html"


def task_or_refuse(
    request: OfficeRequest, pk: int, task: int, *, may: str = MAY_WORK
) -> tuple[PrivacyRequest, RequestTask]:
    """The case and its task: 403 without the right, 404 where the task is another case's."""
    case = request_or_refuse(request.user, pk, may)
    rows = tasks_visible_to(request.user).select_related("operator", "contact", "owner").prefetch_related("products")
    row = get_object_or_404(rows, pk=task, request=case)
    row.request = case
    return case, row


def form_taken(request: OfficeRequest, form: Form, write: Callable[[dict[str, Any]], object]) -> bool:
    """Whether a sent form was valid and its service took it; what is refused stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        write(form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def form_page(
    request: OfficeRequest, case: PrivacyRequest, form: Form, *, title: str, submit: str, back: str, **context: Any
) -> HttpResponse:
    """One form of the case, in the desk's own frame."""
    return case_render(
        request,
        context.pop("template", FORM_PAGE),
        case,
        "holders",
        status=422 if form.errors else 200,
        **{
            "form": form,
            "title": title,
            "submit_label": submit,
            "back_url": back,
            **context,
        },
    )


def holders_url(case: PrivacyRequest) -> str:
    return reverse("requests:holders", args=[case.pk])


def task_url(task: RequestTask) -> str:
    return reverse("requests:holder", args=[task.request_id, task.pk])


def acted(request: OfficeRequest, case: PrivacyRequest, write: Callable[[], object], done: str) -> HttpResponse:
    """Do what needs no form, and go back to the holders with what was done, or why it was not."""
    try:
        write()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("requests:holders", pk=case.pk)
