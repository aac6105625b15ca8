"""The office's pages of the reports to the board: made once, shown as a page and as a PDF."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from district import clock
from district.printing import PrintingUnavailable, pdf_rendered
from district.selectors import district_current
from district.taskpages import OfficeRequest, office_page, office_render, right_needed
from transparency.models import BoardReport
from transparency.presenters import plain_day
from transparency.reporting.board import board_sentences
from transparency.reporting.boardservices import ReportRefused, board_report_make
from transparency.reporting.yearforms import day_input

SEE = "transparency.view_boardreport"
MAKE = "transparency.add_boardreport"


class ReportForm(forms.Form):
    """The span of days, the title, and what the superintendent or the officer says."""

    from_day = forms.DateField(label="First day", widget=day_input())
    to_day = forms.DateField(label="Last day", widget=day_input())
    title = forms.CharField(label="Title", max_length=200)
    words = forms.CharField(
        label="What you say to the board", required=False, max_length=10000, widget=forms.Textarea(attrs={"rows": 8})
    )


def reports_listed() -> QuerySet[BoardReport]:
    return BoardReport.objects.select_related("made_by")


@office_page()
def report_list(request: OfficeRequest) -> HttpResponse:
    """Every report, and a new one."""
    right_needed(request.user, MAKE if request.method == "POST" else SEE)
    now = clock.now()
    today = clock.local_day(now, district_current().time_zone)
    begin = {"from_day": today - timedelta(days=365), "to_day": today, "title": "Students' data: report to the board"}
    form = ReportForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        try:
            report = board_report_make(actor=request.user, now=now, **form.cleaned_data)
        except ReportRefused as refused:
            form.add_error("to_day", str(refused))
        else:
            messages.success(request, "The report is made. Its numbers stay as they are.")
            return redirect("board-report", report.pk)
    return office_render(
        request,
        "staff/reporting/board_list.html",
        title="Reports to the board",
        reports=list(reports_listed()),
        form=form,
        may=request.user.has_perm(MAKE),
    )


@office_page(methods=("GET", "HEAD"))
def report_page(request: OfficeRequest, pk: int) -> HttpResponse:
    right_needed(request.user, SEE)
    report = get_object_or_404(reports_listed(), pk=pk)
    return office_render(request, "staff/reporting/board.html", **_shown(report))


@office_page(methods=("GET", "HEAD"))
def report_pdf(request: OfficeRequest, pk: int) -> HttpResponse:
    right_needed(request.user, SEE)
    report = get_object_or_404(reports_listed(), pk=pk)
    try:
        pdf = pdf_rendered("letters/board_report.html", _shown(report), title=report.title)
    except PrintingUnavailable as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    name = f"board-report-{report.to_day.isoformat()}.pdf"
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _shown(report: BoardReport) -> dict[str, Any]:
    return {
        "title": report.title,
        "report": report,
        "period": f"{plain_day(report.from_day)} to {plain_day(report.to_day)}",
        "sentences": board_sentences(report.numbers),
        "made_on": plain_day(clock.local_day(report.made_at, district_current().time_zone)),
    }
