"""What the inventory's task pages share: one form a page, and refusals of services said in the form."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse

from district.refusals import Refused
from district.taskpages import OfficeRequest, office_render

Trail = Sequence[tuple[str, str]]


def form_taken(request: OfficeRequest, form: Any, write: Callable[[dict[str, Any]], object]) -> bool:
    """Whether a sent form was valid and its service took it; what is refused stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        write(form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    except ValidationError as error:
        validation_said(form, error)
    else:
        return True
    return False


def validation_said(form: Any, error: ValidationError) -> None:
    """A service's ValidationError at the fields that it names; everything else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def form_page(
    request: OfficeRequest,
    form: BaseForm,
    *,
    title: str,
    submit: str,
    back: str,
    trail: Trail,
    template: str = "staff/inventory/form.html",
    **context: Any,
) -> HttpResponse:
    """One form in the office's frame; `trail` is the way there as (words, address)."""
    return office_render(
        request,
        template,
        status=422 if form.errors else 200,
        **{"form": form, "title": title, "submit_label": submit, "back_url": back, "trail": trail, **context},
    )
