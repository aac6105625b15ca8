"""Counsel's review: asked for by the office, given by counsel."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from contracts.forms import CounselRequestForm, OpinionForm
from contracts.selectors import document_reviewed
from contracts.services import OpinionRefused, StepRefused, counsel_request, opinion_record
from contracts.views.common import FORM_PAGE, OfficeRequest, agreement_or_refuse, office_page, office_render, sent
from district.clock import now as clock_now


@office_page()
def ask(request: OfficeRequest, pk: int) -> HttpResponse:
    agreement = agreement_or_refuse(request.user, pk, may="contracts.change_agreement")
    document = document_reviewed(agreement)
    form = CounselRequestForm(*sent(request))
    if document is None:
        messages.error(request, "Upload the agreement first: counsel reviews one version of it.")
        return redirect("contracts:agreement", pk=pk)
    if request.method == "POST" and form.is_valid():
        question = form.cleaned_data["question"]
        try:
            counsel_request(
                agreement=agreement, document=document, question=question, actor=request.user, now=clock_now()
            )
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Counsel was asked. The message is in the outbox.")
            return redirect("contracts:agreement", pk=pk)
    return office_render(
        request,
        FORM_PAGE,
        agreement=agreement,
        form=form,
        title="Ask counsel to review",
        intro=f"Counsel gets a message with a link to version {document.version} and its findings.",
        submit_label="Ask counsel",
        back_url=reverse("contracts:agreement", args=[pk]),
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
    form = OpinionForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            opinion_record(document=document, actor=request.user, now=clock_now(), **form.cleaned_data)
        except OpinionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your opinion is recorded with its date.")
            return redirect("contracts:agreement", pk=pk)
    return office_render(
        request,
        FORM_PAGE,
        agreement=agreement,
        form=form,
        title="Counsel's opinion",
        caption=f"Version {document.version}",
        submit_label="Record the opinion",
        back_url=reverse("contracts:agreement", args=[pk]),
    )
