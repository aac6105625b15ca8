"""Hiding parts of the posted copy: the places are marked on the pages, by their words or as boxes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from contracts.clauses.document import Unreadable
from contracts.models import Agreement, Redaction, RedactionState
from contracts.pagepictures import WIDTHS
from contracts.pages.locate import Box
from contracts.presenters import STATE_TONES
from contracts.protection import EvidenceTouched, Protection, protection_of, provisions_protected
from contracts.redaction_desk import TONES, mark_lines, pages_made, sheet_of
from contracts.redaction_forms import BoxForm, WordsForm
from contracts.redaction_places import MOST_FOUND, Occurrence, occurrences, spans_asked
from contracts.redaction_selectors import (
    document_redacted,
    marks_of,
    redaction_done,
    redaction_open,
    redactions_of,
    redactions_visible_to,
    steps_of,
)
from contracts.selectors import agreements_visible_to, check_newest, document_posted
from contracts.services.redaction import (
    RedactionRefused,
    mark_box,
    mark_remove,
    mark_span,
    marks_together,
    redaction_begin,
)
from contracts.tasks import pages_soon
from contracts.views.common import OfficeRequest, agreement_or_refuse, must_have, office_page, office_render
from district.clock import now as clock_now
from district.models import User
from district.selectors import district_current

CHANGE = "contracts.change_redaction"
Refusals = (RedactionRefused, EvidenceTouched, Unreadable)


def redaction_or_refuse(user: User, pk: int, *, change: bool = True) -> Redaction:
    """The redaction, for people who may see its agreement: 403 for those who see none, 404 where it is not theirs."""
    if not user.has_perm("contracts.view_agreement") and not agreements_visible_to(user).exists():
        raise PermissionDenied
    redaction = get_object_or_404(redactions_visible_to(user), pk=pk)
    if change:
        must_have(user, CHANGE)
    return redaction


@office_page()
def redactions(request: OfficeRequest, pk: int) -> HttpResponse:
    """What may be hidden and what not, the redactions of an agreement, and the button that begins one."""
    agreement = agreement_or_refuse(request.user, pk)
    if request.method == "POST":
        must_have(request.user, CHANGE)
        return _begun(request, pk)
    document = document_redacted(agreement)
    now = clock_now()
    return office_render(
        request,
        "staff/contracts/redactions.html",
        title="Hide parts of the posted copy",
        agreement=agreement,
        tone=STATE_TONES[agreement.state],
        document=document,
        protected=provisions_protected(document, now=now) if document else [],
        checked=document is not None and check_newest(document) is not None,
        open=redaction_open(document) if document else None,
        done=redaction_done(document) if document else None,
        posted=document is not None and document_posted(document),
        rows=[(row, TONES[RedactionState(row.state)]) for row in redactions_of(agreement)],
        may_change=request.user.has_perm(CHANGE),
        zone=district_current().time_zone,
    )


def _begun(request: OfficeRequest, pk: int) -> HttpResponse:
    agreement = agreement_or_refuse(request.user, pk)
    like = redactions_visible_to(request.user).filter(
        document__agreement=agreement, pk=_number(request.POST.get("like", ""))
    )
    try:
        redaction = redaction_begin(agreement=agreement, actor=request.user, now=clock_now(), like=like.first())
    except RedactionRefused as refusal:
        _pages_asked(agreement)
        messages.error(request, str(refusal))
        return redirect("contracts:redactions", pk=pk)
    return redirect("contracts:redaction", pk=redaction.pk)


def _pages_asked(agreement: Agreement) -> None:
    """Where only the file's pages are wanting, have them made while the person reads so."""
    document = document_redacted(agreement)
    if document is not None and not (document.page_copy_sha256 or document.page_copy_problem):
        pages_soon(document.pk)


@office_page(methods=("GET", "HEAD"))
def redaction_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """The pages to mark on, or what became of the redaction since."""
    return desk_rendered(request, redaction_or_refuse(request.user, pk, change=False))


@office_page(methods=("POST",))
def box_add(request: OfficeRequest, pk: int) -> HttpResponse:
    redaction = redaction_or_refuse(request.user, pk)
    form = BoxForm(request.POST, auto_id="box_%s")
    if not form.is_valid():
        return desk_rendered(request, redaction, box_form=form, status=422)
    values = form.cleaned_data
    edges = [values[name] / 100 for name in ("left", "top", "right", "bottom")]
    try:
        mark = mark_box(
            redaction=redaction,
            box=Box(values["page"], *edges),
            reason=values["reason"],
            actor=request.user,
            now=clock_now(),
        )
    except Refusals as refusal:
        form.add_error(None, str(refusal))
        return desk_rendered(request, redaction, box_form=form, status=422)
    messages.success(request, f"Marked a box on page {mark.page}.")
    return redirect(f"{reverse('contracts:redaction', args=[pk])}?page={mark.page}")


@office_page(methods=("POST",))
def words_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Mark the ticked places of words: each one or, where one must stay readable, none."""
    redaction = redaction_or_refuse(request.user, pk)
    form = WordsForm(request.POST, auto_id="words_%s")
    ticked = request.POST.getlist("places")
    if form.is_valid() and not ticked:
        form.add_error(None, "Tick at least one place.")
    if form.is_valid():
        try:
            count = _marked(request, redaction, ticked, form.cleaned_data["reason"])
        except Refusals as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Marked {count} {'place' if count == 1 else 'places'}.")
            return redirect(f"{reverse('contracts:redaction', args=[pk])}?page={_page(request)}")
    return desk_rendered(request, redaction, words_form=form, ticked=ticked, status=422)


def _marked(request: OfficeRequest, redaction: Redaction, ticked: list[str], reason: str) -> int:
    with marks_together(actor=request.user):
        asked = spans_asked(redaction.document, ticked)
        for span, boxes in asked:
            mark_span(redaction=redaction, span=span, boxes=boxes, reason=reason, actor=request.user, now=clock_now())
    return len(asked)


@office_page(methods=("POST",))
def place_remove(request: OfficeRequest, pk: int, mark: int) -> HttpResponse:
    redaction = redaction_or_refuse(request.user, pk)
    try:
        mark_remove(redaction=redaction, mark_id=mark, actor=request.user)
    except RedactionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The place was taken off the list.")
    return redirect(f"{reverse('contracts:redaction', args=[pk])}?page={_page(request)}")


def desk_rendered(
    request: OfficeRequest,
    redaction: Redaction,
    *,
    box_form: BoxForm | None = None,
    words_form: WordsForm | None = None,
    ticked: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a redaction as it stands; a draft comes with the tools to mark."""
    redaction.refresh_from_db(fields=["state", "problem", "pages_done", "pages_total", "result_sha256"])
    marks = marks_of(redaction)
    draft = redaction.state == RedactionState.DRAFT
    making = redaction.state == RedactionState.AGREED and not redaction.result_sha256 and not redaction.problem
    context: dict[str, Any] = {
        "title": "Hide parts of the posted copy",
        "agreement": redaction.document.agreement,
        "redaction": redaction,
        "tone": TONES[RedactionState(redaction.state)],
        "lines": mark_lines(marks),
        "steps": steps_of(redaction),
        "made": pages_made(redaction),
        "making": making,
        "may_change": request.user.has_perm(CHANGE),
        "zone": district_current().time_zone,
    }
    if draft:
        context |= _tools(request, redaction, marks, box_form, words_form, ticked)
    response = office_render(request, "staff/contracts/redaction.html", status=status, **context)
    if making:
        response["Refresh"] = "2"
    return response


def _tools(
    request: OfficeRequest,
    redaction: Redaction,
    marks: list[Any],
    box_form: BoxForm | None,
    words_form: WordsForm | None,
    ticked: list[str] | None,
) -> dict[str, Any]:
    protection = protection_of(redaction.document, now=clock_now())
    sheet = sheet_of(redaction, _page(request), marks, protection)
    words = str((request.POST if words_form else request.GET).get("words", "")).replace("\x00", "").strip()
    found, problem = _found(redaction, words, protection)
    return {
        "sheet": sheet,
        "widths": WIDTHS,
        "protection": protection,
        "box_form": box_form or BoxForm(initial={"page": sheet.page}, auto_id="box_%s"),
        "words_form": words_form or WordsForm(initial={"words": words}, auto_id="words_%s"),
        "words": words,
        "found": found,
        "found_problem": problem,
        "found_most": MOST_FOUND,
        "ticked": ticked or [],
    }


def _found(redaction: Redaction, words: str, protection: Protection) -> tuple[list[Occurrence], str]:
    if not words or protection.lacking:
        return [], ""
    try:
        return occurrences(redaction.document, words, protection), ""
    except Unreadable as problem:
        return [], str(problem)


def _page(request: OfficeRequest) -> int:
    return _number(request.POST.get("page", "") or request.GET.get("page", "")) or 1


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
