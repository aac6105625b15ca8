"""One family's message with its evidence, another address for it, what came back, and everything that a family got."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from district.clock import now as clock_now
from district.csvwriting import csv_pieces
from district.downloads import file_answer
from district.printing import PrintingUnavailable
from district.selectors import district_current
from district.storage import StoredFileChanged
from notices.forms import AddressForm, BounceForm, ReturnedForm, SearchForm
from notices.mailingtexts import writer_of
from notices.models import Channel, Message, MessageState
from notices.presenters import line_of, without_ways_in
from notices.selectors import WORK, bounce_lists_visible_to, family_messages
from notices.services.mailings import MailingRefused
from notices.services.mailings.batches import letter_of
from notices.services.mailings.bounces import bounce_list_take
from notices.services.mailings.returning import address_found, letter_returned
from notices.views.common import (
    CHANGE,
    OfficeRequest,
    mailing_page_view,
    message_or_404,
    page_render,
    sent,
)

LISTS: Final = 20


@mailing_page_view(methods=("GET", "HEAD"))
def message(request: OfficeRequest, pk: int) -> HttpResponse:
    """What it says, what became of it, and with what evidence."""
    row = message_or_404(request.user, pk)
    content, exact = _content_of(row)
    line = line_of(row)
    return page_render(
        request,
        "message.html",
        title=f"Message {row.reference}" if row.reference else line.title,
        mailing=row.mailing,
        message=row,
        line=line,
        content=content,
        exact=exact,
        evidence=row.evidence.all(),
        retries=row.retries.all(),
        is_letter=_is_letter(row),
        may_address=_is_addressed_anew(row) and request.user.has_perm(CHANGE),
        zone=district_current().time_zone,
    )


def _is_addressed_anew(row: Message) -> bool:
    """Whether somebody may type another address: only for a mailing, of which nothing arrived here."""
    return row.state in WORK and row.mailing is not None and row.sealed is not None


def _is_letter(row: Message) -> bool:
    """Whether it can be laid out: it is a letter, to somebody, whose names are still kept."""
    nobody = (MessageState.EXCLUDED, MessageState.NO_ADDRESS)
    return row.channel == Channel.LETTER and row.state not in nobody and row.sealed is not None


def _content_of(row: Message) -> tuple[Any, bool]:
    """Subject and body of an e-mail; whether it is exactly what was sent, or what would be."""
    if isinstance(row.content, dict):
        content = {name: without_ways_in(str(words)) for name, words in row.content.items()}
        return content, row.state not in (MessageState.QUEUED, MessageState.FAILED)
    if row.channel != Channel.EMAIL or row.mailing is None or row.state == MessageState.EXCLUDED or row.sealed is None:
        return None, False
    writer = writer_of(row.mailing, now=clock_now())
    sealed: Any = row.sealed
    if row.language not in writer.texts:
        return None, False
    outgoing = writer.written(row, sealed)
    return {"subject": outgoing.subject, "body": outgoing.body}, False


@mailing_page_view(methods=("GET", "HEAD"))
def letter(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The one letter as PDF: the same bytes as in its batch's hash."""
    row = message_or_404(request.user, pk)
    try:
        return file_answer(
            HttpResponse(letter_of(row, now=clock_now()), content_type="application/pdf"), f"letter {row.reference}.pdf"
        )
    except (StoredFileChanged, PrintingUnavailable, ValueError) as problem:
        messages.error(request, str(problem))
    except ObjectDoesNotExist:
        messages.error(request, "This mailing has no letter in that language.")
    return redirect("notices:message", pk=pk)


@sensitive_post_parameters()
@mailing_page_view(may=CHANGE)
def address(request: OfficeRequest, pk: int) -> HttpResponse:
    """Another address, for somebody who has none or whose message came back."""
    row = message_or_404(request.user, pk)
    if row.mailing is None:
        raise Http404("Whoever asked gives another address: it is confirmed first.")
    form = AddressForm(sent(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            kept = address_found(
                message=row,
                email=form.cleaned_data["email"],
                lines=form.lines_typed(),
                actor=request.user,
                now=clock_now(),
            )
        except MailingRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, f"It goes out as {kept.reference}.")
            return redirect("notices:message", pk=kept.pk)
    return page_render(
        request,
        "form.html",
        status=422 if form.errors else 200,
        title="Another address",
        caption=f"{row.reference} · {line_of(row).name}",
        form=form,
        mailing=row.mailing,
        submit_label="Send it there",
        back_url=reverse("notices:message", args=[pk]),
    )


@mailing_page_view(may=CHANGE)
def bounces(request: OfficeRequest) -> HttpResponse:
    """Upload a list of bounces; the lists so far, and the rows of each that fit no message."""
    form = BounceForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = bounce_list_take(name=file.name, content=file.read(), actor=request.user, now=clock_now())
        except MailingRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            words = f"{taken.matched} bounced, {taken.repeated} were known, {taken.unmatched_rows} fit no message."
            messages.success(request, words)
            return redirect("notices:bounces")
    return page_render(
        request,
        "bounces.html",
        status=422 if form.errors else 200,
        title="Bounces",
        form=form,
        lists=bounce_lists_visible_to(request.user).defer("unmatched")[:LISTS],
        submit_label="Take the list",
        back_url=reverse("notices:list"),
        zone=district_current().time_zone,
    )


@mailing_page_view(methods=("GET", "HEAD"), may=CHANGE)
def unmatched(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Rows that fit no message, with their reasons, as CSV."""
    row = get_object_or_404(bounce_lists_visible_to(request.user), pk=pk)
    found: Any = row.unmatched
    heads = ("line", "address", "message_id", "reason", "why")
    pieces = csv_pieces(heads, ([one[head] for head in heads] for one in found["rows"]))
    return file_answer(
        HttpResponse("".join(pieces).encode(), content_type="text/csv; charset=utf-8"), f"not matched {pk}.csv"
    )


@mailing_page_view(may=CHANGE)
def returned(request: OfficeRequest) -> HttpResponse:
    """Letters that came back, one after another: the form is empty again after each."""
    form = ReturnedForm(sent(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            row = letter_returned(**form.cleaned_data, actor=request.user, now=clock_now())
        except MailingRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, f"{row.reference} is booked as returned. It stands on the mailing’s work list.")
            return redirect("notices:returned")
    return page_render(
        request,
        "form.html",
        status=422 if form.errors else 200,
        title="Letters that came back",
        form=form,
        submit_label="Book it as returned",
        back_url=reverse("notices:list"),
    )


@sensitive_post_parameters()
@mailing_page_view()
def search(request: OfficeRequest) -> HttpResponse:
    """Everything that one family got, when, and with what evidence. Asked by POST: names stay out of addresses."""
    form = SearchForm(sent(request)[0])
    words = form.words() if request.method == "POST" else ""
    found = family_messages(request.user, words)
    return page_render(
        request,
        "search.html",
        title="What a family got",
        form=form,
        words=words,
        lines=[line_of(one) for one in found],
        zone=district_current().time_zone,
    )
