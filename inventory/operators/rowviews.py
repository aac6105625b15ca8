"""Contacts and subcontractors of an operator: added, changed, taken off, one form a page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from district.clock import now as clock_now
from district.taskpages import OfficeRequest, office_page, sent
from inventory.officepages import form_page, form_taken
from inventory.operators.forms import ContactForm, SubcontractorForm
from inventory.operators.views import MAY, operator_or_refuse, operator_trail
from vendors.models import Contact, Operator, Subcontractor
from vendors.selectors import contacts_of, subcontractors_of
from vendors.services import row_remove, row_save


@office_page()
def contact_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """A new contact of the operator."""
    operator = operator_or_refuse(request, pk, MAY)
    return _row_page(request, operator, ContactForm, Contact(operator=operator), "Add a contact", "")


@office_page()
def contact(request: OfficeRequest, pk: int, row: int) -> HttpResponse:
    """A contact of the operator; it may be taken off."""
    operator = operator_or_refuse(request, pk, MAY)
    one = get_object_or_404(contacts_of(operator), pk=row)
    return _row_page(request, operator, ContactForm, one, one.name, "#contacts")


@office_page()
def subcontractor_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """A new subcontractor of the operator."""
    operator = operator_or_refuse(request, pk, MAY)
    empty = Subcontractor(operator=operator)
    return _row_page(request, operator, SubcontractorForm, empty, "Add a subcontractor", "#subcontractors")


@office_page()
def subcontractor(request: OfficeRequest, pk: int, row: int) -> HttpResponse:
    """A subcontractor of the operator; it may be taken off."""
    operator = operator_or_refuse(request, pk, MAY)
    one = get_object_or_404(subcontractors_of(operator), pk=row)
    return _row_page(request, operator, SubcontractorForm, one, one.name, "#subcontractors")


def _row_page(
    request: OfficeRequest,
    operator: Operator,
    form_of: Callable[..., Any],
    row: Contact | Subcontractor,
    title: str,
    place: str,
) -> HttpResponse:
    back = f"{reverse('operators:operator', args=[operator.pk])}{place}"
    if row.pk is not None and request.method == "POST" and request.POST.get("act") == "remove":
        name = row.name
        row_remove(row=row, actor=request.user, now=clock_now())
        messages.success(request, f"{name} is taken off. The history keeps it.")
        return redirect(back)
    form = form_of(sent(request)[0], instance=row)

    def write(values: dict[str, Any]) -> None:
        row_save(row=row, actor=request.user, now=clock_now())

    if form_taken(request, form, write):
        messages.success(request, f"{row.name} is saved.")
        return redirect(back)
    return form_page(
        request,
        form,
        title=title,
        submit="Save",
        back=back,
        trail=operator_trail(operator, title),
        template="staff/inventory/row.html",
        removable=row.pk is not None,
    )
