"""The review desk: the page beside the findings, one decision at a time."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from contracts.decidedbefore import DecidedBefore, decided_before
from contracts.desk import TEXT_VIEW, ZOOMS, Desk, Filters, desk_laid, quotes_linked
from contracts.deskpages import LeftPane, left_pane, page_numbers
from contracts.findings import FindingState
from contracts.forms import DecisionForm
from contracts.models import Agreement, Check, DecisionKind, Document, Finding, Verdict
from contracts.readiness import ReviewState, check_outdated, review_state
from contracts.selectors import findings_of
from contracts.services import DecisionConflict, DecisionRefused, decision_record, decision_repeat
from contracts.views.common import OfficeRequest, agreement_or_refuse, office_page, office_render
from district.clock import now as clock_now
from district.models import User

DECIDE = "contracts.add_decision"
# What leads from gaps to a cured agreement: words, address, and the right that the page needs.
GAP_ACTIONS = (
    ("Write cure notice", "contracts:cure-add", "contracts.add_curenotice"),
    ("Make addendum", "contracts:addendum", "contracts.add_draft"),
)
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
        form.add_error(refusal.field or None, str(refusal))
        return _desk_rendered(request, agreement, finding_id=row.pk, bound=form, status=422)
    except DecisionConflict as conflict:
        return _desk_rendered(request, agreement, finding_id=row.pk, bound=form, status=409, conflict=conflict)
    return _next_open(request, agreement, row, decision.get_kind_display())


@office_page(methods=("POST",))
def repeat(request: OfficeRequest, pk: int, finding: int) -> HttpResponse:
    """Decide as it was decided before on the same words: a new decision, by this person."""
    agreement = agreement_or_refuse(request.user, pk, may=DECIDE)
    row = get_object_or_404(findings_of(agreement), pk=finding)
    earlier = request.POST.get("earlier", "")
    try:
        decision = decision_repeat(
            finding=row,
            earlier=int(earlier) if earlier.isascii() and earlier.isdigit() and len(earlier) < 19 else 0,
            actor=request.user,
            now=clock_now(),
        )
    except DecisionRefused as refusal:
        return _desk_rendered(request, agreement, finding_id=row.pk, problem=str(refusal), status=422)
    except DecisionConflict as conflict:
        return _desk_rendered(request, agreement, finding_id=row.pk, conflict=conflict, status=409)
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
    problem: str = "",
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
    may_decide = request.user.has_perm(DECIDE) or request.user.has_perm(DECIDE, agreement)
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
        left=_left(request, state.document, laid, state.findings, filters),
        decision_forms=_forms(laid, bound),
        conflict=conflict,
        problem=problem,
        before=_before(laid, state.check) if may_decide else None,
        needs_verdict=laid.current is not None and laid.current.finding.verdict == Verdict.NEEDS_PERSON,
        may_decide=may_decide,
        gap_actions=_gap_actions(request.user, agreement) if laid.gaps else [],
    )


def _left(
    request: OfficeRequest, document: Document, laid: Desk, states: Sequence[FindingState], filters: Filters
) -> LeftPane:
    """The page or the text, at the page or the quote that is asked for; the current finding's first quote otherwise."""
    pages = page_numbers(document, laid.current)
    page, quote = _number(request, "page"), min(_number(request, "quote"), len(pages))
    if not page:
        quote = quote or min(1, len(pages))
        page = pages[quote - 1] if quote else 1
    quotes_linked(laid, filters, pages, quote)
    return left_pane(document, laid.current, states, filters, page=page, quote=quote)


def _before(laid: Desk, check: Check) -> DecidedBefore | None:
    """What was decided earlier on the current finding, as long as nobody has decided it in this check."""
    if laid.current is None or laid.current.newest is not None:
        return None
    return decided_before(laid.current.finding, check)


def _gap_actions(user: User, agreement: Agreement) -> list[tuple[str, str]]:
    """Words and address of each way from gaps to a cured agreement that this person may go."""
    return [(words, reverse(name, args=[agreement.pk])) for words, name, may in GAP_ACTIONS if user.has_perm(may)]


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
        view=TEXT_VIEW if request.GET.get("view") == TEXT_VIEW else "",
        zoom=zoom if (zoom := request.GET.get("zoom", "")) in ZOOMS else "",
    )


def _number(request: OfficeRequest, name: str) -> int:
    """A whole number from the address; 0 where it is none."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
