"""General offers: recorded, looked at line by line, accepted by signature of one page."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from contracts import draftfacts
from contracts.drafting.acceptance import acceptance
from contracts.drafting.facts import OfferFacts
from contracts.models import (
    Agreement,
    AgreementKind,
    AgreementState,
    DocumentStanding,
    Draft,
    DraftKind,
    GeneralOffer,
    OfferException,
)
from contracts.offerdesk import OfferDesk, OfferLine, offer_desk
from contracts.services.agreements import agreement_create, agreement_update
from contracts.services.documents import document_add, file_discard_if_unused
from contracts.services.drafts import DraftRefused, draft_keep
from contracts.services.signing import SIGN, SignedFile, agreement_sign
from contracts.services.states import agreement_locked
from district.audit import Actor, actor_label, audited
from district.models import User
from district.selectors import district_current
from vendors.models import Operator, Product

FIELDS = (
    "originating_district", "originating_state", "version", "offered_on", "expires_on", "elements", "product_names",
    "source",
)  # fmt: skip


class OfferRefused(Exception):
    """The offer cannot be accepted or changed; the message says why, for people."""


def offer_record(
    *,
    operator: Operator,
    products: Iterable[Product],
    starts_on: date,
    ends_on: date | None,
    actor: Actor,
    now: datetime,
    **values: Any,
) -> GeneralOffer:
    """Enter another district's offer as a draft agreement of this district. `values`: FIELDS.

    Raises ValidationError, by field, where something is wrong.
    """
    offer = GeneralOffer(**_known(values), recorded_at=now, recorded_by=actor_label(actor))
    with audited(actor=actor, reason=f"Recorded the general offer of {operator}"):
        offer.agreement = agreement_create(
            operator=operator,
            title=f"General offer of {operator} made with {offer.originating_district}"[:200],
            kind=AgreementKind.GENERAL_OFFER,
            starts_on=starts_on,
            ends_on=ends_on,
            products=products,
            actor=actor,
            now=now,
        )
        offer.full_clean()
        offer.save(force_insert=True)
    return offer


def offer_update(
    *,
    offer: GeneralOffer,
    products: Iterable[Product],
    starts_on: date,
    ends_on: date | None,
    actor: Actor,
    now: datetime,
    **values: Any,
) -> GeneralOffer:
    """Correct what was entered, until it is accepted."""
    with audited(actor=actor, reason="Corrected the general offer"):
        locked = _locked(offer)
        _refuse_over(locked)
        for name, value in _known(values).items():
            setattr(locked, name, value)
        locked.full_clean()
        locked.save(update_fields=list(FIELDS))
        agreement_update(
            agreement=locked.agreement, products=products, starts_on=starts_on, ends_on=ends_on, actor=actor, now=now
        )
    return locked


def offer_except(*, offer: GeneralOffer, line: str, reason: str, actor: User, now: datetime) -> OfferException:
    """A named person accepts one line that is not met. It holds for what the line says now, and for nothing else."""
    _may_sign(actor)
    if not reason.strip():
        raise OfferRefused("Write why the offer may be accepted all the same: it stands with your name.")
    with audited(actor=actor, reason=f"Exception for a general offer: {reason.strip()}"):
        locked = _locked(offer)
        _refuse_over(locked)
        found = next((one for one in offer_desk(locked, now=now).lines if one.code == line), None)
        if found is None or not found.may_be_excepted:
            raise OfferRefused("This line needs no exception, or allows none.")
        return OfferException.objects.create(
            offer=locked, line=line, found=found.detail, reason=reason.strip(), made_by=actor, made_at=now
        )


def acceptance_make(*, offer: GeneralOffer, actor: Actor, now: datetime) -> Draft:
    """The one page to sign. OfferRefused, naming each line, while something stands in the way."""
    desk = _desk_passed(offer, now)
    agreement, document = offer.agreement, desk.document
    if document is None:
        raise OfferRefused("Upload the originating agreement first.")
    products = list(agreement.products.order_by("name"))
    district = district_current()
    try:
        return draft_keep(
            kind=DraftKind.ACCEPTANCE,
            paper=acceptance(
                district=draftfacts.district_side(district),
                operator=draftfacts.operator_side(agreement.operator),
                agreement=draftfacts.agreement_facts(agreement, document),
                offer=offer_facts(offer),
                products=[product.name for product in products],
                exceptions=[exception_in_words(line) for line in desk.lines if line.exception and not line.done],
                packs=[],
            ),
            operator=agreement.operator,
            agreement=agreement,
            document=document,
            products=products,
            asked=[],
            answers={},
            actor=actor,
            now=now,
        )
    except DraftRefused as refusal:
        raise OfferRefused(str(refusal)) from refusal


def offer_accept(
    *, offer: GeneralOffer, signed_at: datetime, signer: User, page: SignedFile, actor: User, now: datetime
) -> GeneralOffer:
    """Record the acceptance: the page is kept beside the agreement, which is signed with all its clocks.

    Raises OfferRefused, naming each open line; SigningRefused; FileRefused for the page; PermissionDenied.
    """
    _may_sign(actor)
    stored = ""
    try:
        with audited(actor=actor, reason="Accepted the general offer"):
            locked = _locked(offer)
            _refuse_over(locked)
            desk = _desk_passed(locked, now)
            kept = document_add(
                agreement=locked.agreement,
                name=page.name,
                chunks=page.chunks,
                actor=actor,
                now=now,
                standing=DocumentStanding.ADDENDUM,
            )
            stored = kept.sha256
            agreement_sign(
                agreement=locked.agreement,
                signed_at=signed_at,
                signer=signer,
                reason=_reasons(desk),
                actor=actor,
                now=now,
            )
            locked.accepted_at, locked.accepted_by, locked.page = signed_at, signer, kept
            locked.accepted_sha256 = desk.document.sha256 if desk.document else ""
            locked.save(update_fields=["accepted_at", "accepted_by", "accepted_sha256", "page"])
    except BaseException:
        if stored:
            file_discard_if_unused(stored)
        raise
    return locked


def offer_facts(offer: GeneralOffer) -> OfferFacts:
    return OfferFacts(
        originating_district=offer.originating_district,
        originating_state=offer.originating_state,
        version=offer.version,
        offered_on=draftfacts.day(offer.offered_on),
        expires_on=draftfacts.day(offer.expires_on),
        products=tuple(offer.product_names),
        elements=tuple(offer.elements),
    )


def exception_in_words(line: OfferLine) -> str:
    """What differs, and who accepted it why."""
    made = line.exception
    return f"{line.detail} {made.made_by.name}: {made.reason}" if made is not None else line.detail


def _reasons(desk: OfferDesk) -> str:
    """The reasons under which it is signed although lines are open: agreement_sign keeps them with the gaps."""
    return "; ".join(f"{made.made_by.name}: {made.reason}" for made in desk.exceptions)


def _desk_passed(offer: GeneralOffer, now: datetime) -> OfferDesk:
    desk = offer_desk(offer, now=now)
    if desk.open:
        raise OfferRefused("; ".join(f"{line.label}: {line.detail}" for line in desk.open))
    return desk


def _locked(offer: GeneralOffer) -> GeneralOffer:
    locked = GeneralOffer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    locked.agreement = agreement_locked(locked.agreement)
    return locked


def _refuse_over(offer: GeneralOffer) -> None:
    if offer.accepted_at is not None:
        raise OfferRefused("This offer is accepted already: its record stays as it is.")
    over: tuple[str, ...] = (AgreementState.SIGNED, AgreementState.ENDED, AgreementState.VOID)
    agreement: Agreement = offer.agreement
    if agreement.state in over:
        raise OfferRefused(f"Its agreement is {agreement.get_state_display()} already.")


def _may_sign(actor: User) -> None:
    if not actor.has_perm(SIGN):
        raise PermissionDenied("Your role does not sign agreements.")


def _known(values: dict[str, Any]) -> dict[str, Any]:
    if unknown := values.keys() - set(FIELDS):
        raise TypeError(f"These cannot be set here: {', '.join(sorted(unknown))}.")
    if values["expires_on"] < values["offered_on"]:
        raise ValidationError({"expires_on": "The offer ends before it was made. Correct one of the two dates."})
    return values
