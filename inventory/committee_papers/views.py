"""Pages of the committee's papers: reports to the board, and minutes as they are given out."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from district.clock import local_day
from district.clock import now as clock_now
from district.downloads import file_answer
from district.printing import PrintingUnavailable
from district.selectors import district_current
from district.storage import StoredFileChanged, open_verified
from district.taskpages import OfficeRequest, office_page, office_render, right_needed, sent
from inventory.committee.people import may_run, settings_current
from inventory.committee_papers.forms import GiveOutForm, RecommendationForm, ReportForm
from inventory.committee_papers.minutes import minutes_sheet
from inventory.committee_papers.printed import pdf_file
from inventory.committee_papers.selectors import KEEP, SEE, meeting_whole, recommendations_of, reports_visible_to
from inventory.committee_papers.services import (
    minutes_give_out,
    recommendation_drop,
    recommendation_save,
    report_as_sheet,
    report_finish,
    report_save,
)
from inventory.committee_papers.sheet import Sheet
from inventory.committee_papers.word import word_file
from inventory.models import BoardReport, Meeting

TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@office_page(methods=("GET", "HEAD"))
def reports(request: OfficeRequest) -> HttpResponse:
    """Every report to the board."""
    right_needed(request.user, SEE)
    return office_render(
        request,
        "staff/committee_papers/reports.html",
        title="Reports to the board",
        rows=reports_visible_to(request.user),
        may_keep=request.user.has_perm(KEEP),
    )


@office_page()
def report_edit(request: OfficeRequest, pk: int | None = None) -> HttpResponse:
    """A new report, or another period and other words."""
    right_needed(request.user, KEEP)
    row = _report(request, pk) if pk is not None else BoardReport(title="Progress of the ed-tech committee")
    today = local_day(clock_now(), district_current().time_zone)
    usual = {} if pk is not None else {"first_day": today.replace(day=1), "last_day": today}
    form = ReportForm(sent(request)[0], instance=row, initial=usual)
    if request.method == "POST" and form.is_valid():
        try:
            kept = report_save(report=form.save(commit=False), actor=request.user, now=clock_now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("papers:report", pk=kept.pk)
    return _form(request, form, "Change the report" if pk is not None else "A report to the board", row)


@office_page()
def report(request: OfficeRequest, pk: int) -> HttpResponse:
    """The report as it stands, its advice on agreements, and its files. A POST adds advice."""
    row = _report(request, pk)
    may_keep = request.user.has_perm(KEEP) and row.finished_at is None
    form = RecommendationForm(sent(request)[0], report=row) if may_keep else None
    if request.method == "POST":
        right_needed(request.user, KEEP)
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            recommendation_save(recommendation=form.save(commit=False), actor=request.user)
            messages.success(request, f"The report advises on {form.instance.agreement}.")
            return redirect("papers:report", pk=pk)
    return office_render(
        request,
        "staff/committee_papers/report.html",
        title=row.title,
        row=row,
        sheet=report_as_sheet(row),
        advice=recommendations_of(row),
        form=form,
        may_keep=may_keep,
        status=422 if form is not None and form.errors else 200,
    )


@office_page(methods=("POST",))
def advice_drop(request: OfficeRequest, pk: int, advice: int) -> HttpResponse:
    """No advice on that agreement."""
    right_needed(request.user, KEEP)
    row = get_object_or_404(recommendations_of(_report(request, pk)), pk=advice)
    try:
        recommendation_drop(recommendation=row, actor=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("papers:report", pk=pk)


@office_page(methods=("POST",))
def finish(request: OfficeRequest, pk: int) -> HttpResponse:
    """Both files are made and kept for good."""
    right_needed(request.user, KEEP)
    try:
        report_finish(report=_report(request, pk), actor=request.user, now=clock_now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    except PrintingUnavailable as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The report is finished. Its files do not change any more.")
    return redirect("papers:report", pk=pk)


@office_page(methods=("GET", "HEAD"))
def report_file(request: OfficeRequest, pk: int, kind: str) -> HttpResponseBase:
    """The report as PDF or Word: as it was finished, or as a draft with today's figures."""
    row, kind = _report(request, pk), _kind(kind)
    name = f"board-report-{row.first_day}-{row.last_day}.{kind}"
    if row.finished_at is not None:
        return _stored(row.pdf_sha256 if kind == "pdf" else row.docx_sha256, kind, name)
    return _made(report_as_sheet(row), kind, f"draft-{name}")


@office_page()
def minutes(request: OfficeRequest, pk: int) -> HttpResponse:
    """A meeting's minutes as they would be given out, and those that were. A POST gives them out."""
    meeting = _meeting(request, pk)
    papers = sorted(meeting.papers.all(), key=lambda paper: -paper.number)
    keeps = may_run(request.user, settings_current())
    form = GiveOutForm(sent(request)[0])
    if request.method == "POST":
        if not keeps:
            raise PermissionDenied
        if form.is_valid() and _given_out(request, form, meeting):
            return redirect("papers:minutes", pk=pk)
    return office_render(
        request,
        "staff/committee_papers/minutes.html",
        title=f"Minutes: {meeting}",
        meeting=meeting,
        sheet=minutes_sheet(meeting, district_current()),
        papers=papers,
        form=form,
        keeps=keeps and meeting.state == "held",
        zone=district_current().time_zone,
        status=422 if form.errors else 200,
    )


def _given_out(request: OfficeRequest, form: GiveOutForm, meeting: Meeting) -> bool:
    try:
        minutes_give_out(meeting=meeting, why=form.cleaned_data["why"], actor=request.user, now=clock_now())
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    except PrintingUnavailable as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "The minutes are kept as they are now, as PDF and Word.")
    return True


@office_page(methods=("GET", "HEAD"))
def minutes_draft(request: OfficeRequest, pk: int, kind: str) -> HttpResponseBase:
    """The minutes as they stand now."""
    meeting, kind = _meeting(request, pk), _kind(kind)
    return _made(minutes_sheet(meeting, district_current()), kind, f"draft-minutes-{meeting.held_on}.{kind}")


@office_page(methods=("GET", "HEAD"))
def minutes_file(request: OfficeRequest, pk: int, number: int, kind: str) -> HttpResponseBase:
    """The minutes as they were given out."""
    meeting, kind = _meeting(request, pk), _kind(kind)
    paper = next((one for one in meeting.papers.all() if one.number == number), None)
    if paper is None:
        raise Http404
    name = f"minutes-{meeting.held_on}-{number}.{kind}"
    return _stored(paper.pdf_sha256 if kind == "pdf" else paper.docx_sha256, kind, name)


def _kind(kind: str) -> str:
    """pdf or docx; 404 for anything else."""
    if kind not in TYPES:
        raise Http404
    return kind


def _stored(sha256: str, kind: str, name: str) -> HttpResponseBase:
    try:
        file = open_verified(sha256)
    except StoredFileChanged as problem:
        raise Http404 from problem
    return file_answer(FileResponse(file, content_type=TYPES[kind]), name)


def _made(sheet: Sheet, kind: str, name: str) -> HttpResponseBase:
    try:
        content = pdf_file(sheet) if kind == "pdf" else word_file(sheet)
    except PrintingUnavailable as refusal:
        return HttpResponse(str(refusal), status=503, content_type="text/plain; charset=utf-8")
    return file_answer(HttpResponse(content, content_type=TYPES[kind]), name)


def _report(request: OfficeRequest, pk: int) -> BoardReport:
    right_needed(request.user, SEE)
    return get_object_or_404(reports_visible_to(request.user), pk=pk)


def _meeting(request: OfficeRequest, pk: int) -> Meeting:
    right_needed(request.user, SEE)
    return get_object_or_404(meeting_whole(request.user, pk))


def _form(request: OfficeRequest, form: Any, title: str, row: BoardReport) -> HttpResponse:
    status = 422 if form.errors else 200
    return office_render(request, "staff/committee_papers/form.html", title=title, form=form, row=row, status=status)
