"""What is done in a case: evidence, the notice and its answer, the end of services, reports to authorities."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from district.clock import now as clock_now
from district.downloads import file_answer
from district.refusals import Refused
from district.storage import StoredFileChanged, open_verified
from district.taskpages import OfficeRequest, office_page, right_needed, sent
from inventory.conduct import services
from inventory.conduct.forms import (
    AnswerForm,
    AuthorityForm,
    EndForm,
    EvidenceForm,
    NoticeForm,
    ReportForm,
    SentForm,
    days_later,
)
from inventory.conduct.presenters import MAY
from inventory.conduct.selectors import authorities_all
from inventory.conduct.services.asking import PROPOSED_DAYS
from inventory.conduct.views import case_form, case_or_refuse, case_url
from inventory.models import Authority
from inventory.officepages import form_page, form_taken
from inventory.sealing import row_answer
from inventory.today import today
from vendors.selectors import contacts_of


@office_page()
def evidence(request: OfficeRequest, pk: int) -> HttpResponse:
    """Keep a file that shows it."""
    case = case_or_refuse(request, pk, MAY)
    form = EvidenceForm(*sent(request))

    def write(values: dict[str, Any]) -> object:
        return services.evidence_keep(
            case=case, content=values["file"], shows=values["shows"], actor=request.user, now=clock_now()
        )

    return case_form(
        request, case, form, write, title="Add evidence", submit="Keep it", done="The file is kept, sealed."
    )


@office_page(methods=("GET", "HEAD"))
def file(request: OfficeRequest, pk: int, file: int) -> HttpResponseBase:
    """One file, for those who work on the case: it may name pupils. Saved, never shown as a page of ours."""
    case = case_or_refuse(request, pk, MAY)
    return row_answer(get_object_or_404(case.files, pk=file))


@office_page()
def notice(request: OfficeRequest, pk: int) -> HttpResponse:
    """Write to the operator."""
    case = case_or_refuse(request, pk, MAY)
    contacts = contacts_of(case.operator)
    first = contacts.order_by("-for_breaches", "name").first()
    if first is None:
        messages.error(request, f"{case.operator} has nobody to write to. Add a contact first.")
        return redirect(reverse("operators:contact-add", args=[case.operator_id]))
    form = NoticeForm(
        sent(request)[0],
        contacts=contacts,
        initial={
            "contact": first.pk,
            "words": services.notice_proposed(case),
            "answer_by": days_later(today(), PROPOSED_DAYS),
        },
    )

    def write(values: dict[str, Any]) -> object:
        return services.notice_send(case=case, actor=request.user, now=clock_now(), **values)

    return case_form(
        request,
        case,
        form,
        write,
        title=f"Write to {case.operator}",
        submit="Send the notice",
        done="The notice is on its way, with a private link for the answer.",
        warn_unsaved=True,
    )


@office_page(methods=("POST",))
def remind(request: OfficeRequest, pk: int, notice: int) -> HttpResponse:
    """A new link for whoever has not answered."""
    case = case_or_refuse(request, pk, MAY)
    one = get_object_or_404(case.notices, pk=notice)
    try:
        services.notice_remind(notice=one, actor=request.user, now=clock_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{one.contact_name} is reminded, with a new link.")
    return redirect(case_url(case))


@office_page()
def answer(request: OfficeRequest, pk: int, notice: int) -> HttpResponse:
    """Enter an answer that came otherwise."""
    case = case_or_refuse(request, pk, MAY)
    one = get_object_or_404(case.notices, pk=notice)
    form = AnswerForm(sent(request)[0], initial={"by": one.contact_name})

    def write(values: dict[str, Any]) -> object:
        return services.answer_enter(notice=one, actor=request.user, now=clock_now(), **values)

    return case_form(
        request, case, form, write, title="Enter the operator's answer", submit="Keep it", done="The answer is kept."
    )


@office_page()
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    """End the operator's services."""
    case = case_or_refuse(request, pk, MAY)
    right_needed(request.user, "inventory.change_productuse")
    right_needed(request.user, "contracts.change_agreement")
    form = EndForm(sent(request)[0], initial={"ended_on": today()})

    def write(values: dict[str, Any]) -> object:
        return services.services_end(case=case, actor=request.user, now=clock_now(), **values)

    subject = case.product.name if case.product else f"all products of {case.operator}"
    return case_form(
        request,
        case,
        form,
        write,
        title="End its services",
        submit="End them",
        done="Its services have ended.",
        intro=f"The use of {subject} ends. What was published stays in its versions.",
        danger=True,
    )


@office_page()
def report(request: OfficeRequest, pk: int) -> HttpResponse:
    """Make the letter to an authority."""
    case = case_or_refuse(request, pk, MAY)
    authorities = authorities_all()
    if not authorities.exists():
        messages.warning(request, "Enter the authority first: its address, and where you found it.")
        return redirect("conduct:authority-add", pk=pk)
    first = authorities.first()
    form = ReportForm(
        sent(request)[0],
        authorities=authorities,
        initial={"words": services.report_proposed(case), "authority": first.pk if first else None},
    )

    def write(values: dict[str, Any]) -> object:
        return services.report_make(case=case, actor=request.user, now=clock_now(), **values)

    return case_form(
        request,
        case,
        form,
        write,
        title="Report to an authority",
        submit="Make the letter",
        done="The letter is made. Send it, and say here how.",
        template="staff/conduct/report.html",
        add_url=reverse("conduct:authority-add", args=[pk]),
        warn_unsaved=True,
    )


@office_page()
def report_sent(request: OfficeRequest, pk: int, report: int) -> HttpResponse:
    """Say when and how a report was sent."""
    case = case_or_refuse(request, pk, MAY)
    one = get_object_or_404(case.reports, pk=report)
    form = SentForm(sent(request)[0], initial={"sent_on": today()})

    def write(values: dict[str, Any]) -> object:
        return services.report_sent(report=one, actor=request.user, now=clock_now(), **values)

    title = f"The report to {one.authority_name} is sent"
    return case_form(request, case, form, write, title=title, submit="Keep it", done="Kept.")


@office_page()
def authority_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Enter an authority, as a person found it."""
    case = case_or_refuse(request, pk, MAY)
    right_needed(request.user, "inventory.add_authority")
    form = AuthorityForm(sent(request)[0], instance=Authority())

    def write(values: dict[str, Any]) -> object:
        return services.authority_save(authority=form.instance, actor=request.user, now=clock_now())

    if form_taken(request, form, write):
        messages.success(request, f"{form.instance} is kept.")
        return redirect("conduct:report", pk=pk)
    return form_page(
        request,
        form,
        title="Enter an authority",
        submit="Keep it",
        back=case_url(case),
        trail=[("Cases against operators", reverse("conduct:list")), (case.number, case_url(case)), ("Authority", "")],
        intro="No list of authorities is built in: enter the address as you found it, and where.",
    )


@office_page(methods=("GET", "HEAD"))
def letter(request: OfficeRequest, pk: int, kind: str, row: int) -> HttpResponseBase:
    """The letter of a notice or report, as it was made. A report quotes answers: it is for those who may read these."""
    case = case_or_refuse(request, pk, "" if kind == "notice" else MAY)
    one: Any = get_object_or_404(case.notices if kind == "notice" else case.reports, pk=row)
    try:
        with open_verified(one.letter_sha256) as stream:
            content = stream.read()
    except StoredFileChanged as problem:
        return HttpResponse(str(problem), status=422, content_type="text/plain; charset=utf-8")
    return file_answer(HttpResponse(content, content_type="application/pdf"), f"{case.number}-{kind}-{row}.pdf")
