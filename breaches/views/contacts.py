"""Whom the district tells of a breach beside its superintendent: counsel, liability carrier, board."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from breaches.models import BreachContact
from breaches.services.contacts import breach_contact_save
from breaches.views.common import breach_page
from breaches.workforms import ContactForm
from breaches.worklists import contacts_listed, contacts_of_district
from district.clock import now as clock_now
from district.taskpages import OfficeRequest, office_render, right_needed

SEE = "breaches.view_breachcontact"
CHANGE = "breaches.change_breachcontact"


@breach_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest) -> HttpResponse:
    """The contacts, and who of them is told at once."""
    right_needed(request.user, SEE)
    return office_render(
        request,
        "staff/breaches/contacts.html",
        title="Who is told of a breach",
        contacts=contacts_listed(),
        may_change=request.user.has_perm(CHANGE),
    )


@breach_page()
def add(request: OfficeRequest) -> HttpResponse:
    return _edited(request, BreachContact(), "Add a contact")


@breach_page()
def change(request: OfficeRequest, contact_pk: int) -> HttpResponse:
    right_needed(request.user, CHANGE)
    return _edited(request, get_object_or_404(contacts_of_district(), pk=contact_pk), "Change a contact")


def _edited(request: OfficeRequest, contact: BreachContact, title: str) -> HttpResponse:
    right_needed(request.user, CHANGE)
    form = ContactForm(request.POST if request.method == "POST" else None, instance=contact)
    if request.method == "POST" and form.is_valid():
        breach_contact_save(contact=form.instance, actor=request.user, now=clock_now())
        messages.success(request, f"{form.instance.name}: kept.")
        return redirect("breaches:contacts")
    return office_render(
        request,
        "staff/breaches/contact_form.html",
        status=422 if form.errors else 200,
        title=title,
        form=form,
        submit_label="Keep",
        back_url=reverse("breaches:contacts"),
    )
