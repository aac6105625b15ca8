"""The page that sets an agreement's schedule against the inventory, its spreadsheet, and a person's word on a line."""

from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect

from contracts.models import Agreement
from contracts.selectors import document_reviewed
from contracts.views.common import OfficeRequest, agreement_or_refuse, must_have, office_page, office_render
from district.clock import now as clock_now
from district.csvwriting import csv_pieces
from district.selectors import district_current_or_none
from inventory.coverage import Coverage, Line, coverage_of, elements_in_order
from inventory.models import ScheduleAnswer
from inventory.services import schedule_mark_add
from inventory.today import today

READ, MARK = "inventory.view_productuse", "inventory.add_schedulemark"
COLUMNS = (
    *("Kind of information", "Group", "Standing", "Products"),
    *("In the schedule", "Page", "Quote", "Marked by", "Reason"),
)


class MarkForm(forms.Form):
    """A person's word on one kind of information."""

    element = forms.ModelChoiceField(elements_in_order())
    answer = forms.ChoiceField(choices=ScheduleAnswer.choices)
    reason = forms.CharField(max_length=300)


@office_page()
def coverage(request: OfficeRequest, pk: int) -> HttpResponse:
    """Used and not covered first. A POST keeps a person's word on one line."""
    agreement = _agreement(request, pk)
    if request.method == "POST":
        return _marked(request, agreement)
    return _rendered(request, agreement)


@office_page(methods=("GET", "HEAD"))
def coverage_csv(request: OfficeRequest, pk: int) -> StreamingHttpResponse:
    """The same lines for a spreadsheet."""
    found = coverage_of(_agreement(request, pk), today())
    response = StreamingHttpResponse(csv_pieces(COLUMNS, _rows(found)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="coverage-agreement-{pk}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _agreement(request: OfficeRequest, pk: int) -> Agreement:
    agreement = agreement_or_refuse(request.user, pk)
    must_have(request.user, READ)
    return agreement


def _marked(request: OfficeRequest, agreement: Agreement) -> HttpResponse:
    must_have(request.user, MARK)
    document, form = document_reviewed(agreement), MarkForm(request.POST)
    if document is None:
        raise Http404
    if not form.is_valid():
        return _rendered(request, agreement, form=form, status=422)
    values = form.cleaned_data
    schedule_mark_add(document=document, actor=request.user, now=clock_now(), **values)
    messages.success(request, f"{values['element']}: {ScheduleAnswer(values['answer']).label}.")
    return redirect("coverage", pk=agreement.pk)


def _rendered(
    request: OfficeRequest, agreement: Agreement, *, form: MarkForm | None = None, status: int = 200
) -> HttpResponse:
    district = district_current_or_none()
    return office_render(
        request,
        "staff/inventory/coverage.html",
        status=status,
        title="Schedule and use",
        agreement=agreement,
        coverage=coverage_of(agreement, today()),
        answers=ScheduleAnswer.choices,
        may_mark=request.user.has_perm(MARK),
        may_upload=request.user.has_perm("contracts.add_document"),
        form=form,
        zone=district.time_zone if district is not None else "UTC",
    )


def _rows(found: Coverage) -> Iterator[tuple[object, ...]]:
    for line in found.lines:
        yield (
            line.element.name,
            line.element.group,
            line.words,
            ", ".join(line.products),
            _said(line),
            line.match.page or "",
            line.match.quote,
            line.mark.marked_by if line.mark is not None else "",
            line.mark.reason if line.mark is not None else "",
        )


def _said(line: Line) -> str:
    return line.mark.get_answer_display() if line.mark is not None else line.match.why
