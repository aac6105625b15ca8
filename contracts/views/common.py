"""What every task page of agreements shares: sign-in, the right that it needs, and the office's frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from contracts.models import Agreement, Document
from contracts.selectors import agreements_visible_to, documents_visible_to
from district.models import User

View = Callable[..., HttpResponseBase]
FORM_PAGE = "staff/contracts/form.html"
OFFICE_LAYOUT = "admin/base_site.html"


class OfficeRequest(HttpRequest):
    """A request of somebody who is signed in to the office."""

    user: User


def office_page(
    *, methods: tuple[str, ...] = ("GET", "HEAD", "POST"), cacheable: bool = False
) -> Callable[[View], View]:
    """Decorator: sign-in first, then the methods that the page has. Never kept by browsers, unless `cacheable`."""
    from django.views.decorators.http import require_http_methods

    def wrap(view: View) -> View:
        return wraps(view)(admin.site.admin_view(require_http_methods(list(methods))(view), cacheable))

    return wrap


def must_have(user: User, permission: str, row: Agreement | None = None) -> None:
    """Refuse people without the right, for every agreement or for this one."""
    if not (user.has_perm(permission) or (row is not None and user.has_perm(permission, row))):
        raise PermissionDenied


def agreement_or_refuse(user: User, pk: int, *, may: str = "") -> Agreement:
    """The agreement, for people who may see it: 403 for those who see none, 404 where it is not theirs or not there.

    `may` names a further right that the page needs.
    """
    visible = agreements_visible_to(user).select_related("operator", "reviewer", "signed_by")
    if not user.has_perm("contracts.view_agreement") and not visible.exists():
        raise PermissionDenied
    agreement = get_object_or_404(visible, pk=pk)
    if may:
        must_have(user, may, agreement)
    return agreement


def document_or_refuse(user: User, pk: int) -> Document:
    if not user.has_perm("contracts.view_agreement") and not agreements_visible_to(user).exists():
        raise PermissionDenied
    return get_object_or_404(documents_visible_to(user), pk=pk)


def office_context(request: HttpRequest, **context: Any) -> dict[str, Any]:
    return {**admin.site.each_context(request), "layout": OFFICE_LAYOUT, **context}


def office_render(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, template, office_context(request, **context), status=status)


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """Data and files for a form: those that were sent, even if empty; none where the page is only opened."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def form_answered(
    request: HttpRequest,
    agreement: Agreement,
    form: forms.BaseForm,
    *,
    take: Callable[[dict[str, Any]], object],
    refusals: tuple[type[Exception], ...],
    done: str,
    template: str = FORM_PAGE,
    field_of: Callable[[Exception], str] = lambda refusal: getattr(refusal, "field", ""),
    **page: Any,
) -> HttpResponse:
    """One form of an agreement's page: `take` the cleaned values, then `done` is said on the agreement's page.

    What the form or the service refuses comes back with status 422 and the input kept, the sentence at the field that
    `field_of` gives for the refusal (empty: at the form as a whole).
    """
    if request.method == "POST" and form.is_valid():
        try:
            take(form.cleaned_data)
        except refusals as refusal:
            field = field_of(refusal)
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("contracts:agreement", pk=agreement.pk)
    return office_render(
        request,
        template,
        status=422 if form.errors else 200,
        agreement=agreement,
        form=form,
        back_url=reverse("contracts:agreement", args=[agreement.pk]),
        **page,
    )
