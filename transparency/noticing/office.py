"""The notice of one agreement in the office: write it, look at it, send it, record that it was sent."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from contracts.models import Agreement
from contracts.noticerules import notice_duties, notice_packs
from contracts.presenters import clock_lines
from contracts.views.common import OfficeRequest, agreement_or_refuse, must_have, office_page, office_render, sent
from district import clock
from district.clock import local_day
from district.models import District
from district.printing import PrintingUnavailable, pdf_rendered
from district.selectors import district_current, packs_adopted
from transparency.content import notice_content
from transparency.models import AgreementNotice
from transparency.noticing.audience import (
    schools_affected,
    schools_csv,
    sending_mark,
    students_of,
    without_address,
)
from transparency.noticing.contents import NoticeParts, contents_checked
from transparency.noticing.drafting import TITLE, Proposal, executed_sentence, notice_propose, pages_of
from transparency.noticing.forms import NoticeForm, SentForm
from transparency.noticing.selectors import (
    messages_counted,
    notice_clocks,
    notice_newest,
    notice_true,
    notices_of,
)
from transparency.noticing.services import (
    NoticeChanged,
    NoticeRefused,
    checks_of,
    notice_keep,
    notice_send,
    notice_sent_record,
)
from transparency.presenters import notice_shown

VIEW = "transparency.view_agreementnotice"
KEEP = "transparency.add_agreementnotice"
SEND = "transparency.change_agreementnotice"
PAGE = "agreement-notice"


@office_page(methods=("GET", "HEAD"))
def notice_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """The notice as it stands, or what the records propose: contents ticked off, preview, list of schools, steps."""
    agreement = signed_or_refuse(request, pk, VIEW)
    district, now = district_current(), clock.now()
    notice = notice_newest(agreement)
    context = _kept(notice, agreement, district, now) if notice else _proposed(agreement, district, now)
    schools = schools_affected(agreement, local_day(now, district.time_zone))
    user, signed, zone = request.user, agreement.state == "signed", district.time_zone
    told = {duty.id for duty in notice_duties()}
    return office_render(
        request,
        "staff/notices/notice.html",
        title=f"Notice of {agreement}",
        agreement=agreement,
        notice=notice,
        earlier=notices_of(agreement)[1:],
        clocks=[line for line in clock_lines(agreement, user, now=now, zone=zone) if line.deadline.rule in told],
        schools=schools,
        students=students_of(schools),
        unreachable=without_address(schools),
        zone=zone,
        asked=[pack.short_title for pack in notice_packs(packs_adopted(local_day(now, district.time_zone)))],
        may_keep=user.has_perm(KEEP) and signed,
        may_send=user.has_perm(SEND) and signed and notice is not None and notice.sent_at is None,
        **context,
    )


def _kept(notice: AgreementNotice, agreement: Agreement, district: District, now: datetime) -> dict[str, Any]:
    proposal = notice_propose(agreement, district.time_zone)
    return {
        "checks": checks_of(notice, agreement, district, now),
        "shown": notice_shown(notice_content(notice), agreement.title, agreement.operator.name, district.name),
        "stale": notice.information != proposal.information,
        "false": not notice_true(notice, agreement, district.time_zone),
        "messages_counted": messages_counted(notice),
    }


def _proposed(agreement: Agreement, district: District, now: datetime) -> dict[str, Any]:
    proposal = notice_propose(agreement, district.time_zone)
    content = {
        "executed_on": proposal.executed_on.isoformat(),
        "about": proposal.about,
        "information": proposal.information,
        "text_es": "",
    }
    return {
        "checks": _checks(proposal, proposal.about, agreement, district, now),
        "shown": notice_shown(content, agreement.title, agreement.operator.name, district.name),
        "lacks": proposal.lacks,
    }


def _checks(proposal: Proposal, about: str, agreement: Agreement, district: District, now: datetime) -> Any:
    day = proposal.executed_on
    parts = NoticeParts(day, day, executed_sentence(agreement, day, district), about, proposal.information)
    return contents_checked(parts, packs_adopted(local_day(now, district.time_zone)))


@office_page()
def notice_write(request: OfficeRequest, pk: int) -> HttpResponse:
    """Write the notice: proposed from the records, kept only when every mandated content is there."""
    agreement = signed_or_refuse(request, pk, KEEP)
    district, now = district_current(), clock.now()
    notice, proposal = notice_newest(agreement), notice_propose(agreement, district.time_zone)
    unsent = notice if notice is not None and notice.sent_at is None else None
    initial = {"about": unsent.about, "text_es": unsent.text_es} if unsent else {"about": proposal.about}
    form = NoticeForm(sent(request)[0], initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            notice_keep(agreement=agreement, anew=True, actor=request.user, now=now, **form.cleaned_data)
        except NoticeRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "The notice is kept. Send it now, and publish it with the contract.")
            return redirect(PAGE, pk=pk)
    return office_render(
        request,
        "staff/notices/write.html",
        status=422 if form.errors else 200,
        title="Write the notice",
        agreement=agreement,
        form=form,
        lacks=proposal.lacks,
        anew=notice is not None and unsent is None,
        checks=_checks(proposal, str(form["about"].value() or ""), agreement, district, now),
        submit_label="Keep the notice",
        warn_unsaved=True,
        back_url=reverse(PAGE, args=[pk]),
    )


@office_page()
def notice_send_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """What would be sent, to whom, with the numbers; then one button."""
    agreement = signed_or_refuse(request, pk, SEND)
    notice, district, now = _notice_or_404(agreement), district_current(), clock.now()
    problem, status = "", 200
    if request.method == "POST":
        try:
            done = notice_send(notice=notice, mark=request.POST.get("mark", ""), actor=request.user, now=now)
        except NoticeRefused as refusal:
            problem, status = str(refusal), 422
        except NoticeChanged as changed:
            problem, status = str(changed), 409
        else:
            messages.success(request, f"{done.evidence} The messages leave within a minute.")
            return redirect(PAGE, pk=pk)
    schools = schools_affected(agreement, local_day(now, district.time_zone))
    return office_render(
        request,
        "staff/notices/send.html",
        status=status,
        title="Send the notice to the principals",
        agreement=agreement,
        notice=notice,
        schools=schools,
        students=students_of(schools),
        unreachable=without_address(schools),
        mark=sending_mark(notice.text + notice.text_es, schools),
        clocks=[clock for clock in notice_clocks(agreement) if clock.state == "open"],
        problem=problem,
        sent_already=notice.sent_at is not None,
        back_url=reverse(PAGE, args=[pk]),
    )


@office_page()
def notice_sent_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record that the notice went out another way."""
    agreement = signed_or_refuse(request, pk, SEND)
    notice, now = _notice_or_404(agreement), clock.now()
    form = SentForm(sent(request)[0], now=now, zone=district_current().time_zone)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("sent_at", "how", "evidence")}
        try:
            notice_sent_record(notice=notice, actor=request.user, now=now, **values)
        except NoticeRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Recorded. The clock of telling families is met.")
            return redirect(PAGE, pk=pk)
    return office_render(
        request,
        "staff/contracts/form.html",
        status=422 if form.errors else 200,
        title="The notice was sent another way",
        intro="Its clock is met at the moment that you give, with what you write as evidence.",
        agreement=agreement,
        form=form,
        submit_label="Record the sending",
        back_url=reverse(PAGE, args=[pk]),
    )


@office_page(methods=("GET", "HEAD"))
def notice_pdf(request: OfficeRequest, pk: int) -> HttpResponse:
    """The notice as a letter."""
    agreement = signed_or_refuse(request, pk, VIEW)
    notice, district = _notice_or_404(agreement), district_current()
    shown = notice_shown(notice_content(notice), agreement.title, agreement.operator.name, district.name)
    context = {"shown": shown, "addresses": pages_of(agreement)}
    try:
        content = pdf_rendered("letters/agreement_notice.html", context, title=TITLE)
    except PrintingUnavailable as problem:
        return HttpResponse(f"{problem}\n", status=503, content_type="text/plain; charset=utf-8")
    return _file(content, "application/pdf", f"notice of agreement {agreement.pk}.pdf")


@office_page(methods=("GET", "HEAD"))
def notice_txt(request: OfficeRequest, pk: int) -> HttpResponse:
    """The notice as plain text, for an e-mail."""
    notice = _notice_or_404(signed_or_refuse(request, pk, VIEW))
    text = f"{notice.text.strip()}\n\n{notice.text_es.strip()}\n" if notice.text_es else notice.text
    return _file(text.encode(), "text/plain; charset=utf-8", f"notice of agreement {pk}.txt")


@office_page(methods=("GET", "HEAD"))
def notice_schools(request: OfficeRequest, pk: int) -> StreamingHttpResponse:
    """The list of schools with grades, students and principals' addresses."""
    agreement = signed_or_refuse(request, pk, VIEW)
    schools = schools_affected(agreement, local_day(clock.now(), district_current().time_zone))
    body = (piece.encode() for piece in schools_csv(schools))
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="schools of agreement {pk}.csv"'
    return response


def signed_or_refuse(request: OfficeRequest, pk: int, permission: str) -> Agreement:
    """The agreement, for people with the right; 404 for one that was never signed: there is nothing to tell."""
    agreement = agreement_or_refuse(request.user, pk)
    must_have(request.user, permission)
    if agreement.signed_at is None:
        raise Http404("A notice is for a signed agreement.")
    return agreement


def _notice_or_404(agreement: Agreement) -> AgreementNotice:
    notice = notice_newest(agreement)
    if notice is None:
        raise Http404("No notice of this agreement was kept yet.")
    return notice


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
