"""The office's page of the signing keys: which one signs, which did, and a new one where one was lost."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from district import clock
from district.taskpages import OfficeRequest, office_page, office_render, right_needed
from transparency.signing.selectors import keys_listed
from transparency.signing.services import key_replace

SEE = "transparency.view_signingkey"
REPLACE = "transparency.add_signingkey"


class KeyForm(forms.Form):
    """Why there is a new key: kept, and shown to everybody."""

    because = forms.CharField(
        label="Why there is a new key",
        max_length=400,
        help_text="The public page of proof shows this.",
        error_messages={"required": "Say why there is a new key."},
    )


@office_page()
def keys_page(request: OfficeRequest) -> HttpResponse:
    """Every key with its fingerprint; a new one for those who may."""
    right_needed(request.user, SEE)
    form = KeyForm(request.POST or None)
    if request.method == "POST":
        right_needed(request.user, REPLACE)
        if form.is_valid():
            key_replace(because=form.cleaned_data["because"], actor=request.user, now=clock.now())
            messages.success(request, "A new key signs from now on. Publications signed before are still proven.")
            return redirect("signing-keys")
    return office_render(
        request,
        "staff/signing_keys.html",
        title="Signing keys",
        keys=list(keys_listed()),
        form=form,
        may_replace=request.user.has_perm(REPLACE),
    )
