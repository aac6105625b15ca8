"""The screen of the portal's settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from district.clock import now as clock_now
from district.refusals import Refused
from district.taskpages import OfficeRequest, office_render, right_needed, sent
from requests_portal.desk.common import request_page
from requests_portal.desk.forms import SettingsForm
from requests_portal.selectors import portal_settings
from requests_portal.services.settings import portal_settings_save

MAY_SET = "requests_portal.change_portalsettings"


@request_page()
def page(request: OfficeRequest) -> HttpResponse:
    """Fees, days and texts. What the law says is not set here."""
    right_needed(request.user, MAY_SET)
    form = SettingsForm(sent(request)[0], instance=portal_settings())
    if request.method == "POST" and form.is_valid():
        try:
            portal_settings_save(values=form.cleaned_data, actor=request.user, now=clock_now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "The settings are kept. They hold from now on.")
            return redirect("requests:settings")
    return office_render(
        request,
        "staff/requests/settings.html",
        status=422 if form.errors else 200,
        title="Settings of requests",
        form=form,
        submit_label="Keep",
        back_url=reverse("requests:list"),
        warn_unsaved=True,
    )
