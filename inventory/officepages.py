"""What the inventory's task pages share: lists, records, one form a page, and refusals said in the form."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from district.refusals import Refused
from district.taskpages import OfficeRequest, office_render, right_needed

Trail = Sequence[tuple[str, str]]
Row = TypeVar("Row", bound=Model)
A_PAGE: Final = 50


def record_or_refuse(request: OfficeRequest, rows: QuerySet[Row], pk: int, *rights: str) -> Row:
    """One of the rows that a person sees: 403 without one of the rights (an empty one asks nothing), 404 for none."""
    for right in filter(None, rights):
        right_needed(request.user, right)
    return get_object_or_404(rows, pk=pk)


def narrowed_list(
    request: OfficeRequest,
    found: Callable[[str, str], QuerySet[Any]],
    *,
    template: str,
    title: str,
    shown: Sequence[tuple[str, str]],
    may_add: bool,
) -> HttpResponse:
    """A list, a page at a time, of what is `found` for the words typed (`q`) and one of `shown` (key, name)."""
    words, show = request.GET.get("q", "").replace("\0", " ").strip(), request.GET.get("show", "")
    return office_render(
        request,
        template,
        title=title,
        page=Paginator(found(words, show), A_PAGE).get_page(request.GET.get("page")),
        words=words,
        show=show,
        shown=shown,
        query=urlencode({"q": words, "show": show}),
        may_add=may_add,
    )


def saved_page(
    request: OfficeRequest,
    form: Any,
    write: Callable[[dict[str, Any]], object],
    *,
    title: str,
    saved: Callable[[], str],
    back: str,
    trail: Trail,
) -> HttpResponse:
    """A form that saves a part of a record: back to the record, saying (`saved`, asked afterwards) what was saved."""
    if form_taken(request, form, write):
        messages.success(request, saved())
        return redirect(back)
    return form_page(request, form, title=title, submit="Save", back=back, trail=trail, warn_unsaved=True)


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
