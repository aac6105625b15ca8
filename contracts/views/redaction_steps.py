"""The steps of a redaction after its places are marked: ask, answer, look at the copy, finish, withdraw."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from contracts import storage
from contracts.clauses.document import Unreadable
from contracts.examination import page_image
from contracts.models import Redaction, RedactionState
from contracts.pagepictures import WIDTHS
from contracts.protection import EvidenceTouched, provisions_protected
from contracts.redaction_desk import pages_made
from contracts.redaction_forms import AnswerForm, AskForm, EvidenceForm, WithdrawForm
from contracts.services import FileRefused
from contracts.services.redaction import (
    Answer,
    RedactionRefused,
    evidence_state,
    redaction_agree,
    redaction_ask,
    redaction_finish,
    redaction_refuse,
    redaction_withdraw,
)
from contracts.services.redaction_copy import copy_begin
from contracts.services.redaction_evidence import AnswerFile
from contracts.tasks import redact_soon
from contracts.views.common import FORM_PAGE, OfficeRequest, office_page, office_render, sent
from contracts.views.files import stored_answer
from contracts.views.redaction import redaction_or_refuse
from district.clock import local_day
from district.clock import now as clock_now
from district.downloads import file_answer
from district.selectors import district_current
from notices.services.queueing import MessageRefused


@office_page()
def ask(request: OfficeRequest, pk: int) -> HttpResponse:
    redaction = redaction_or_refuse(request.user, pk)
    contact = redaction.document.agreement.operator.contacts.order_by("for_breaches", "pk").first()
    form = AskForm(*sent(request)[:1], initial={"address": contact.email if contact else ""})
    if request.method == "POST" and form.is_valid():
        try:
            redaction_ask(redaction=redaction, actor=request.user, now=clock_now(), **form.cleaned_data)
        except (RedactionRefused, EvidenceTouched, MessageRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The operator was asked. The message is in the outbox.")
            return redirect("contracts:redaction", pk=pk)
    return _form_page(
        request,
        redaction,
        form,
        title="Ask the operator",
        intro="It gets the list of places by e-mail. From then on the list is fixed.",
        submit_label="Ask the operator",
    )


@office_page()
def answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record what the operator said. Where it agrees, the copy is made at once."""
    redaction = redaction_or_refuse(request.user, pk)
    now = clock_now()
    form = AnswerForm(*sent(request), today=local_day(now, district_current().time_zone))
    if request.method == "POST" and form.is_valid():
        agreed = form.cleaned_data["answer"] == RedactionState.AGREED
        record = redaction_agree if agreed else redaction_refuse
        try:
            record(redaction=redaction, answer=_answer(form.cleaned_data), actor=request.user, now=now)
        except (RedactionRefused, EvidenceTouched, FileRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            if agreed:
                redact_soon(redaction.pk)
            messages.success(request, "The operator's answer is recorded.")
            return redirect("contracts:redaction", pk=pk)
    return _form_page(
        request,
        redaction,
        form,
        title="The operator's answer",
        intro="It is kept with who gave it, the day, and its words.",
        submit_label="Record the answer",
        multipart=True,
    )


def _answer(values: dict[str, Any]) -> Answer:
    file = values["file"]
    kept = AnswerFile(file.name, file.content_type or "", file.chunks()) if file else None
    return Answer(values["answered_by"], values["answered_on"], values["words"], kept)


@office_page()
def evidence(request: OfficeRequest, pk: int, provision: str) -> HttpResponse:
    """State where a provision stands, where the check quotes nothing for it."""
    redaction = redaction_or_refuse(request.user, pk)
    now = clock_now()
    rule = next((rule for rule in provisions_protected(redaction.document, now=now) if rule.id == provision), None)
    if rule is None:
        raise Http404("Nothing protects this provision here.")
    form = EvidenceForm(*sent(request)[:1])
    if request.method == "POST" and form.is_valid():
        try:
            evidence_state(
                document=redaction.document, provision=rule.id, actor=request.user, now=now, **form.cleaned_data
            )
        except RedactionRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "It is recorded where this stands.")
            return redirect("contracts:redaction", pk=pk)
    return _form_page(
        request,
        redaction,
        form,
        title=f"Where it stands: {rule.title}",
        intro=f"{rule.cite.at}: {rule.text}",
        submit_label="Record it",
    )


@office_page(methods=("POST",))
def make(request: OfficeRequest, pk: int) -> HttpResponse:
    """Make the copy again after it failed."""
    redaction = redaction_or_refuse(request.user, pk)
    try:
        copy_begin(redaction=redaction, actor=request.user)
    except RedactionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        redact_soon(redaction.pk)
    return redirect("contracts:redaction", pk=pk)


@office_page(methods=("POST",))
def finish(request: OfficeRequest, pk: int) -> HttpResponse:
    redaction = redaction_or_refuse(request.user, pk)
    try:
        redaction_finish(redaction=redaction, actor=request.user, now=clock_now())
    except (RedactionRefused, EvidenceTouched) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Done. The copy takes the original's place with the next publication.")
    return redirect("contracts:redaction", pk=pk)


@office_page()
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    redaction = redaction_or_refuse(request.user, pk)
    form = WithdrawForm(*sent(request)[:1])
    if request.method == "POST" and form.is_valid():
        try:
            redaction_withdraw(
                redaction=redaction, reason=form.cleaned_data["reason"], actor=request.user, now=clock_now()
            )
        except RedactionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The redaction is withdrawn.")
            return redirect("contracts:redactions", pk=redaction.document.agreement_id)
    done = redaction.state == RedactionState.DONE
    return _form_page(
        request,
        redaction,
        form,
        title="Withdraw the redaction",
        intro=(
            "The next publication will show the whole file again, and its page says so before."
            if done
            else "Nothing of it is posted. The places are kept, so that another redaction can begin with them."
        ),
        submit_label="Withdraw it",
        danger=True,
    )


@office_page(methods=("GET", "HEAD"))
def copy(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The copy as a file, for the office to look at before anybody else may."""
    redaction = redaction_or_refuse(request.user, pk, change=False)
    if not redaction.result_sha256:
        raise Http404("The copy is not made.")
    return stored_answer(
        request,
        redaction.result_sha256,
        media_type="application/pdf",
        name=redaction.result_name,
        agreement=redaction.document.agreement,
    )


@office_page(methods=("GET", "HEAD"))
def proof(request: OfficeRequest, pk: int, step: int) -> HttpResponseBase:
    """The file that proves the operator's answer."""
    redaction = redaction_or_refuse(request.user, pk, change=False)
    row = get_object_or_404(redaction.steps.exclude(evidence_sha256=""), pk=step)
    return stored_answer(
        request,
        row.evidence_sha256,
        media_type="application/octet-stream",
        name=row.evidence_name,
        agreement=redaction.document.agreement,
    )


@office_page(methods=("GET", "HEAD"))
def copy_picture(request: OfficeRequest, pk: int, page: int) -> HttpResponseBase:
    """A page of the copy that was made anew, as PNG."""
    redaction = redaction_or_refuse(request.user, pk, change=False)
    if page not in dict(pages_made(redaction)):
        raise Http404("This page was not made anew.")
    try:
        storage.open_verified(redaction.result_sha256).close()
        png = page_image(storage.stored_path(redaction.result_sha256), page, WIDTHS[0])
    except (storage.StoredFileChanged, Unreadable) as problem:
        return HttpResponse(str(problem), status=422, content_type="text/plain; charset=utf-8")
    return file_answer(HttpResponse(png, content_type="image/png"))


def _form_page(request: OfficeRequest, redaction: Redaction, form: Any, **context: Any) -> HttpResponse:
    return office_render(
        request,
        FORM_PAGE,
        status=422 if form.errors else 200,
        agreement=redaction.document.agreement,
        form=form,
        back_url=reverse("contracts:redaction", args=[redaction.pk]),
        **context,
    )
