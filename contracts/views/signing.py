"""Signed on, and ended."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from contracts.forms import EndForm, MomentForm, SignCorrectForm, SignForm
from contracts.models import Agreement, AgreementState
from contracts.readiness import gaps_open
from contracts.selectors import document_current
from contracts.services import (
    FileRefused,
    SignedFile,
    SigningRefused,
    StepRefused,
    agreement_end,
    agreement_sign,
    agreement_signing_correct,
)
from contracts.services.signing import SIGN
from contracts.services.states import STEPS
from contracts.tasks import read_soon
from contracts.views.common import FORM_PAGE, OfficeRequest, agreement_or_refuse, office_page, office_render, sent
from district.clock import now as clock_now
from district.selectors import district_current


@office_page()
def sign(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record the moment of signing; every clock that starts there starts with it."""
    agreement = agreement_or_refuse(request.user, pk, may=SIGN)
    if AgreementState.SIGNED not in STEPS[agreement.state]:
        messages.info(request, f"The agreement is {agreement.get_state_display()} already.")
        return redirect("contracts:agreement", pk=pk)
    now, zone = clock_now(), district_current().time_zone
    gaps = gaps_open(agreement, now=now)
    form = SignForm(*sent(request), now=now, zone=zone, gaps=gaps)
    if request.method == "POST" and form.is_valid() and _signed(request, agreement, form, now):
        messages.success(request, "Recorded as signed. The clocks that start here are running.")
        return redirect("contracts:agreement", pk=pk)
    return office_render(
        request,
        "staff/contracts/sign.html",
        status=422 if form.errors else 200,
        form=form,
        gaps=gaps,
        agreement=agreement,
        title="Record the signing",
        intro="From this moment the laws count: the agreement is to be posted, and people told, within their terms.",
        submit_label="Record as signed",
        back_url=reverse("contracts:agreement", args=[pk]),
        multipart=True,
    )


def _signed(request: OfficeRequest, agreement: Agreement, form: SignForm, now: datetime) -> bool:
    values = form.cleaned_data
    file = values.get("file")
    try:
        signed = agreement_sign(
            agreement=agreement,
            signed_at=values["signed_at"],
            reason=values.get("reason", ""),
            signed_file=SignedFile(file.name, file.chunks()) if file else None,
            actor=request.user,
            now=now,
        )
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
    except SigningRefused as refusal:
        _refused(form, refusal)
    else:
        newest = document_current(signed)
        if newest is not None:
            read_soon(newest.pk)
        return True
    return False


def _refused(form: MomentForm, refusal: SigningRefused) -> None:
    field = {"signed_at": "signed_on"}.get(refusal.field, refusal.field)
    form.add_error(field if field in form.fields else None, str(refusal))


@office_page()
def correct(request: OfficeRequest, pk: int) -> HttpResponse:
    """Another moment of signing: the clocks are counted from there."""
    agreement = agreement_or_refuse(request.user, pk, may=SIGN)
    if agreement.state != AgreementState.SIGNED or agreement.signed_at is None:
        messages.info(request, "Only a signed agreement's moment of signing is corrected.")
        return redirect("contracts:agreement", pk=pk)
    now, zone = clock_now(), district_current().time_zone
    form = SignCorrectForm(*sent(request), now=now, zone=zone, shown=agreement.signed_at)
    if request.method == "POST" and form.is_valid() and _corrected(request, agreement, form, now):
        messages.success(request, "The moment of signing is corrected. The clocks are counted from it.")
        return redirect("contracts:agreement", pk=pk)
    return office_render(
        request,
        FORM_PAGE,
        status=422 if form.errors else 200,
        form=form,
        agreement=agreement,
        title="Correct the moment of signing",
        intro="Clocks still open from the old moment are withdrawn with your reason, and opened from the new one.",
        submit_label="Correct the moment",
        back_url=reverse("contracts:agreement", args=[pk]),
    )


def _corrected(request: OfficeRequest, agreement: Agreement, form: SignCorrectForm, now: datetime) -> bool:
    values = form.cleaned_data
    moment, reason = values["signed_at"], values["reason"]
    try:
        agreement_signing_correct(agreement=agreement, signed_at=moment, reason=reason, actor=request.user, now=now)
    except SigningRefused as refusal:
        _refused(form, refusal)
        return False
    return True


@office_page()
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    agreement = agreement_or_refuse(request.user, pk, may=SIGN)
    form = EndForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            agreement_end(agreement=agreement, reason=form.cleaned_data["reason"], actor=request.user, now=clock_now())
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The agreement is ended.")
            return redirect("contracts:agreement", pk=pk)
    return office_render(
        request,
        FORM_PAGE,
        agreement=agreement,
        form=form,
        title="End the agreement",
        intro="Its file and its history stay. It leaves the public page with the next publishing.",
        submit_label="End the agreement",
        danger=True,
        back_url=reverse("contracts:agreement", args=[pk]),
    )
