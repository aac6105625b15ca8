"""The office's pages of the yearly notice to parents."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from district import clock
from district.selectors import district_current
from district.storage import StoredFileChanged, open_verified
from district.taskpages import OfficeRequest, office_page, office_render, right_needed, sent
from transparency.models import YearNotice
from transparency.reporting.yearforms import GivenForm, NoticeForm, YearForm
from transparency.reporting.yearselectors import (
    everybody_told_on,
    given_of,
    mailing_possible,
    notice_of_year,
    notices_listed,
    schools_told,
)
from transparency.reporting.yearservices import (
    NoticeRefused,
    year_notice_approve,
    year_notice_given,
    year_notice_mail,
    year_notice_write,
)
from transparency.reporting.yeartexts import TITLES, sources, text_proposed, year_of

SEE = "transparency.view_yearnotice"
WRITE = "transparency.change_yearnotice"


@office_page()
def notice_list(request: OfficeRequest) -> HttpResponse:
    """Every school year's notice; the next one is begun here."""
    right_needed(request.user, WRITE if request.method == "POST" else SEE)
    district = district_current()
    form = YearForm(request.POST or None, initial={"starts_on": district.school_year_starts_on})
    if request.method == "POST" and form.is_valid():
        starts_on = form.cleaned_data["starts_on"]
        return redirect(f"{_url(year_of(starts_on))}write/?starts_on={starts_on.isoformat()}")
    return office_render(
        request,
        "staff/reporting/year_list.html",
        title="Yearly notice to parents",
        notices=list(notices_listed()),
        form=form,
        may=request.user.has_perm(WRITE),
    )


@office_page(methods=("GET", "HEAD"))
def notice_page(request: OfficeRequest, year: str) -> HttpResponse:
    """One year's notice: its words, whether it stands, and to whom it was given how."""
    right_needed(request.user, SEE)
    return _page(request, _notice_or_404(year), GivenForm())


@office_page()
def notice_write(request: OfficeRequest, year: str) -> HttpResponse:
    """Write the notice; the first time from what the procedure says of it."""
    right_needed(request.user, WRITE)
    notice = notice_of_year(year)
    starts_on = YearForm(request.GET)
    day = notice.starts_on if notice else starts_on.cleaned_data["starts_on"] if starts_on.is_valid() else None
    if day is None or year_of(day) != year:
        raise Http404("Begin the notice with the first day of school.")
    form = NoticeForm(request.POST or None, initial=_written(notice) if notice else _proposed(year))
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            year_notice_write(starts_on=day, actor=request.user, now=clock.now(), **form.cleaned_data)
            messages.success(request, "Kept. It stands once somebody approves it.")
            return redirect("year-notice", year)
        except NoticeRefused as refused:
            problem = str(refused)
    return office_render(
        request,
        "staff/reporting/year_write.html",
        status=409 if problem else 200,
        title=f"Notice to parents {year}",
        form=form,
        problem=problem,
        year=year,
        sources=sources(),
        fresh=notice is None,
    )


def _written(notice: YearNotice) -> dict[str, str]:
    return {name: getattr(notice, name) for name in ("title", "text", "title_es", "text_es")}


def _proposed(year: str) -> dict[str, str]:
    district = district_current()
    return {
        "title": TITLES["en"],
        "text": text_proposed(district, year, "en"),
        "title_es": TITLES["es"],
        "text_es": text_proposed(district, year, "es"),
    }


@office_page(methods=("POST",))
def notice_act(request: OfficeRequest, year: str) -> HttpResponse:
    """Approve, hand to a mailing, or record a giving."""
    right_needed(request.user, WRITE)
    notice, now = _notice_or_404(year), clock.now()
    try:
        if "approve" in request.POST:
            year_notice_approve(notice=notice, actor=request.user, now=now)
            messages.success(request, "Approved: it stands on the public page and may be given to families.")
        elif "mail" in request.POST:
            right_needed(request.user, "notices.add_mailing")
            mailing = year_notice_mail(notice=notice, actor=request.user, now=now)
            messages.success(request, "The mailing is prepared. A second person lets it go.")
            return redirect("notices:mailing", mailing.pk)
        else:
            return _record(request, notice, now)
    except NoticeRefused as refused:
        return _page(request, notice, GivenForm(), problem=str(refused), status=409)
    return redirect("year-notice", year)


def _record(request: OfficeRequest, notice: YearNotice, now: datetime) -> HttpResponse:
    form = GivenForm(*sent(request))
    if not form.is_valid():
        return _page(request, notice, form, status=400)
    said = form.cleaned_data
    file = said.pop("file")
    body, name = (file.read(), file.name) if file else (b"", "")
    year_notice_given(notice=notice, actor=request.user, now=now, file=body, file_name=name, **said)
    messages.success(request, "Recorded.")
    return redirect("year-notice", notice.school_year)


@office_page(methods=("GET", "HEAD"))
def given_file(request: OfficeRequest, year: str, pk: int) -> HttpResponseBase:
    """The file that proves a giving, to be saved."""
    right_needed(request.user, SEE)
    row = given_of(_notice_or_404(year)).filter(pk=pk).exclude(file_sha256="").first()
    if row is None:
        raise Http404("There is no such file.")
    try:
        stream = open_verified(row.file_sha256)
    except StoredFileChanged as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    response = FileResponse(stream, as_attachment=True, filename=row.file_name, content_type="application/octet-stream")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _page(
    request: HttpRequest, notice: YearNotice, form: GivenForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "title": f"Notice to parents {notice.school_year}",
        "notice": notice,
        "told": schools_told(notice),
        "given": list(given_of(notice)),
        "everybody_on": everybody_told_on(notice),
        "form": form,
        "problem": problem,
        "may": request.user.has_perm(WRITE),
        "may_mail": request.user.has_perm("notices.add_mailing") and mailing_possible(notice),
    }
    return office_render(request, "staff/reporting/year_notice.html", status=status, **context)


def _notice_or_404(year: str) -> YearNotice:
    notice = notice_of_year(year)
    if notice is None:
        raise Http404("There is no notice for that school year yet.")
    return notice


def _url(year: str) -> str:
    return f"/office/notice-to-parents/{year}/"
