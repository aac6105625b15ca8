"""The register's pages: those that lack an agreement first."""

from collections.abc import Iterator
from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from contracts.readiness import gaps_open
from district.clock import local_day
from district.clock import now as clock_now
from district.csvwriting import csv_pieces
from district.downloads import file_answer
from district.refusals import Refused
from district.selectors import district_current, packs_adopted
from district.taskpages import OfficeRequest, office_page, office_render, right_needed, sent
from inventory.disclosures.cover import exceptions_offered, restrictions_on_sharing
from inventory.disclosures.forms import DisclosureForm, EndForm
from inventory.disclosures.selectors import ADD, CHANGE, SEE, Entry, disclosures_visible_to, entries_on
from inventory.disclosures.services import disclosure_end, disclosure_save
from inventory.models import Disclosure
from inventory.sealing import GivenFile, beside_answer

SHOWN: Final = {"lacking": "Lacking", "open": "Given now", "all": "All"}
COLUMNS: Final = (
    *("Number", "Recipient", "Kind", "Kinds of information", "What for", "Students", "How", "Since", "Until"),
    *("Standing", "Agreement", "Exception", "Citation", "Why it holds", "Document"),
)


@office_page(methods=("GET", "HEAD"))
def register(request: OfficeRequest) -> HttpResponse:
    """Every recipient with what covers it; `?show=lacking` those that lack something."""
    right_needed(request.user, SEE)
    day = local_day(clock_now(), district_current().time_zone)
    entries = entries_on(disclosures_visible_to(request.user), day)
    parts = {
        "lacking": [entry for entry in entries if entry.cover.lacking],
        "open": [entry for entry in entries if entry.cover.code != "ended"],
        "all": entries,
    }
    shown = request.GET.get("show", "open")
    shown = shown if shown in SHOWN else "open"
    return office_render(
        request,
        "staff/disclosures/register.html",
        title="Disclosure register",
        entries=parts[shown],
        shown=shown,
        views=[(key, title, len(parts[key])) for key, title in SHOWN.items()],
        lacking=len(parts["lacking"]),
        rules=restrictions_on_sharing(packs_adopted(day)),
        may_add=request.user.has_perm(ADD),
    )


@office_page(methods=("GET", "HEAD"))
def register_csv(request: OfficeRequest) -> HttpResponseBase:
    """The whole register as a spreadsheet."""
    right_needed(request.user, SEE)
    day = local_day(clock_now(), district_current().time_zone)
    entries = entries_on(disclosures_visible_to(request.user), day)
    answer = StreamingHttpResponse(csv_pieces(COLUMNS, _rows(entries)), content_type="text/csv; charset=utf-8")
    return file_answer(answer, f"disclosures-{day}.csv")


def _rows(entries: list[Entry]) -> Iterator[tuple[object, ...]]:
    for entry in entries:
        row = entry.disclosure
        kinds = ", ".join(element.name for element in row.elements.all())
        yield (
            *(row.number, row.recipient, row.get_recipient_kind_display(), kinds, row.purpose, row.students_counted),
            *(row.how, row.first_on, row.ended_on, entry.cover.words, row.agreement),
            *(row.exception_words, row.exception_citation, row.exception_reason),
            "kept" if row.document_sha256 else "",
        )


@office_page(methods=("GET", "HEAD"))
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """One entry: what is given, what covers it, and what its agreement still lacks."""
    row = _row(request, pk, SEE)
    now = clock_now()
    day = local_day(now, district_current().time_zone)
    entry = next(iter(entries_on(disclosures_visible_to(request.user).filter(pk=pk), day)))
    return office_render(
        request,
        "staff/disclosures/page.html",
        title=str(row),
        entry=entry,
        row=entry.disclosure,
        gaps=gaps_open(row.agreement, now=now) if row.agreement is not None else [],
        may_change=request.user.has_perm(CHANGE),
        may_read_agreement=request.user.has_perm("contracts.view_agreement"),
    )


@office_page()
def edit(request: OfficeRequest, pk: int | None = None) -> HttpResponse:
    """A new entry, or a changed one."""
    right_needed(request.user, ADD if pk is None else CHANGE)
    row = _row(request, pk, CHANGE) if pk is not None else Disclosure()
    packs = packs_adopted(local_day(clock_now(), district_current().time_zone))
    form = DisclosureForm(*sent(request), instance=row, user=request.user, offered=exceptions_offered(packs))
    if request.method == "POST" and form.is_valid() and _kept(request, form, packs):
        messages.success(request, f"{form.instance.number} is kept.")
        return redirect("disclosures:page", pk=form.instance.pk)
    return office_render(
        request,
        "staff/disclosures/form.html",
        title=f"Change {row.number}" if pk is not None else "Enter a disclosure",
        form=form,
        row=row,
        status=422 if form.errors else 200,
    )


def _kept(request: OfficeRequest, form: DisclosureForm, packs: list[str]) -> bool:
    file = form.cleaned_data.get("document")
    try:
        disclosure_save(
            disclosure=form.save(commit=False),
            elements=form.cleaned_data["elements"],
            packs=packs,
            document=GivenFile(file.name, file) if file is not None else None,
            actor=request.user,
            now=clock_now(),
        )
    except Refused as refusal:
        form.add_error("document", str(refusal))
    except ValidationError as refusal:
        form.add_error(None, refusal)
    return not form.errors


@office_page()
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    """Nothing is given any more."""
    row = _row(request, pk, CHANGE)
    form = EndForm(sent(request)[0], initial={"ended_on": local_day(clock_now(), district_current().time_zone)})
    if request.method == "POST" and form.is_valid():
        try:
            disclosure_end(disclosure=row, actor=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{row.number} has ended. It stays in the register.")
            return redirect("disclosures:page", pk=row.pk)
    return office_render(
        request,
        "staff/disclosures/form.html",
        title=f"End {row.number}",
        form=form,
        row=row,
        status=422 if form.errors else 200,
    )


@office_page(methods=("GET", "HEAD"))
def document(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The exception's document, for those who keep the register: a court's order may name pupils."""
    row = _row(request, pk, CHANGE)
    if not row.document_sha256:
        raise Http404
    return beside_answer(row.document_sha256, lambda: row.document_sealed, row.document_title)


def _row(request: OfficeRequest, pk: int, right: str) -> Disclosure:
    right_needed(request.user, SEE)
    right_needed(request.user, right)
    return get_object_or_404(disclosures_visible_to(request.user), pk=pk)
