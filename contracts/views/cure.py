"""Cure notices in the office: written, looked at, sent, prolonged, withdrawn."""

from datetime import datetime

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from contracts import storage
from contracts.cure.forms import ItemForm, NoticeForm
from contracts.cure.gaps import Gaps, gaps_of
from contracts.cure.letters import letter_context, letter_title, notice_letter
from contracts.cure.presenters import (
    answer_lines,
    clauses_void,
    closed_words,
    confirm_sentences,
    desk_button,
    item_lines,
    link_lines,
    next_words,
    notice_tone,
    notice_words,
    term_help,
)
from contracts.cure.selectors import (
    answers_of,
    contacts_of,
    findings_answering,
    items_of,
    notice_underway,
    notices_visible_to,
    steps_of,
)
from contracts.hooks import cure_beside
from contracts.models import OPEN_STATES, Agreement, CureNotice, CureState
from contracts.packs import agreement_day
from contracts.presenters import clock_lines
from contracts.readiness import review_state
from contracts.services.cure import (
    NOTICE_STATES,
    PURPOSE,
    cure_draft,
    cure_send,
    term_proposed,
)
from contracts.services.cure_states import CureRefused
from contracts.views.common import (
    OfficeRequest,
    agreement_or_refuse,
    must_have,
    office_page,
    office_render,
)
from district.calendars import calendar_current
from district.clock import local_day
from district.clock import now as clock_now
from district.downloads import file_answer
from district.links import links_of
from district.office import trail_address
from district.printing import PrintingUnavailable
from district.selectors import district_current, packs_adopted

WRITE = "contracts.add_curenotice"
SEND = "contracts.change_curenotice"


def notice_or_refuse(request: OfficeRequest, pk: int, *, may: str = "contracts.view_curenotice") -> CureNotice:
    """The notice, for people who may see its agreement: 403 without the right, 404 where it is not theirs."""
    must_have(request.user, may)
    notices = notices_visible_to(request.user).select_related("written_by", "contact", "agreement__reviewer")
    return get_object_or_404(notices, pk=pk)


@office_page()
def add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Write a notice on the gaps of the agreement as they were decided."""
    agreement = agreement_or_refuse(request.user, pk, may=WRITE)
    underway = notice_underway(agreement)
    if underway is not None:
        messages.info(request, "A cure notice of this agreement is under way: this is it.")
        return redirect("contracts:cure", pk=underway.pk)
    return _written(request, agreement, None)


@office_page()
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Write a draft anew, with the findings as they stand now."""
    notice = notice_or_refuse(request, pk, may=WRITE)
    if notice.state != CureState.DRAFT:
        messages.info(request, "It was sent: its words stay as they are.")
        return redirect("contracts:cure", pk=pk)
    return _written(request, notice.agreement, notice)


def _written(request: OfficeRequest, agreement: Agreement, notice: CureNotice | None) -> HttpResponse:
    now, calendar = clock_now(), calendar_current()
    gaps = gaps_of(agreement, review_state(agreement, now=now))
    contacts = contacts_of(agreement)
    if agreement.state not in NOTICE_STATES or not gaps.listed or not contacts:
        return _nothing_to_write(request, agreement, gaps)
    proposed = term_proposed(calendar, now)
    form = NoticeForm(
        request.POST if request.method == "POST" else None,
        contacts=contacts,
        gaps=gaps.listed,
        left_out={item.provision: item.left_out_because for item in items_of(notice) if not item.listed}
        if notice
        else {},
        proposed=term_help(proposed, calendar),
        initial={
            "contact": notice.contact_id if notice else contacts[0].pk,
            "term_ends_on": notice.term_ends_on if notice else proposed,
            "message": notice.message if notice else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("contact", "term_ends_on", "message", "left_out")}
        try:
            written = cure_draft(agreement=agreement, notice=notice, actor=request.user, now=now, **values)
        except CureRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("contracts:cure-send", pk=written.pk)
    return office_render(
        request,
        "staff/contracts/cure_form.html",
        status=422 if form.errors else 200,
        agreement=agreement,
        form=form,
        gaps=gaps,
        title="Write a cure notice",
        intro=f"What people decided is missing, weaker or contradicted is listed for {agreement.operator}, with the "
        "words of the law. You set the term.",
        submit_label="Save and look at the letter",
        back_url=reverse("contracts:cure", args=[notice.pk])
        if notice
        else reverse("contracts:agreement", args=[agreement.pk]),
    )


def _nothing_to_write(request: OfficeRequest, agreement: Agreement, gaps: Gaps) -> HttpResponse:
    """Why there is nothing to write yet, and the way to what is missing."""
    operator = reverse("admin:vendors_operator_change", args=[agreement.operator_id])
    desk = reverse("contracts:review", args=[agreement.pk])
    if agreement.state not in NOTICE_STATES:
        state = agreement.get_state_display()
        words, text, url, action = (
            f"This agreement is {state}",
            "There is nothing to cure in it. A notice is written for an agreement in review or signed.",
            reverse("contracts:agreement", args=[agreement.pk]),
            "Back to the agreement",
        )
    elif gaps.check is None:
        words, text, url, action = (
            "There are no findings yet",
            "A notice rests on the findings of a check. Upload the agreement first.",
            reverse("contracts:agreement", args=[agreement.pk]),
            "Back to the agreement",
        )
    elif not gaps.listed:
        words, text, url, action = (
            "Nothing is open",
            f"{gaps.undecided} findings that fall short are not decided yet: decide them first."
            if gaps.undecided
            else "No decided finding says that something is missing, weaker or contradicted.",
            f"{desk}?open=1",
            "Open the review desk",
        )
    else:
        words, text, url, action = (
            "The operator has no contact",
            f"Add a contact with an e-mail address to {agreement.operator}: the notice goes there.",
            operator,
            "Add a contact to the operator",
        )
    return office_render(
        request,
        "staff/contracts/cure_nothing.html",
        agreement=agreement,
        title="Write a cure notice",
        words=words,
        text=text,
        url=url,
        action=action,
    )


@office_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    return notice_rendered(request, notice_or_refuse(request, pk))


def notice_rendered(
    request: OfficeRequest, notice: CureNotice, *, bound: ItemForm | None = None, status: int = 200
) -> HttpResponse:
    """The notice's page; with a form that was refused, where one was."""
    now, district = clock_now(), district_current()
    items, answers, user = items_of(notice), answers_of(notice), request.user
    lines = item_lines(items, findings_answering(answers), notice.agreement_id, bound)
    is_open, may_send = notice.state in OPEN_STATES, user.has_perm(SEND)
    answer_rows = answer_lines(answers, notice.agreement_id)
    zone = district.time_zone
    entered = agreement_day(notice.agreement, local_day(now, zone), zone)
    conflicting, conflict_rules = clauses_void(items, packs_adopted(notice.term_ends_on), entered)
    return office_render(
        request,
        "staff/contracts/cure.html",
        status=status,
        title=str(notice),
        notice=notice,
        agreement=notice.agreement,
        tone=notice_tone(notice),
        state_words=notice_words(notice),
        next_words=next_words(notice, lines, answers),
        lines=[line for line in lines if line.item.listed],
        left_out=[line for line in lines if not line.item.listed],
        form=bound,
        conflicting=conflicting,
        conflict_rules=conflict_rules,
        answers=answer_rows,
        desk=desk_button(notice, answer_rows),
        clocks=clock_lines(notice, user, now=now, zone=district.time_zone),
        beside=cure_beside(notice=notice, user=user),
        links=link_lines(list(links_of(notice, PURPOSE)), now) if may_send else [],
        steps=steps_of(notice),
        zone=district.time_zone,
        is_open=is_open,
        may_write=notice.state == CureState.DRAFT and user.has_perm(WRITE),
        may_send=may_send,
        may_decide=is_open and may_send and bool(answers),
        trail=trail_address(kind="contracts.curenotice", record=notice.pk)
        if user.has_perm("district.read_trail")
        else "",
    )


@office_page()
def send(request: OfficeRequest, pk: int) -> HttpResponse:
    """What sending does, then the sending."""
    notice = notice_or_refuse(request, pk, may=WRITE)
    if notice.state != CureState.DRAFT:
        messages.info(request, f"The notice is {notice.get_state_display()} already.")
        return redirect("contracts:cure", pk=pk)
    now = clock_now()
    if request.method == "POST":
        must_have(request.user, SEND)
        try:
            cure_send(notice=notice, actor=request.user, now=now)
        except (CureRefused, PrintingUnavailable) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Sent: the message is in the outbox, and the clock of the term runs.")
        return redirect("contracts:cure", pk=pk)
    context = letter_context(notice, now=now)
    listed = sum(len(items) for _, items in context["laws"])
    void = (
        "The agreement is void when the term passes without a cure, as the letter says."
        if context["void_follows"]
        else ""
    )
    return office_render(
        request,
        "staff/contracts/cure_send.html",
        agreement=notice.agreement,
        notice=notice,
        may_send=request.user.has_perm(SEND),
        title="Send this cure notice?",
        consequences=confirm_sentences(
            notice, listed=listed, void=void, closed=closed_words(notice.term_ends_on, calendar_current())
        ),
        submit_label="Send the notice",
        back_url=reverse("contracts:cure", args=[pk]),
    )


@office_page(methods=("GET", "HEAD"))
def letter(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The letter as PDF: as it was sent; of a draft, as it would be."""
    notice = notice_or_refuse(request, pk)
    try:
        return letter_response(notice, now=clock_now())
    except PrintingUnavailable as problem:
        messages.error(request, str(problem))
    except storage.StoredFileChanged as problem:
        messages.error(request, str(problem))
    return redirect("contracts:cure", pk=pk)


def letter_response(notice: CureNotice, *, now: datetime) -> HttpResponseBase:
    """The letter to be saved. Raises StoredFileChanged where the letter that was sent is not what it was."""
    response: HttpResponseBase
    if notice.letter_sha256:
        response = FileResponse(storage.open_verified(notice.letter_sha256), content_type="application/pdf")
    else:
        response = HttpResponse(notice_letter(notice, now=now), content_type="application/pdf")
    return file_answer(response, f"{letter_title(notice).replace(':', '')[:80]}.pdf")
