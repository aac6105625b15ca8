"""Roster imports in the office: hand in, name the columns, look at the dry run, take over or drop."""

from itertools import islice
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from district.clock import now as clock_now
from district.csvwriting import csv_pieces
from district.models import User
from district.refusals import Refused
from district.tables.csvtables import Table
from district.tables.packages import Unusable
from district.taskpages import OFFICE_LAYOUT
from roster.importforms import ColumnsForm, CommitForm, RosterFileForm, SchoolsForm
from roster.importing.counting import people_listed, schools_unknown, troubles_listed
from roster.importing.lists import VIEW_IMPORTS, imports_visible_to
from roster.importing.plaincsv import plain_table
from roster.importing.reports import problem_header, problem_rows
from roster.importing.staging import staged
from roster.importpresenters import LISTS, count_lines, import_lines, outcome
from roster.importtasks import import_soon
from roster.models import ImportState, RosterImport
from roster.selectors import VIEW
from roster.services.imports import (
    import_columns_set,
    import_commit_ask,
    import_drop,
    import_package,
    import_receive,
    many_gone,
    pupils_in,
    schools_named,
)
from roster.views.common import OfficeRequest, office_page, right_needed, roster_render, sent

ADD: Final = "roster.add_rosterimport"
CHANGE: Final = "roster.change_rosterimport"
PAGE: Final = 50
SAMPLES: Final = 3
AT_WORK: Final = (ImportState.READING, ImportState.COMMITTING)
TAB: Final = "imports"


@office_page(methods=("GET", "HEAD"))
def imports(request: OfficeRequest) -> HttpResponse:
    """Every file that was handed in, the newest first."""
    right_needed(request.user, VIEW_IMPORTS)
    page = Paginator(imports_visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    return roster_render(
        request,
        "staff/roster/imports/list.html",
        TAB,
        title="Imports",
        page=page,
        lines=import_lines(page.object_list),
        may_add=request.user.has_perm(ADD),
    )


@office_page()
def new(request: OfficeRequest) -> HttpResponse:
    """Hand in a file."""
    right_needed(request.user, ADD)
    form = RosterFileForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        whole = form.cleaned_data["whole"] == "all"
        try:
            batch = import_receive(
                file_name=file.name, chunks=file.chunks(), whole=whole, actor=request.user, now=clock_now()
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return (
                _at_work(batch) if batch.state == ImportState.READING else redirect("roster:import-columns", batch.pk)
            )
    return roster_render(
        request,
        "staff/roster/imports/new.html",
        TAB,
        title="Hand in a roster file",
        status=422 if form.errors else 200,
        form=form,
    )


@office_page(methods=("GET", "HEAD"))
def one(request: OfficeRequest, pk: int) -> HttpResponse:
    """One import as it stands: its columns, its progress, its plan, or what became of it."""
    batch = _batch(request.user, pk)
    if batch.state == ImportState.MAPPING:
        return redirect("roster:import-columns", batch.pk)
    return _shown(request, batch, SchoolsForm(unknown=_unknown(batch)))


@office_page(methods=("POST",))
def schools(request: OfficeRequest, pk: int) -> HttpResponse:
    """Say which schools the file means, and plan again."""
    batch = _batch(request.user, pk, may=CHANGE)
    form = SchoolsForm(request.POST, unknown=_unknown(batch))
    if form.is_valid() and not form.meant:
        form.add_error(None, "Choose a school for at least one name.")
    if form.is_valid():
        try:
            schools_named(batch=batch, meant=form.meant, actor=request.user, now=clock_now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        return _at_work(batch)
    return _shown(request, batch, form, status=422)


@office_page()
def columns(request: OfficeRequest, pk: int) -> HttpResponse:
    """Which column of a plain CSV file is what. Needs the right to see pupils: the first rows are shown."""
    batch = _batch(request.user, pk, may=CHANGE)
    right_needed(request.user, VIEW)
    if batch.state not in (ImportState.MAPPING, ImportState.PLANNED):
        return redirect("roster:import", batch.pk)
    try:
        table = plain_table(import_package(batch))
        samples = list(islice(table.rows(), SAMPLES))
    except Unusable as why:
        messages.error(request, str(why))
        return redirect("roster:imports")
    form = ColumnsForm(sent(request)[0], header=table.header, columns=batch.columns.get("fields", {}))
    if request.method == "POST" and form.is_valid() and _columns_kept(request, batch, form, table):
        return _at_work(batch)
    return roster_render(
        request,
        "staff/roster/imports/columns.html",
        TAB,
        title="What is in which column?",
        status=422 if form.errors else 200,
        batch=batch,
        form=form,
        note=table.note,
        columns=[
            (form[f"column{place}"], [row[place] for _, row in samples if place < len(row) and row[place]])
            for place in range(len(table.header))
        ],
    )


@office_page(methods=("GET", "HEAD"))
def rows(request: OfficeRequest, pk: int, which: str) -> HttpResponse:
    """The rows behind one number of the plan."""
    batch = _batch(request.user, pk)
    right_needed(request.user, VIEW)
    kind = LISTS.get(which)
    if kind is None or batch.state != ImportState.PLANNED or not staged(batch.pk):
        raise Http404
    number = _number(request.GET.get("page", ""))
    offset = (number - 1) * PAGE
    listed = troubles_listed if kind.troubles else people_listed
    found = listed(batch.pk, which, offset=offset, limit=PAGE)
    page = Paginator(range(batch.counts.get(kind.count, 0)), PAGE).get_page(number)
    return roster_render(
        request, "staff/roster/imports/rows.html", TAB, title=kind.title, batch=batch, kind=kind, rows=found, page=page
    )


@office_page(methods=("GET", "HEAD"))
def conflicts_csv(request: OfficeRequest, pk: int) -> StreamingHttpResponse:
    """The rows that come back, with where they stood and why."""
    batch = _batch(request.user, pk)
    right_needed(request.user, VIEW)
    if batch.state != ImportState.PLANNED or not staged(batch.pk):
        raise Http404
    pieces = csv_pieces(problem_header(batch.pk), problem_rows(batch.pk))
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="roster-{batch.pk}-rows-that-come-back.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@office_page()
def commit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Are you sure? Then a worker takes the plan over."""
    batch = _batch(request.user, pk, may=CHANGE)
    if batch.state != ImportState.PLANNED:
        return redirect("roster:import", batch.pk)
    counts = batch.counts
    form = CommitForm(
        sent(request)[0], gone=counts["students_gone"], before=counts["students_before"], many=many_gone(counts)
    )
    if request.method == "POST" and form.is_valid():
        confirmed = bool(form.cleaned_data.get("gone"))
        try:
            import_commit_ask(batch=batch, confirmed_gone=confirmed, actor=request.user, now=clock_now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _at_work(batch)
    return roster_render(
        request,
        "confirm_page.html",
        TAB,
        title="Take this roster over?",
        layout=OFFICE_LAYOUT,
        status=422 if form.errors else 200,
        form=form,
        consequences=outcome(batch),
        submit_label="Take it over",
        danger=many_gone(counts),
        back_url=reverse("roster:import", args=[batch.pk]),
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
            return redirect("roster:import", batch.pk)
        messages.success(request, "Dropped. The file and what was read of it are removed.")
        return redirect("roster:imports")
    return roster_render(
        request,
        "confirm_page.html",
        TAB,
        title="Drop this file?",
        layout=OFFICE_LAYOUT,
        intro=batch.file_name,
        consequences=["The roster stays as it is.", "The file and what was read of it are removed."],
        submit_label="Drop it",
        danger=True,
        back_url=reverse("roster:import", args=[batch.pk]),
    )


def _batch(user: User, pk: int, *, may: str = "") -> RosterImport:
    """403 without the right to see any import (or the further one), 404 where there is none."""
    if not user.has_perm(VIEW_IMPORTS) or (may and not user.has_perm(may)):
        raise PermissionDenied
    return get_object_or_404(imports_visible_to(user), pk=pk)


def _at_work(batch: RosterImport) -> HttpResponse:
    import_soon(batch.pk)
    return redirect("roster:import", batch.pk)


def _unknown(batch: RosterImport) -> list[tuple[str, int]]:
    return schools_unknown(batch.pk) if batch.state == ImportState.PLANNED and staged(batch.pk) else []


def _shown(request: OfficeRequest, batch: RosterImport, form: SchoolsForm, *, status: int = 200) -> HttpResponse:
    counts = batch.counts
    response = roster_render(
        request,
        "staff/roster/imports/one.html",
        TAB,
        title=batch.file_name,
        status=status,
        batch=batch,
        form=form,
        counts=count_lines(batch),
        at_work=batch.state in AT_WORK,
        planned=batch.state == ImportState.PLANNED,
        usable=pupils_in(counts) > 0,
        conflicts=counts.get("conflicts", 0),
        many_gone=many_gone(counts),
        may_change=request.user.has_perm(CHANGE),
        may_look=request.user.has_perm(VIEW),
        progress_words=f"{batch.progress} per cent read" if batch.state == ImportState.READING else "Being written",
    )
    if batch.state in AT_WORK:
        response["Refresh"] = "2"
    return response


def _columns_kept(request: OfficeRequest, batch: RosterImport, form: ColumnsForm, table: Table) -> bool:
    try:
        import_columns_set(
            batch=batch, columns=form.columns, header=list(table.header), actor=request.user, now=clock_now()
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1
