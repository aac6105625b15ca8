"""The officer's report, its tables as CSV, and the board's page on screen and paper."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from district.clock import local_day
from district.clock import now as clock_now
from district.csvwriting import csv_pieces
from district.downloads import file_answer
from district.printing import PrintingUnavailable, pdf_rendered
from district.selectors import district_current
from district.taskpages import OfficeRequest, office_page, office_render, right_needed
from district.templatetags.words import plain_day
from requests_portal.reports.periods import Period, PeriodForm, period_usual
from requests_portal.reports.presenters import (
    PARTS,
    Table,
    board_sentences,
    board_table,
    csv_rows,
    kind_table,
    month_chart,
    month_table,
    operator_table,
)
from requests_portal.reports.selectors import operator_figures, request_figures
from requests_portal.reports.withholding import RULE
from requests_portal.selectors import SEE

TITLE = "How requests are answered"
BOARD_TITLE = "Requests of families: report to the board"


def _asked(request: OfficeRequest) -> tuple[PeriodForm, Period, datetime]:
    """The form of the address, its period, and now; 403 without the right to read requests."""
    right_needed(request.user, SEE)
    now, zone = clock_now(), district_current().time_zone
    given = {name: request.GET.get(name, "") for name in ("from", "to")}
    form = PeriodForm(given, usual=period_usual(local_day(now, zone), zone))
    return form, form.period(), now


@office_page(methods=("GET", "HEAD"))
def report(request: OfficeRequest) -> HttpResponse:
    """Everything for the officer: tables by kind, month and operator, and the months as a chart."""
    form, period, now = _asked(request)
    figures = request_figures(request.user, period, now=now)
    operators = operator_figures(request.user, period, now=now)
    return office_render(
        request,
        "staff/requests/reports.html",
        title=TITLE,
        form=form,
        period=period,
        tables=(kind_table(figures), month_table(figures), operator_table(operators)),
        chart=month_chart(figures, period.first, period.last),
        parts=PARTS,
        figures=figures.all,
    )


@office_page(methods=("GET", "HEAD"))
def report_csv(request: OfficeRequest, key: str) -> HttpResponseBase:
    """One of the tables, for a spreadsheet."""
    _, period, now = _asked(request)
    table = _table(request, key, period, now)
    answer = StreamingHttpResponse(
        csv_pieces((table.first, *table.columns), csv_rows(table)), content_type="text/csv; charset=utf-8"
    )
    return file_answer(answer, f"requests-by-{key}-{period.first}-{period.last}.csv")


def _table(request: OfficeRequest, key: str, period: Period, now: datetime) -> Table:
    if key == "operators":
        return operator_table(operator_figures(request.user, period, now=now))
    if key not in ("kinds", "months"):
        raise Http404
    figures = request_figures(request.user, period, now=now)
    return kind_table(figures) if key == "kinds" else month_table(figures)


@office_page(methods=("GET", "HEAD"))
def board(request: OfficeRequest) -> HttpResponse:
    """One page for the board: no names, small numbers withheld."""
    form, period, now = _asked(request)
    context = _board(request, period, now)
    return office_render(request, "staff/requests/reports_board.html", title=BOARD_TITLE, form=form, **context)


@office_page(methods=("GET", "HEAD"))
def board_pdf(request: OfficeRequest) -> HttpResponseBase:
    """The same page on paper."""
    _, period, now = _asked(request)
    try:
        made = pdf_rendered("letters/requests_board.html", _board(request, period, now), title=BOARD_TITLE)
    except PrintingUnavailable as error:
        refusal = {"title": BOARD_TITLE, "refusal": str(error)}
        return office_render(request, "staff/requests/reports_board.html", status=503, **refusal)
    name = f"requests-board-{period.first}-{period.last}.pdf"
    return file_answer(HttpResponse(made, content_type="application/pdf"), name)


def _board(request: OfficeRequest, period: Period, now: datetime) -> dict[str, Any]:
    figures = request_figures(request.user, period, now=now)
    before = request_figures(request.user, period.before(), now=now)
    operators = operator_figures(request.user, period, now=now)
    return {
        "period": period,
        "table": board_table(figures),
        "sentences": board_sentences(figures, before, operators),
        "rule": RULE,
        "made_on": plain_day(local_day(now, period.zone)),
    }
