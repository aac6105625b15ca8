"""What every page with one form shares: the form taken by its service, the page within the office's frame."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse

from district.refusals import Refused
from district.taskpages import office_render

FORM_PAGE = "staff/asking/form.html"


def form_taken(request: HttpRequest, form: Form, write: Callable[[dict[str, Any]], object]) -> bool:
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
    request: HttpRequest,
    form: Form,
    *,
    title: str,
    submit: str,
    back: str,
    trail: tuple[tuple[str, str], ...] = (),
    template: str = FORM_PAGE,
    **context: Any,
) -> HttpResponse:
    """One form in the office's frame; `trail`: (words, address) of the pages above it."""
    return office_render(
        request,
        template,
        status=422 if form.errors else 200,
        form=form,
        title=title,
        submit_label=submit,
        back_url=back,
        trail=trail,
        **context,
    )


def acted(request: HttpRequest, write: Callable[[], object], done: str) -> None:
    """Do what needs no form, and say what was done, or why it was not."""
    try:
        write()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
