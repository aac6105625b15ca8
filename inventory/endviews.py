"""The page on which a person decides about a proposed end of use."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from district import clock
from district.clock import local_day
from district.selectors import district_current
from inventory.endforms import EndForm
from inventory.ending import use_end_decide
from inventory.selectors import uses_visible_to


def end_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends or goes on, with a reason. Only those who keep the inventory decide."""
    user: Any = request.user
    if not user.has_perm("inventory.change_productuse"):
        raise PermissionDenied
    use = get_object_or_404(uses_visible_to(user), pk=pk)
    record = reverse("admin:inventory_productuse_change", args=[pk])
    if use.end_proposed_on is None:
        messages.info(request, "No end of use is proposed for this product.")
        return redirect(record)
    now = clock.now()
    today = local_day(now, district_current().time_zone)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"ends_on": today})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            use_end_decide(use=use, ends_on=values["ends_on"], reason=values["reason"], actor=user, now=now)
        except ValidationError as refusal:
            for sentence in refusal.messages:
                form.add_error(None, sentence)
        else:
            messages.success(request, "The use ends." if values["ends_on"] else "The use goes on.")
            return redirect(record)
    context = {
        **admin.site.each_context(request),
        "layout": "admin/base_site.html",
        "title": f"End of use: {use.product}",
        "intro": use.end_proposed_because,
        "form": form,
        "submit_label": "Record the decision",
        "back_url": record,
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)
