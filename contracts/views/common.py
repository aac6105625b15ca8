"""What every task page of agreements shares: sign-in, the right that it needs, and the office's frame."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from contracts.models import Agreement, Document
from contracts.selectors import agreements_visible_to, documents_visible_to
from district.models import User
from district.taskpages import OFFICE_LAYOUT, OfficeRequest, View, office_context, office_page, office_render, sent

__all__ = [
    "FORM_PAGE",
    "OFFICE_LAYOUT",
    "OfficeRequest",
    "View",
    "agreement_or_refuse",
    "document_or_refuse",
    "form_answered",
    "must_have",
    "office_context",
    "office_page",
    "office_render",
    "sent",
]

FORM_PAGE = "staff/contracts/form.html"


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
