"""Mailings in the office: the list, a mailing with its progress and steps, its messages, its batches."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from district.clock import local_day
from district.clock import now as clock_now
from district.downloads import file_answer
from district.encryption import SealBroken
from district.office import trail_address
from district.sealedstore import sealed_read
from district.selectors import district_current
from district.storage import StoredFileChanged
from notices.forms import MailedForm, WhyForm
from notices.models import Channel, MailingState, MessageState, PrintBatch
from notices.presenters import (
    MAILING_TONES,
    languages_of,
    line_of,
    numbers_of,
    progress_of,
    steps_for,
    subject_link,
    work_of,
)
from notices.selectors import (
    VIEW,
    batches_visible_to,
    mailing_batches,
    mailing_counts,
    mailing_texts,
    mailings_listed,
    messages_narrowed,
)
from notices.services.mailings import (
    MailingRefused,
    mailing_approve,
    mailing_ask_approval,
    mailing_pause,
    mailing_resume,
    mailing_stop,
)
from notices.services.mailings.returning import batch_mailed
from notices.views.common import (
    CHANGE,
    OfficeRequest,
    mailing_or_404,
    mailing_page_view,
    page_render,
    sent,
)

PER_PAGE: Final = 50
PLAIN_STEPS: Final[dict[str, tuple[Any, str]]] = {
    "ask": (mailing_ask_approval, "A second person can approve it now."),
    "approve": (mailing_approve, "Approved: it runs."),
    "resume": (mailing_resume, "It goes on."),
}
WHY_STEPS: Final[dict[str, tuple[Any, str, str]]] = {
    "pause": (mailing_pause, "Pause this mailing?", "Paused: what was just being handed over has still left."),
    "stop": (mailing_stop, "Stop this mailing for good?", "Stopped: what had not left never will."),
}


@mailing_page_view(methods=("GET", "HEAD"))
def index(request: OfficeRequest) -> HttpResponse:
    """All mailings, the newest first."""
    page = Paginator(mailings_listed(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(mailing, MAILING_TONES[MailingState(mailing.state)]) for mailing in page]
    return page_render(
        request, "list.html", title="Mailings", page=page, rows=rows, may_change=request.user.has_perm(CHANGE)
    )


@mailing_page_view(methods=("GET", "HEAD"))
def mailing(request: OfficeRequest, pk: int) -> HttpResponse:
    """One mailing: how far it is, what may be done, what waits for a person."""
    row = mailing_or_404(request.user, pk)
    counts = mailing_counts(row)
    subject, subject_url = subject_link(row)
    running = row.state == MailingState.RUNNING
    response = page_render(
        request,
        "mailing.html",
        title=row.title,
        mailing=row,
        tone=MAILING_TONES[MailingState(row.state)],
        numbers=numbers_of(row, counts),
        languages=languages_of(row, counts),
        work=work_of(row, counts),
        progress=progress_of(counts),
        texts=mailing_texts(row),
        batches=mailing_batches(row),
        steps=steps_for(row, request.user),
        subject=subject,
        subject_url=subject_url,
        running=running,
        zone=district_current().time_zone,
        trail=trail_address(kind="notices.mailing", record=pk) if request.user.has_perm("district.read_trail") else "",
    )
    if running and any(count.state == MessageState.READY for count in counts):
        response["Refresh"] = "5"
    return response


@mailing_page_view(methods=("GET", "HEAD"))
def message_list(request: OfficeRequest, pk: int) -> HttpResponse:
    """The messages of a mailing by state, channel and language."""
    row = mailing_or_404(request.user, pk)
    asked = {name: request.GET.get(name, "") for name in ("state", "channel", "language")}
    if asked["state"] not in ("", *MessageState.values) or asked["channel"] not in ("", *Channel.values):
        raise Http404
    work = request.GET.get("work") == "1"
    found = messages_narrowed(row, **asked, work=work)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    words = [str(MessageState(asked["state"]).label)] if asked["state"] else []
    words += [str(Channel(asked["channel"]).label)] if asked["channel"] else []
    return page_render(
        request,
        "messages.html",
        title=", ".join(words).capitalize() or "All messages",
        mailing=row,
        page=page,
        lines=[line_of(message) for message in page],
        query=query.urlencode(),
    )


@mailing_page_view(methods=("POST",))
def step(request: OfficeRequest, pk: int, name: str) -> HttpResponse:
    """Ask for approval, approve, resume: one button each."""
    row = mailing_or_404(request.user, pk)
    if name not in PLAIN_STEPS:
        raise Http404
    take, done = PLAIN_STEPS[name]
    if name != "approve" and not request.user.has_perm(CHANGE):
        messages.error(request, "You have no right to change mailings.")
        return redirect("notices:mailing", pk=pk)
    try:
        take(mailing=row, actor=request.user, now=clock_now())
    except MailingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("notices:mailing", pk=pk)


@mailing_page_view(may=CHANGE)
def pause(request: OfficeRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "pause")


@mailing_page_view(may=CHANGE)
def stop(request: OfficeRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "stop")


def _with_reason(request: OfficeRequest, pk: int, name: str) -> HttpResponse:
    row = mailing_or_404(request.user, pk)
    take, title, done = WHY_STEPS[name]
    form = WhyForm(sent(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            take(mailing=row, why=form.cleaned_data["why"], actor=request.user, now=clock_now())
        except MailingRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("notices:mailing", pk=pk)
    return page_render(
        request,
        "form.html",
        status=422 if form.errors else 200,
        title=title,
        caption=row.title,
        form=form,
        mailing=row,
        danger=name == "stop",
        submit_label="Stop it" if name == "stop" else "Pause it",
        back_url=reverse("notices:mailing", args=[pk]),
    )


def _batch(request: OfficeRequest, pk: int, number: int) -> PrintBatch:
    return get_object_or_404(batches_visible_to(request.user), mailing=pk, number=number)


@mailing_page_view(methods=("GET", "HEAD"), may=VIEW)
def batch_file(request: OfficeRequest, pk: int, number: int, what: str) -> HttpResponseBase:
    """The letters, the list of them, or the proof of mailing."""
    batch = _batch(request, pk, number)
    name = f"{'DRILL ' if batch.mailing.drill else ''}mailing {pk} batch {number}"
    files = {
        "letters": (batch.pdf_stored, batch.pdf_sha256, f"{name}.pdf", "application/pdf"),
        "list": (batch.manifest_stored, batch.manifest_sha256, f"{name}.csv", "text/csv; charset=utf-8"),
        "proof": (
            batch.certificate_stored,
            batch.certificate_sha256,
            batch.certificate_name,
            "application/octet-stream",
        ),
    }
    stored, sha256, saved_as, kind = files.get(what, ("", "", "", ""))
    if not stored:
        raise Http404
    try:
        return file_answer(HttpResponse(sealed_read(stored, str(batch.file_key), sha256), content_type=kind), saved_as)
    except (StoredFileChanged, SealBroken) as problem:
        messages.error(request, str(problem))
        return redirect("notices:mailing", pk=pk)


@mailing_page_view(may=CHANGE)
def batch_mail(request: OfficeRequest, pk: int, number: int) -> HttpResponse:
    """Enter the day on which a batch was handed to the post, with the proof."""
    batch = _batch(request, pk, number)
    today = local_day(clock_now(), district_current().time_zone)
    form = MailedForm(*sent(request), initial={"mailed_on": today})
    if request.method == "POST" and form.is_valid():
        proof = form.cleaned_data["certificate"]
        try:
            batch_mailed(
                batch=batch,
                mailed_on=form.cleaned_data["mailed_on"],
                certificate=proof.read() if proof else b"",
                certificate_name=proof.name if proof else "",
                actor=request.user,
                now=clock_now(),
            )
        except MailingRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, f"Batch {number} is booked as mailed.")
            return redirect("notices:mailing", pk=pk)
    return page_render(
        request,
        "form.html",
        status=422 if form.errors else 200,
        title=f"Batch {number} was mailed",
        caption=batch.mailing.title,
        form=form,
        mailing=batch.mailing,
        submit_label="Book it",
        back_url=reverse("notices:mailing", args=[pk]),
    )
