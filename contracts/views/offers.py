"""General offers: recorded, looked at line by line, and accepted."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from contracts.draft_selectors import drafts_of, offers_visible_to
from contracts.draftpresenters import draft_lines
from contracts.models import Agreement, GeneralOffer
from contracts.offerdesk import OfferLine, newer_offer, offer_desk
from contracts.offerforms import AcceptForm, ExceptionForm, OfferForm
from contracts.people import signers_allowed
from contracts.selectors import agreements_visible_to, document_current
from contracts.services import FileRefused, SignedFile, SigningRefused
from contracts.services.offers import (
    OfferRefused,
    acceptance_make,
    offer_accept,
    offer_except,
    offer_record,
    offer_update,
)
from contracts.services.signing import SIGN
from contracts.tasks import read_soon
from contracts.views.common import OfficeRequest, must_have, office_page, office_render, sent
from district.clock import now as clock_now
from district.models import User
from district.printing import PrintingUnavailable
from district.selectors import district_current
from vendors.selectors import operators_visible_to, products_of

ADD, CHANGE = "contracts.add_generaloffer", "contracts.change_agreement"
OFFER_FORM = "staff/contracts/offer_form.html"
ACTIONS = {
    "upload": "Upload the file",
    "review": "Review",
    "check": "See the check",
    "newer": "Open the newer offer",
    "edit": "Correct the offer's record",
    "record": "Edit the agreement's record",
    "inventory": "See the inventory",
    "counsel": "Ask counsel",
}


@office_page()
def add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Enter the offer that an operator made with another district."""
    must_have(request.user, ADD)
    must_have(request.user, "vendors.view_operator")
    operator = get_object_or_404(operators_visible_to(request.user), pk=pk)
    products = products_of(operator)
    initial = {"originating_state": district_current().state, "products": [product.pk for product in products]}
    form = OfferForm(sent(request)[0], products=products, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = offer_record(operator=operator, actor=request.user, now=clock_now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, "The offer is recorded. Now upload the agreement that it was made in.")
            return redirect("contracts:offer", pk=made.pk)
    return _form(request, form, operator=operator, title="Record a general offer", submit_label="Record the offer",
                 intro="Another district's agreement, which this district may adopt by signing one page.",
                 back_url=reverse("admin:vendors_operator_change", args=[pk]))  # fmt: skip


@office_page()
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    offer = offer_or_refuse(request.user, pk, may=CHANGE)
    agreement = offer.agreement
    initial = {name: getattr(offer, name) for name in OfferForm.base_fields if hasattr(offer, name)}
    initial |= {"starts_on": agreement.starts_on, "ends_on": agreement.ends_on}
    initial["products"] = [product.pk for product in agreement.products.all()]
    form = OfferForm(sent(request)[0], products=products_of(agreement.operator), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            offer_update(offer=offer, actor=request.user, now=clock_now(), **form.cleaned_data)
        except OfferRefused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, "The offer's record was corrected.")
            return redirect("contracts:offer", pk=pk)
    return _form(request, form, operator=agreement.operator, offer=offer, title="Correct the offer's record",
                 submit_label="Correct the record", back_url=reverse("contracts:offer", args=[pk]))  # fmt: skip


@office_page(methods=("GET", "HEAD"))
def desk(request: OfficeRequest, pk: int) -> HttpResponse:
    offer = offer_or_refuse(request.user, pk)
    now, user = clock_now(), request.user
    looked = offer_desk(offer, now=now)
    open_still = offer.accepted_at is None
    return office_render(
        request,
        "staff/contracts/offer.html",
        title=str(offer),
        offer=offer,
        agreement=offer.agreement,
        products=list(offer.agreement.products.order_by("name")),
        desk=looked,
        lines=[(line, *_place(offer, line, user)) for line in looked.lines],
        drafts=draft_lines(draft for draft in drafts_of(offer.agreement) if draft.kind == "acceptance"),
        zone=district_current().time_zone,
        may_change=open_still and user.has_perm(CHANGE),
        may_except=open_still and user.has_perm(SIGN),
        may_draft=open_still and user.has_perm("contracts.add_draft"),
        may_accept=open_still and user.has_perm(SIGN),
    )


@office_page()
def exception(request: OfficeRequest, pk: int, line: str) -> HttpResponse:
    """A named person's written exception for one line."""
    offer = offer_or_refuse(request.user, pk, may=SIGN)
    found = next((one for one in offer_desk(offer, now=clock_now()).lines if one.code == line), None)
    if found is None or not found.may_be_excepted:
        messages.info(request, "This line needs no exception, or allows none.")
        return redirect("contracts:offer", pk=pk)
    form = ExceptionForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            offer_except(
                offer=offer, line=line, reason=form.cleaned_data["reason"], actor=request.user, now=clock_now()
            )
        except OfferRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your exception is recorded. It holds for what the line says now.")
            return redirect("contracts:offer", pk=pk)
    return _form(request, form, operator=offer.agreement.operator, offer=offer, title=f"Accept although: {found.label}",
                 intro=found.detail, submit_label="Record my exception",
                 back_url=reverse("contracts:offer", args=[pk]))  # fmt: skip


@office_page(methods=("POST",))
def acceptance(request: OfficeRequest, pk: int) -> HttpResponse:
    """Make the one page to sign."""
    offer = offer_or_refuse(request.user, pk, may="contracts.add_draft")
    try:
        made = acceptance_make(offer=offer, actor=request.user, now=clock_now())
    except (OfferRefused, PrintingUnavailable) as refusal:
        messages.error(request, str(refusal))
        return redirect("contracts:offer", pk=pk)
    messages.success(request, "The page is drafted and kept. Both files are below.")
    return redirect("contracts:draft", pk=made.pk)


@office_page()
def accept(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record the acceptance, or say which line stands in the way."""
    offer = offer_or_refuse(request.user, pk, may=SIGN)
    if offer.accepted_at is not None:
        messages.info(request, "This offer is accepted already.")
        return redirect("contracts:offer", pk=pk)
    now, zone = clock_now(), district_current().time_zone
    form = AcceptForm(*sent(request), now=now, zone=zone, shown=now, signers=signers_allowed())
    if request.method == "POST" and form.is_valid() and _accepted(request, offer, form):
        messages.success(request, "Accepted. The agreement is signed, and its clocks are running.")
        return redirect("contracts:agreement", pk=offer.agreement_id)
    return _form(request, form, operator=offer.agreement.operator, offer=offer, title="Record the acceptance",
                 intro="From this moment the agreement binds this district, and the clocks for posting run.",
                 submit_label="Record the acceptance", open_lines=offer_desk(offer, now=now).open,
                 back_url=reverse("contracts:offer", args=[pk]))  # fmt: skip


def _accepted(request: OfficeRequest, offer: GeneralOffer, form: AcceptForm) -> bool:
    values = form.cleaned_data
    page = SignedFile(values["file"].name, values["file"].chunks())
    try:
        accepted = offer_accept(
            offer=offer, signed_at=values["signed_at"], signer=values["signer"], page=page, actor=request.user,
            now=clock_now(),
        )  # fmt: skip
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
    except SigningRefused as refusal:
        form.add_error({"signed_at": "signed_on", "signer": "signer"}.get(refusal.field), str(refusal))
    except OfferRefused as refusal:
        form.add_error(None, str(refusal))
    else:
        if accepted.page_id is not None:
            read_soon(accepted.page_id)
        return True
    return False


def offer_or_refuse(user: User, pk: int, *, may: str = "") -> GeneralOffer:
    """The offer, for people who may see its agreement: 403 for those who see none, 404 where it is not theirs."""
    if not user.has_perm("contracts.view_agreement") and not agreements_visible_to(user).exists():
        raise PermissionDenied
    offer = get_object_or_404(offers_visible_to(user), pk=pk)
    if may:
        must_have(user, may, offer.agreement)
    return offer


def _place(offer: GeneralOffer, line: OfferLine, user: User) -> tuple[str, str]:
    """Where a line is dealt with, and the words of the link; nothing where it is met or this person may not."""
    agreement = offer.agreement
    if line.passes or offer.accepted_at is not None:
        return "", ""
    places = {
        "upload": (reverse("contracts:upload", args=[agreement.pk]), "contracts.add_document"),
        "review": (reverse("contracts:review", args=[agreement.pk]), ""),
        "check": (_check_address(agreement), ""),
        "edit": (reverse("contracts:offer-edit", args=[offer.pk]), CHANGE),
        "record": (reverse("contracts:offer-edit", args=[offer.pk]), CHANGE),
        "inventory": (reverse("admin:inventory_productuse_changelist"), "inventory.view_productuse"),
        "counsel": (reverse("contracts:counsel-ask", args=[agreement.pk]), CHANGE),
    }
    if line.place == "newer":
        newer = newer_offer(offer)
        return (reverse("contracts:offer", args=[newer.pk]), ACTIONS["newer"]) if newer else ("", "")
    address, needed = places[line.place]
    return (address, ACTIONS[line.place]) if not needed or user.has_perm(needed) else ("", "")


def _check_address(agreement: Agreement) -> str:
    document = document_current(agreement)
    return reverse("contracts:agreement", args=[agreement.pk]) + ("#laws-title" if document else "")


def _form(request: OfficeRequest, form: Any, **page: Any) -> HttpResponse:
    return office_render(request, OFFER_FORM, status=422 if form.errors else 200, form=form, **page)
