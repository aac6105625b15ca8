"""What a breach costs, what the agreement says of it, and the claim to the operator."""

from datetime import date
from decimal import Decimal
from typing import Final

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from breaches.models import Breach, Claim
from breaches.services.costs import (
    claim_contact,
    claim_mailed,
    claim_make,
    claim_send,
    cost_add,
    cost_kinds,
    cost_take_back,
    costs_by_kind,
    costs_standing,
    dollars,
)
from breaches.services.tasks import WorkRefused
from breaches.views.common import breach_or_refuse, breach_page, room_render
from breaches.views.tasks import stored_pdf
from breaches.workforms import CostForm, MailedForm, TakeBackForm
from breaches.worklists import claims_of, costs_taken_back
from contracts.breachclauses import AgreementWord, agreement_word
from contracts.models import Verdict
from district.clock import local_day
from district.clock import now as clock_now
from district.csvwriting import csv_pieces
from district.downloads import file_answer
from district.printing import PrintingUnavailable
from district.selectors import district_current
from district.storage import StoredFileChanged, open_verified
from district.taskpages import OfficeRequest, right_needed, sent

SEE = "breaches.view_breachcost"
ADD = "breaches.add_breachcost"
CLAIM = "breaches.add_claim"
COLUMNS = ("Breach", "Kind", "What", "Day", "Amount in dollars", "Document", "Entered by", "Taken back because")

SAID: Final[dict[str, str]] = {
    Verdict.FOUND: "The checker found the clause.",
    Verdict.WEAKER: "The checker found a clause that gives less than the law asks for.",
    Verdict.CONTRADICTED: "The agreement contradicts what the law asks for.",
    Verdict.NEEDS_PERSON: "A person must read the agreement: the checker could not tell.",
    Verdict.NOT_FOUND: "Not found: the agreement does not say who bears the costs of a breach.",
}


@breach_page()
def page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Costs by kind with their total, the agreement's own words on who bears them, and the claims."""
    breach = _breach(request, pk, ADD if request.method == "POST" else SEE)
    form = CostForm(*sent(request), kinds=cost_kinds(clock_now()), initial={"spent_on": _today()})
    if request.method == "POST" and form.is_valid() and _added(request, breach, form):
        return redirect("breaches:costs", pk=breach.pk)
    return _rendered(request, breach, form=form)


def _added(request: OfficeRequest, breach: Breach, form: CostForm) -> bool:
    values = dict(form.cleaned_data)
    document = values.pop("document", None)
    if document is not None:
        values |= {"document": document.read(), "document_name": document.name}
    try:
        cost_add(breach=breach, actor=request.user, now=clock_now(), **values)
    except WorkRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    messages.success(request, "The cost is entered.")
    return True


def _rendered(request: OfficeRequest, breach: Breach, *, form: CostForm, problem: str = "") -> HttpResponse:
    kinds = costs_by_kind(cost_kinds(clock_now()), costs_standing(breach))
    word = agreement_word(breach.agreement)
    total = sum((one.total for one in kinds), Decimal(0))
    return room_render(
        request,
        "staff/breaches/costs.html",
        breach,
        "costs",
        status=422 if form.errors or problem else 200,
        form=form,
        problem=problem,
        kinds=[(one, dollars(one.total), [(row, dollars(row.amount)) for row in one.rows]) for one in kinds],
        total=dollars(total),
        anything=any(one.rows for one in kinds),
        taken_back=[(row, dollars(row.amount)) for row in costs_taken_back(breach)],
        clause=word.costs,
        clause_words=clause_words(breach, word),
        claims=[(claim, dollars(claim.total)) for claim in claims_of(breach)],
        contact=claim_contact(breach),
        mailed=MailedForm(initial={"mailed_on": _today()}, auto_id=False),
        zone=district_current().time_zone,
        may_add=request.user.has_perm(ADD),
        may_claim=request.user.has_perm(CLAIM) and breach.operator_id is not None,
    )


def clause_words(breach: Breach, word: AgreementWord) -> str:
    """How the checker's finding on who bears the costs stands."""
    if breach.agreement_id is None:
        return "The breach falls under no agreement that is kept here."
    if not word.checked:
        return "The agreement has not been checked, so nothing is known of what it says."
    if not word.costs_verdict:
        return "The check did not look for such a clause: no adopted law asked for it then."
    confirmed = " A person has confirmed it." if word.costs is not None and word.costs.confirmed else ""
    return f"{SAID[word.costs_verdict]}{confirmed}"


@breach_page(methods=("GET", "HEAD"))
def export(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Every cost, those taken back too, as CSV."""
    breach = _breach(request, pk, SEE)
    titles = {kind.id: kind.title for kind in cost_kinds(clock_now())}
    rows = (
        (
            breach.number,
            titles.get(row.kind, row.kind),
            row.what,
            row.spent_on.isoformat(),
            f"{row.amount:.2f}",
            row.document_name,
            row.entered_by.name,
            row.taken_back_because,
        )
        for row in breach.costs.select_related("entered_by").order_by("spent_on", "pk")
    )
    answer = StreamingHttpResponse(csv_pieces(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{breach.number}-costs.csv"'
    return answer


@breach_page()
def take_back(request: OfficeRequest, pk: int, cost_pk: int) -> HttpResponse:
    breach = _breach(request, pk, ADD)
    cost = get_object_or_404(breach.costs.filter(taken_back_at=None), pk=cost_pk)
    form = TakeBackForm(sent(request)[0])
    if request.method == "POST" and form.is_valid():
        cost_take_back(cost=cost, because=form.cleaned_data["because"], actor=request.user, now=clock_now())
        messages.success(request, "The cost is taken back. It stays in the record.")
        return redirect("breaches:costs", pk=breach.pk)
    return room_render(
        request,
        "staff/breaches/cost_take_back.html",
        breach,
        "costs",
        status=422 if form.errors else 200,
        title=f"{breach.number}: Take a cost back",
        form=form,
        cost=cost,
        amount=dollars(cost.amount),
        back_url=reverse("breaches:costs", args=[breach.pk]),
    )


@breach_page(methods=("GET", "HEAD"))
def document(request: OfficeRequest, pk: int, cost_pk: int) -> HttpResponseBase:
    """The evidence of a cost, as a download."""
    breach = _breach(request, pk, SEE)
    cost = get_object_or_404(breach.costs.exclude(document_sha256=""), pk=cost_pk)
    try:
        stream = open_verified(cost.document_sha256)
    except StoredFileChanged as error:
        raise Http404 from error
    return file_answer(FileResponse(stream, content_type="application/octet-stream"), cost.document_name)


@breach_page(methods=("POST",))
def claim(request: OfficeRequest, pk: int) -> HttpResponse:
    """Make the letter from the costs as they stand."""
    breach = _breach(request, pk, CLAIM)
    try:
        claim_make(breach=breach, actor=request.user, now=clock_now())
    except (WorkRefused, PrintingUnavailable) as refusal:
        return _rendered(request, breach, form=_blank(), problem=str(refusal))
    messages.success(request, "The claim is made: look at the letter, then send it.")
    return redirect("breaches:costs", pk=breach.pk)


@breach_page(methods=("GET", "HEAD"))
def claim_letter(request: OfficeRequest, pk: int, claim_pk: int) -> HttpResponseBase:
    breach = _breach(request, pk, SEE)
    row = _claim(breach, claim_pk)
    return stored_pdf(row.pdf_sha256, f"{breach.number}-claim-{row.pk}.pdf")


@breach_page(methods=("POST",))
def claim_sending(request: OfficeRequest, pk: int, claim_pk: int) -> HttpResponse:
    """Send its words to the operator's contact."""
    breach = _breach(request, pk, CLAIM)
    try:
        row = claim_send(claim=_claim(breach, claim_pk), actor=request.user, now=clock_now())
    except WorkRefused as refusal:
        return _rendered(request, breach, form=_blank(), problem=str(refusal))
    said = "In a drill nothing is sent: it is marked." if breach.drill else f"The claim is on its way to {row.sent_to}."
    messages.success(request, said)
    return redirect("breaches:costs", pk=breach.pk)


@breach_page(methods=("POST",))
def claim_post(request: OfficeRequest, pk: int, claim_pk: int) -> HttpResponse:
    """Mark the day on which the printed letter was mailed."""
    breach = _breach(request, pk, CLAIM)
    form = MailedForm(request.POST)
    if not form.is_valid():
        return _rendered(request, breach, form=_blank(), problem="Enter the day on which the letter was mailed.")
    try:
        claim_mailed(
            claim=_claim(breach, claim_pk), on=form.cleaned_data["mailed_on"], actor=request.user, now=clock_now()
        )
    except WorkRefused as refusal:
        return _rendered(request, breach, form=_blank(), problem=str(refusal))
    messages.success(request, "The claim is marked as mailed.")
    return redirect("breaches:costs", pk=breach.pk)


def _breach(request: OfficeRequest, pk: int, may: str) -> Breach:
    breach = breach_or_refuse(request.user, pk)
    right_needed(request.user, may)
    return breach


def _claim(breach: Breach, pk: int) -> Claim:
    return get_object_or_404(breach.claims.select_related("breach__operator"), pk=pk)


def _blank() -> CostForm:
    return CostForm(kinds=cost_kinds(clock_now()), initial={"spent_on": _today()})


def _today() -> date:
    return local_day(clock_now(), district_current().time_zone)
