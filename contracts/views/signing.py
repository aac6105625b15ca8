"""Signed on, and ended."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from contracts.forms import EndForm, SignCorrectForm, SignForm
from contracts.models import Agreement, AgreementState
from contracts.people import signers_allowed
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
from contracts.views.common import OfficeRequest, agreement_or_refuse, form_answered, office_page, sent
from district.clock import now as clock_now
from district.models import User
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
    return form_answered(
        request,
        agreement,
        SignForm(*sent(request), now=now, zone=zone, gaps=gaps, signers=signers_allowed(), user=request.user),
        take=lambda values: _signed(request.user, agreement, values, now),
        refusals=(FileRefused, SigningRefused),
        field_of=_field,
        done="Recorded as signed. The clocks that start here are running.",
        template="staff/contracts/sign.html",
        gaps=gaps,
        title="Record the signing",
        intro="From this moment the laws count: the agreement is to be posted, and people told, within their terms.",
        submit_label="Record as signed",
        multipart=True,
    )


def _signed(actor: User, agreement: Agreement, values: dict[str, Any], now: datetime) -> None:
    file = values.get("file")
    signed = agreement_sign(
        agreement=agreement,
        signed_at=values["signed_at"],
        reason=values.get("reason", ""),
        signer=values["signer"],
        signed_file=SignedFile(file.name, file.chunks()) if file else None,
        actor=actor,
        now=now,
    )
    newest = document_current(signed)
    if newest is not None:
        read_soon(newest.pk)


def _field(refusal: Exception) -> str:
    """The form asks for the moment in two fields; a complaint about it stands at the first."""
    if isinstance(refusal, FileRefused):
        return "file"
    field: str = getattr(refusal, "field", "")
    return "signed_on" if field == "signed_at" else field


@office_page()
def correct(request: OfficeRequest, pk: int) -> HttpResponse:
    """Another moment of signing: the clocks are counted from there."""
    agreement = agreement_or_refuse(request.user, pk, may=SIGN)
    if agreement.state != AgreementState.SIGNED or agreement.signed_at is None:
        messages.info(request, "Only a signed agreement's moment of signing is corrected.")
        return redirect("contracts:agreement", pk=pk)
    now, zone = clock_now(), district_current().time_zone
    return form_answered(
        request,
        agreement,
        SignCorrectForm(*sent(request), now=now, zone=zone, shown=agreement.signed_at),
        take=lambda values: agreement_signing_correct(
            agreement=agreement, signed_at=values["signed_at"], reason=values["reason"], actor=request.user, now=now
        ),
        refusals=(SigningRefused,),
        field_of=_field,
        done="The moment of signing is corrected. The clocks are counted from it.",
        title="Correct the moment of signing",
        intro="Clocks still open from the old moment are withdrawn with your reason, and opened from the new one.",
        submit_label="Correct the moment",
    )


@office_page()
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    agreement = agreement_or_refuse(request.user, pk, may=SIGN)
    return form_answered(
        request,
        agreement,
        EndForm(*sent(request)),
        take=lambda values: agreement_end(
            agreement=agreement, reason=values["reason"], actor=request.user, now=clock_now()
        ),
        refusals=(StepRefused,),
        done="The agreement is ended.",
        title="End the agreement",
        intro="Its file and its history stay. It leaves the public page with the next publishing.",
        submit_label="End the agreement",
        danger=True,
    )
