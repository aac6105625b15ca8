"""A page with one form: show it, or do what it says and go on; a refusal stands on its field."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from district.refusals import Refused
from district.taskpages import OfficeRequest
from inventory.committee.reading import item_render
from inventory.models import AppRequest


def refusal_added(form: forms.BaseForm, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def form_done(form: forms.BaseForm, change: Callable[[], Any]) -> bool:
    """Whether the form is valid and the change was made; a refusal is written on the form."""
    if not form.is_valid():
        return False
    try:
        change()
    except Refused as refusal:
        refusal_added(form, refusal)
        return False
    return True


def item_form(
    request: OfficeRequest,
    one: AppRequest,
    form: forms.BaseForm,
    change: Callable[[], Any],
    *,
    done: str,
    template: str = "staff/committee/form.html",
    **words: Any,
) -> HttpResponse:
    """One form of a request. `words`: title, submit_label; optional: intro, danger, and what the template takes."""
    if request.method == "POST" and form_done(form, change):
        messages.success(request, done)
        return redirect("committee:item", pk=one.pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, **words, "title": f"{one.number}: {words['title']}", "form_title": words["title"]}
    return item_render(request, template, one, request.user, status=status, **context)
