"""Spreadsheets into the inventory: hand in, name the columns, look at the dry run, settle doubles, take it over."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from district.clock import now as clock_now
from district.csvwriting import csv_pieces
from district.downloads import file_answer
from district.importstates import ImportState
from district.models import User
from district.refusals import Refused
from district.selectors import district_current_or_none
from district.tables.packages import Unusable
from district.taskpages import OFFICE_LAYOUT, OfficeRequest, office_page, office_render, right_needed, sent
from inventory.importing.files import sheet_looked_at
from inventory.importing.forms import ColumnsForm, DoublesForm, SheetForm, SpreadsheetForm
from inventory.importing.presenters import (
    REPORT_COLUMNS,
    counts_shown,
    import_lines,
    outcome,
    report_rows,
    row_lines,
    verdict_title,
    who,
)
from inventory.importing.selectors import ADD, CHANGE, VIEW, doubles_of, imports_visible_to, rows_of, sources_known
from inventory.importing.services import (
    doubles_decide,
    import_columns_set,
    import_commit_ask,
    import_drop,
    import_receive,
    import_sheet_set,
    writes_in,
)
from inventory.importing.tasks import import_soon
from inventory.models import ImportPurpose, InventoryImport, RowVerdict

PAGE: Final = 50
DOUBLES_A_PAGE: Final = 20
AT_WORK: Final = (ImportState.READING, ImportState.COMMITTING)


@office_page(methods=("GET", "HEAD"))
def imports(request: OfficeRequest) -> HttpResponse:
    """Every file that was handed in, the newest first."""
    right_needed(request.user, VIEW)
    page = Paginator(imports_visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "lines": import_lines(page.object_list),
        "may_add": request.user.has_perm(ADD),
    }
    return _render(request, "list.html", title="Spreadsheets", **context)


@office_page()
def new(request: OfficeRequest) -> HttpResponse:
    """Hand in a file."""
    right_needed(request.user, ADD)
    purpose = request.GET.get("purpose", ImportPurpose.INVENTORY)
    form = SpreadsheetForm(*sent(request), known=sources_known(), initial={"purpose": purpose})
    if request.method == "POST" and form.is_valid():
        data, file = form.cleaned_data, form.cleaned_data["file"]
        try:
            batch = import_receive(
                file_name=file.name,
                chunks=file.chunks(),
                purpose=data["purpose"],
                source=data["source"],
                actor=request.user,
                now=clock_now(),
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("imports:columns", batch.pk)
    return _render(request, "new.html", title="Hand in a spreadsheet", status=422 if form.errors else 200, form=form)


@office_page()
def columns(request: OfficeRequest, pk: int) -> HttpResponse:
    """Which sheet, which header, and which column is what."""
    batch = _batch(request.user, pk, may=CHANGE)
    if batch.state not in (ImportState.MAPPING, ImportState.PLANNED):
        return redirect("imports:import", batch.pk)
    try:
        looked = sheet_looked_at(batch)
    except Unusable as why:
        messages.error(request, str(why))
        return redirect("imports:list")
    sheet_form = SheetForm(
        request.POST if "choose" in request.POST else None,
        sheets=looked.sheets,
        heads=looked.heads,
        initial={"sheet": batch.sheet, "header_row": batch.header_row},
    )
    form = ColumnsForm(
        request.POST if request.method == "POST" and "choose" not in request.POST else None,
        header=looked.header,
        columns=batch.columns.get("fields", {}),
        purpose=batch.purpose,
        elements=looked.elements,
        defaults=batch.columns.get("defaults", {}),
    )
    if sheet_form.is_bound and sheet_form.is_valid() and _sheet_kept(request, batch, sheet_form):
        return redirect("imports:columns", batch.pk)
    if form.is_bound and form.is_valid() and _columns_kept(request, batch, form):
        return _at_work(batch)
    shown = sheet_form if sheet_form.errors else form
    return _render(
        request,
        "columns.html",
        title="What is in which column?",
        status=422 if shown.errors else 200,
        batch=batch,
        form=shown,
        sheet_form=sheet_form,
        notes=looked.notes,
        columns=[(form[f"column{place}"], samples) for place, samples in enumerate(looked.samples)],
        defaults=[form[name] for name in form.fields if name.startswith("default_")],
    )


@office_page(methods=("GET", "HEAD"))
def one(request: OfficeRequest, pk: int) -> HttpResponse:
    """One import as it stands: its progress, its plan, or what became of it."""
    batch = _batch(request.user, pk)
    if batch.state == ImportState.MAPPING and request.user.has_perm(CHANGE):
        return redirect("imports:columns", batch.pk)
    reading = batch.state == ImportState.READING
    response = _render(
        request,
        "one.html",
        title=batch.file_name,
        batch=batch,
        by=who(batch),
        counts=counts_shown(batch),
        at_work=batch.state in AT_WORK,
        planned=batch.state == ImportState.PLANNED,
        usable=writes_in(batch.counts) > 0,
        may_change=request.user.has_perm(CHANGE),
        progress_words="Being read" if reading else "Being written",
    )
    if batch.state in AT_WORK:
        response["Refresh"] = "2"
    return response


@office_page(methods=("GET", "HEAD"))
def rows(request: OfficeRequest, pk: int, verdict: str) -> HttpResponse:
    """The rows behind one number of the plan."""
    batch = _batch(request.user, pk)
    if verdict not in RowVerdict.values:
        raise Http404
    page = Paginator(rows_of(batch, verdict), PAGE).get_page(request.GET.get("page"))
    title = verdict_title(RowVerdict(verdict), batch.purpose)
    context: dict[str, Any] = {"batch": batch, "page": page, "lines": row_lines(page.object_list), "verdict": verdict}
    return _render(request, "rows.html", title=title, **context)


@office_page(methods=("GET", "HEAD"))
def report(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Every row with what happens, or happened, and why; `?verdict=refused` gives one kind."""
    batch = _batch(request.user, pk)
    verdict = request.GET.get("verdict", "")
    found = rows_of(batch, verdict if verdict in RowVerdict.values else "").iterator(chunk_size=1000)
    pieces = csv_pieces(REPORT_COLUMNS, report_rows(found))
    answer = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    return file_answer(answer, f"inventory-import-{batch.pk}.csv")


@office_page()
def doubles(request: OfficeRequest, pk: int) -> HttpResponse:
    """Names that look like doubles: a person says which are the same."""
    batch = _batch(request.user, pk, may=CHANGE)
    if batch.state != ImportState.PLANNED:
        return redirect("imports:import", batch.pk)
    page = Paginator(doubles_of(batch), DOUBLES_A_PAGE).get_page(request.GET.get("page"))
    form = DoublesForm(sent(request)[0], doubles=list(page.object_list))
    if request.method == "POST" and form.is_valid():
        if not form.decided:
            return redirect("imports:import", batch.pk)
        try:
            doubles_decide(batch=batch, decided=form.decided, actor=request.user, now=clock_now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        return _at_work(batch)
    status = 422 if form.errors else 200
    return _render(
        request, "doubles.html", title="Are these the same?", status=status, batch=batch, form=form, page=page
    )


@office_page()
def commit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Are you sure? Then a worker takes the plan over."""
    batch = _batch(request.user, pk, may=CHANGE)
    if batch.state != ImportState.PLANNED:
        return redirect("imports:import", batch.pk)
    if request.method == "POST":
        try:
            import_commit_ask(batch=batch, actor=request.user, now=clock_now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("imports:import", batch.pk)
        return _at_work(batch)
    return office_render(
        request,
        "confirm_page.html",
        title="Take this spreadsheet over?",
        layout=OFFICE_LAYOUT,
        intro=batch.file_name,
        consequences=outcome(batch),
        submit_label="Take it over",
        back_url=reverse("imports:import", args=[batch.pk]),
    )


@office_page()
def drop(request: OfficeRequest, pk: int) -> HttpResponse:
    """Are you sure? Then nothing of the file stays."""
    batch = _batch(request.user, pk, may=CHANGE)
    if request.method == "POST":
        try:
            import_drop(batch=batch, actor=request.user, now=clock_now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("imports:import", batch.pk)
        messages.success(request, "Dropped. The file and what was read of it are removed.")
        return redirect("imports:list")
    return office_render(
        request,
        "confirm_page.html",
        title="Drop this file?",
        layout=OFFICE_LAYOUT,
        intro=batch.file_name,
        consequences=["The inventory stays as it is.", "The file and what was read of it are removed."],
        submit_label="Drop it",
        danger=True,
        back_url=reverse("imports:import", args=[batch.pk]),
    )


def _batch(user: User, pk: int, *, may: str = "") -> InventoryImport:
    """403 without the right to see any import (or the further one), 404 where there is none."""
    if not user.has_perm(VIEW) or (may and not user.has_perm(may)):
        raise PermissionDenied
    return get_object_or_404(imports_visible_to(user), pk=pk)


def _at_work(batch: InventoryImport) -> HttpResponse:
    import_soon(batch.pk)
    return redirect("imports:import", batch.pk)


def _sheet_kept(request: OfficeRequest, batch: InventoryImport, form: SheetForm) -> bool:
    sheet, row = form.cleaned_data.get("sheet", batch.sheet), form.cleaned_data["header_row"]
    return _taken(form, import_sheet_set, batch=batch, sheet=sheet, header_row=row, actor=request.user, now=clock_now())


def _columns_kept(request: OfficeRequest, batch: InventoryImport, form: ColumnsForm) -> bool:
    said = {"columns": form.columns, "defaults": form.defaults}
    return _taken(form, import_columns_set, batch=batch, **said, actor=request.user, now=clock_now())


def _taken(form: SheetForm | ColumnsForm, service: Callable[..., object], **values: Any) -> bool:
    """Whether the service took it; what it refuses stands above the form."""
    try:
        service(**values)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _render(request: OfficeRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    district = district_current_or_none()
    zone = district.time_zone if district is not None else "UTC"
    return office_render(request, f"staff/imports/{template}", status=status, zone=zone, **context)
