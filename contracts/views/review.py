"""The review desk: the text beside the findings, one decision at a time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from contracts.desk import Desk, Filters, desk_laid, marks_of, quotes_linked
from contracts.forms import DecisionForm
from contracts.marking import marked_pages, page_of, pages_shown
from contracts.models import Agreement, DecisionKind, Document, Finding, Verdict
from contracts.readiness import ReviewState, check_outdated, review_state
from contracts.selectors import document_text, findings_of
from contracts.services import DecisionConflict, DecisionRefused, decision_record
from contracts.views.common import OfficeRequest, agreement_or_refuse, office_page, office_render
from district.clock import now as clock_now

DECIDE = "contracts.add_decision"
Forms = dict[str, DecisionForm]


@office_page(methods=("GET", "HEAD"))
def desk(request: OfficeRequest, pk: int) -> HttpResponse:
    agreement = agreement_or_refuse(request.user, pk)
    return _desk_rendered(request, agreement, finding_id=_number(request, "finding"))


@office_page()
def decide(request: OfficeRequest, pk: int, finding: int) -> HttpResponse:
    """Record a decision; on a conflict or refusal the desk comes back with the input kept."""
    agreement = agreement_or_refuse(request.user, pk, may=DECIDE)
    if request.method != "POST":  # a page that came back with errors was opened again, or one of its links followed
        asked = request.GET.copy()
        asked.setdefault("finding", str(finding))
        return redirect(f"{reverse('contracts:review', args=[pk])}?{asked.urlencode()}")
    row = get_object_or_404(findings_of(agreement), pk=finding)
    form = DecisionForm(request.POST, auto_id=f"{request.POST.get('kind', '')}_%s")
    if not form.is_valid():
        return _desk_rendered(request, agreement, finding_id=row.pk, bound=form, status=422)
    values = form.cleaned_data
    try:
        decision = decision_record(finding=row, actor=request.user, now=clock_now(), **values)
    except DecisionRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return _desk_rendered(request, agreement, finding_id=row.pk, bound=form, status=422)
    except DecisionConflict as conflict:
        return _desk_rendered(request, agreement, finding_id=row.pk, bound=form, status=409, conflict=conflict)
    return _next_open(request, agreement, row, decision.get_kind_display())


def _next_open(request: OfficeRequest, agreement: Agreement, decided: Finding, how: str) -> HttpResponse:
    filters = _filters(request)
    state = _state(request, agreement, filters)
    laid = desk_laid(state.findings, filters, decided.pk)
    messages.success(request, f"{decided.provision}: {how}. {laid.decided} of {laid.total} decided.")
    address = reverse("contracts:review", args=[agreement.pk])
    if laid.next_open is None:
        return redirect(f"{address}?{filters.query(finding=decided.pk)}#finding")
    return redirect(f"{address}?{laid.next_open.query}#finding")


def _desk_rendered(
    request: OfficeRequest,
    agreement: Agreement,
    *,
    finding_id: int,
    bound: DecisionForm | None = None,
    conflict: DecisionConflict | None = None,
    status: int = 200,
) -> HttpResponse:
    filters = _filters(request)
    state = _state(request, agreement, filters)
    if state.document is None or state.check is None:
        return office_render(
            request,
            "staff/contracts/no_check.html",
            title=f"Review of {agreement}",
            agreement=agreement,
            document=state.document,
            may_upload=request.user.has_perm("contracts.add_document"),
        )
    laid = desk_laid(state.findings, filters, finding_id)
    pages = state.document.pages
    asked = _number(request, "page") or _page_of_current(laid, pages)
    numbers = pages_shown(pages, asked)
    text = document_text(state.document) if numbers else ""
    quotes_linked(laid, filters, numbers)
    return office_render(
        request,
        "staff/contracts/review.html",
        status=status,
        title=str(agreement),
        agreement=agreement,
        document=state.document,
        check=state.check,
        outdated=check_outdated(state.check, state.packs),
        desk=laid,
        filters=filters,
        pages=marked_pages(text, pages, marks_of(state.findings, laid.current), numbers),
        page_count=len(pages),
        earlier_page=numbers.start - 1 if numbers and numbers.start > 1 else 0,
        later_page=numbers.stop if numbers and numbers.stop <= len(pages) else 0,
        decision_forms=_forms(laid, bound),
        conflict=conflict,
        needs_verdict=laid.current is not None and laid.current.finding.verdict == Verdict.NEEDS_PERSON,
        may_decide=request.user.has_perm(DECIDE) or request.user.has_perm(DECIDE, agreement),
    )


def _forms(laid: Desk, bound: DecisionForm | None) -> Forms:
    """A form for each kind of decision, all carrying the newest decision that this page shows."""
    if laid.current is None:
        return {}
    forms = {
        kind: DecisionForm(initial={"kind": kind, "last_seen": laid.current.last_seen}, auto_id=f"{kind}_%s")
        for kind in DecisionKind.values
    }
    if bound is not None:
        # The page now shows what the other decided: sending the form again means knowing it.
        bound.data = {**{name: bound.data.get(name, "") for name in bound.fields}, "last_seen": laid.current.last_seen}
        forms[bound.data["kind"]] = bound
    return forms


def _page_of_current(laid: Desk, pages: list[list[int]]) -> int:
    if laid.current is None:
        return 1
    quotes = [*laid.current.finding.quotes, *laid.current.finding.conflicts]
    return page_of(pages, quotes[0]["start"]) if quotes else 1


def _state(request: OfficeRequest, agreement: Agreement, filters: Filters) -> ReviewState:
    document: Document | None = None
    if filters.version:
        document = get_object_or_404(agreement.documents.defer("text"), version=filters.version)
    return review_state(agreement, now=clock_now(), document=document)


def _filters(request: OfficeRequest) -> Filters:
    return Filters(
        law=request.GET.get("law", ""),
        verdict=request.GET.get("verdict", ""),
        only_open=request.GET.get("open", "") == "1",
        version=_number(request, "version"),
    )


def _number(request: OfficeRequest, name: str) -> int:
    """A whole number from the address; 0 where it is none."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
