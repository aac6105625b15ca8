"""Lists of pupils: sent in, read in the background, and their rows that gave nobody settled by hand or given back."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from breaches.affected import lists_of, rows_of
from breaches.models import TO_SETTLE, AffectedList, AffectedListRow, Breach
from breaches.services.lists import list_receive, list_row_settle, list_rows_leave
from breaches.services.states import BreachRefused
from breaches.steps import WORKED_ON
from breaches.studentforms import LeaveForm, ListForm, TypedForm
from breaches.studentlines import list_line
from breaches.tasks import list_soon
from breaches.views.common import breach_or_refuse, breach_page, room_render
from breaches.views.facts import form_answered
from breaches.views.students import LOOK_UP, looked_up
from district.clock import now as clock_now
from district.csvwriting import csv_pieces
from district.taskpages import OfficeRequest, right_needed, sent
from roster.models import Student

SEND = "breaches.add_affectedlist"
SETTLE = "breaches.change_affectedlistrow"
SEE_ROWS = "breaches.view_affectedlistrow"
PAGE = 50


@breach_page()
def add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Send a list in. Its header is looked at while the page waits; the rest is read in the background."""
    breach = breach_or_refuse(request.user, pk, may=SEND)
    form = ListForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            source = list_receive(
                breach=breach, name=file.name, file=file.file, size=file.size, actor=request.user, now=clock_now()
            )
        except BreachRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            list_soon(source.pk)
            messages.success(request, "The list is here and will be read now. You can go on meanwhile.")
            return redirect("breaches:list-page", pk=breach.pk, source=source.pk)
    return room_render(
        request,
        "staff/breaches/list_add.html",
        breach,
        "students",
        status=422 if form.errors else 200,
        form=form,
        title="Add pupils by a list",
        submit_label="Send the list",
        back_url=reverse("breaches:students", args=[breach.pk]),
    )


@breach_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int, source: int) -> HttpResponse:
    """How far the reading is; then the rows that gave nobody, each with its reason."""
    breach = breach_or_refuse(request.user, pk, may=SEE_ROWS)
    found = _list(breach, source)
    only_open = request.GET.get("open") == "1"
    rows = Paginator(rows_of(found, only_open=only_open), PAGE).get_page(request.GET.get("page"))
    return room_render(
        request,
        "staff/breaches/list_page.html",
        breach,
        "students",
        line=list_line(found, _waiting(found)),
        page=rows,
        header=found.counts.get("header", []),
        only_open=only_open,
        to_settle=TO_SETTLE,
        may_settle=breach.state in WORKED_ON and request.user.has_perm(SETTLE) and request.user.has_perm(LOOK_UP),
        title=f"List {found.file_name}",
    )


@breach_page(methods=("GET", "HEAD"))
def returned(request: OfficeRequest, pk: int, source: int) -> StreamingHttpResponse:
    """The rows that gave nobody as a CSV file, with line and reason. Formulas are made harmless."""
    breach = breach_or_refuse(request.user, pk, may=SEE_ROWS)
    found = _list(breach, source)
    header = ["Line", "Reason", "Settled", *found.counts.get("header", [])]
    response = StreamingHttpResponse(csv_pieces(header, _cells(found)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{breach.number}-rows-returned.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _cells(source: AffectedList) -> Iterator[list[str]]:
    for row in rows_of(source).iterator(chunk_size=2000):
        cells = dict(row.sealed)["cells"]
        yield [str(row.line), row.reason, _settled(row), *cells]


def _settled(row: AffectedListRow) -> str:
    if row.settled_at is None:
        return ""
    return f"left: {row.settled_because}" if row.settled_because else "added by hand"


@breach_page()
def row(request: OfficeRequest, pk: int, source: int, row: int) -> HttpResponse:
    """Find out whom a row means, and add that pupil; or leave it, with the reason."""
    breach = breach_or_refuse(request.user, pk, may=SETTLE)
    right_needed(request.user, LOOK_UP)
    found = _list(breach, source)
    line = get_object_or_404(found.rows.select_related("list__breach"), pk=row)
    form = TypedForm(request.POST if "look" in request.POST else None)
    leave = LeaveForm(request.POST if "leave" in request.POST else None)
    if "settle" in request.POST:
        return _settled_by_hand(request, line)
    if "leave" in request.POST and (answer := _left(request, line, leave)) is not None:
        return answer
    return room_render(
        request,
        "staff/breaches/list_row.html",
        breach,
        "students",
        status=422 if form.errors or leave.errors else 200,
        form=leave if leave.errors else form,
        typed_form=form,
        leave=leave,
        row=line,
        source=found,
        cells=list(zip(found.counts.get("header", []), dict(line.sealed)["cells"], strict=False)),
        candidates=looked_up(breach, form),
        asked=form.is_bound and form.is_valid(),
        open=line.settled_at is None and line.fate in TO_SETTLE,
        title=f"Line {line.line} of {found.file_name}",
    )


def _settled_by_hand(request: OfficeRequest, row: AffectedListRow) -> HttpResponse:
    chosen = request.POST.get("student", "")
    student = get_object_or_404(Student, pk=int(chosen)) if chosen.isdigit() and len(chosen) < 19 else None
    try:
        if student is None:
            raise BreachRefused("Choose the pupil whom the row means.")
        list_row_settle(row=row, student=student, actor=request.user, now=clock_now())
    except BreachRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("breaches:list-row", pk=row.list.breach_id, source=row.list_id, row=row.pk)
    messages.success(request, f"Line {row.line} is settled.")
    return _next(row)


def _left(request: OfficeRequest, row: AffectedListRow, form: LeaveForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        list_rows_leave(source=row.list, row_ids=[row.pk], actor=request.user, now=clock_now(), **form.cleaned_data)
    except BreachRefused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return None
    messages.success(request, f"Line {row.line} is left as it is.")
    return _next(row)


def _next(row: AffectedListRow) -> HttpResponse:
    """On to the next open row of the list, or back to the list."""
    following = rows_of(row.list, only_open=True).filter(line__gt=row.line).first()
    if following is not None:
        return redirect("breaches:list-row", pk=row.list.breach_id, source=row.list_id, row=following.pk)
    return redirect("breaches:list-page", pk=row.list.breach_id, source=row.list_id)


@breach_page()
def leave_all(request: OfficeRequest, pk: int, source: int) -> HttpResponse:
    """Leave every open row of a list, with one reason."""
    breach = breach_or_refuse(request.user, pk, may=SETTLE)
    found = _list(breach, source)
    return form_answered(
        request,
        breach,
        LeaveForm(sent(request)[0]),
        take=lambda values: list_rows_leave(source=found, row_ids=None, actor=request.user, now=clock_now(), **values),
        done="The rows are left as they are.",
        tab="students",
        back=reverse("breaches:list-page", args=[breach.pk, found.pk]),
        title=f"Leave the open rows of {found.file_name}",
        intro="They stay in the file that you can download, with their reasons.",
        submit_label="Leave them",
    )


def _waiting(source: Any) -> int:
    return int(source.open_rows)


def _list(breach: Breach, source: int) -> AffectedList:
    found: AffectedList = get_object_or_404(lists_of(breach), pk=source)
    return found
