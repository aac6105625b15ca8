"""Counsel's review: asked for by the office, given by counsel."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect

from contracts.forms import CounselRequestForm, OpinionForm
from contracts.selectors import document_reviewed
from contracts.services import OpinionRefused, StepRefused, counsel_request, opinion_record
from contracts.views.common import OfficeRequest, agreement_or_refuse, form_answered, office_page, sent
from district.clock import now as clock_now


@office_page()
def ask(request: OfficeRequest, pk: int) -> HttpResponse:
    agreement = agreement_or_refuse(request.user, pk, may="contracts.change_agreement")
    document = document_reviewed(agreement)
    if document is None:
        messages.error(request, "Upload the agreement first: counsel reviews one version of it.")
        return redirect("contracts:agreement", pk=pk)
    return form_answered(
        request,
        agreement,
        CounselRequestForm(*sent(request)),
        take=lambda values: counsel_request(
            agreement=agreement, document=document, actor=request.user, now=clock_now(), **values
        ),
        refusals=(StepRefused,),
        done="Counsel was asked. The message is in the outbox.",
        title="Ask counsel to review",
        intro=f"Counsel gets a message with a link to version {document.version} and its findings.",
        submit_label="Ask counsel",
    )


@office_page()
def opinion(request: OfficeRequest, pk: int) -> HttpResponse:
    agreement = agreement_or_refuse(request.user, pk, may="contracts.add_counselopinion")
    if not request.user.has_role("counsel"):
        raise PermissionDenied
    document = document_reviewed(agreement)
    if document is None:
        messages.error(request, "There is no file to review yet.")
        return redirect("contracts:agreement", pk=pk)
    return form_answered(
        request,
        agreement,
        OpinionForm(*sent(request)),
        take=lambda values: opinion_record(document=document, actor=request.user, now=clock_now(), **values),
        refusals=(OpinionRefused,),
        done="Your opinion is recorded with its date.",
        title="Counsel's opinion",
        caption=f"Version {document.version}",
        submit_label="Record the opinion",
    )
