"""Files of an agreement: in, their progress, and out again under a permission check."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from contracts import storage
from contracts.forms import UploadForm
from contracts.models import Agreement, Document, DocumentState
from contracts.selectors import check_newest, scan_current
from contracts.services import FileRefused, document_add
from contracts.tasks import check_soon, read_soon
from contracts.views.common import (
    FORM_PAGE,
    OfficeRequest,
    agreement_or_refuse,
    document_or_refuse,
    must_have,
    office_page,
    office_render,
    sent,
)
from district.clock import now as clock_now
from district.downloads import file_answer


@office_page()
def upload(request: OfficeRequest, pk: int) -> HttpResponse:
    """The form that takes a file in; the text version of a scan comes in the same way (`?text=1`)."""
    agreement = agreement_or_refuse(request.user, pk, may="contracts.add_document")
    scan = scan_current(agreement) if "text" in request.GET else None
    form = UploadForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        document = _taken_in(request, agreement, form, scan)
        if document is not None:
            return redirect("contracts:progress", pk=document.pk)
    return office_render(
        request,
        FORM_PAGE,
        agreement=agreement,
        status=422 if form.errors else 200,
        form=form,
        title="Upload a text version of the scan" if scan else "Upload the agreement",
        intro=(
            "The text is checked in the scan's place; the scan stays what is posted."
            if scan
            else "It is stored privately, read, and checked against every law that applies."
        ),
        submit_label="Upload and check",
        back_url=reverse("contracts:agreement", args=[agreement.pk]),
        multipart=True,
    )


def _taken_in(request: OfficeRequest, agreement: Agreement, form: UploadForm, scan: Document | None) -> Document | None:
    file = form.cleaned_data["file"]
    try:
        document = document_add(
            agreement=agreement,
            name=file.name,
            chunks=file.chunks(),
            actor=request.user,
            now=clock_now(),
            transcribes=scan,
        )
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return None
    read_soon(document.pk)
    return document


@office_page(methods=("GET", "HEAD"))
def progress(request: OfficeRequest, pk: int) -> HttpResponse:
    """How far reading and checking are. Asks again by itself until there is something to see."""
    document = document_or_refuse(request.user, pk)
    check = check_newest(document)
    if check is not None and not document.signed_copy:
        return redirect("contracts:review", pk=document.agreement_id)
    reading = document.state == DocumentState.STORED
    checking = document.state == DocumentState.READ and check is None and not document.check_problem
    response = office_render(
        request,
        "staff/contracts/progress.html",
        title=_progress_title(document, checking),
        document=document,
        agreement=document.agreement,
        reading=reading,
        waiting=reading or checking or document.recognising,
        may_upload=request.user.has_perm("contracts.add_document"),
    )
    if reading or checking or document.recognising:
        response["Refresh"] = "2"
    return response


def _progress_title(document: Document, checking: bool) -> str:
    if document.state == DocumentState.STORED:
        return "Reading the file"
    if document.recognising:
        return "Recognising the text"
    if document.state != DocumentState.READ:
        return "This file needs a person"
    return "Checking the text" if checking else "The file was read"


@office_page(methods=("POST",))
def check(request: OfficeRequest, pk: int) -> HttpResponse:
    """Check a file's stored text again, with today's packs and checker."""
    document = document_or_refuse(request.user, pk)
    must_have(request.user, "contracts.add_document", document.agreement)
    check_soon(document.pk)
    messages.success(request, "The check was started. Its result stands beside the earlier ones, which are kept.")
    return redirect("contracts:agreement", pk=document.agreement_id)


@office_page(methods=("GET", "HEAD"))
def download(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The stored file, after its hash was compared. Always saved, never shown as a page of ours."""
    document = document_or_refuse(request.user, pk)
    return stored_answer(
        request, document.sha256, media_type=document.media_type, name=document.name, agreement=document.agreement
    )


def stored_answer(
    request: OfficeRequest, sha256: str, *, media_type: str, name: str, agreement: Agreement
) -> HttpResponseBase:
    """A file of the private store, after its hash was compared; 409 where it was changed on disk."""
    try:
        stream = storage.open_verified(sha256)
    except storage.StoredFileChanged as problem:
        return office_render(
            request,
            "staff/contracts/file_changed.html",
            status=409,
            title="The file was changed",
            problem=problem,
            agreement=agreement,
        )
    return file_answer(FileResponse(stream, content_type=media_type), name)
