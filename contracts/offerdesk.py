"""The desk of a general offer: what is looked at before it is accepted, each line done or not, and where to act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contracts.draftfacts import day
from contracts.inventoried import products_inventoried
from contracts.models import Agreement, AgreementState, Document, DocumentState, GeneralOffer, OfferException
from contracts.readiness import ReviewState, check_outdated, readiness_of, review_state
from contracts.selectors import document_current
from district.clock import local_day
from district.models import District
from district.selectors import district_current
from vendors.selectors import products_of

REVIEWED: Final = ("decisions", "provisions", "counsel")
NO_EXCEPTION: Final = frozenset(("file", "version"))  # nobody may accept a file that was not checked


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One line: `exception` is a named person's for exactly this detail; `place` names where it is dealt with."""

    code: str
    label: str
    done: bool
    detail: str
    place: str = ""
    exception: OfferException | None = None

    @property
    def passes(self) -> bool:
        return self.done or self.exception is not None

    @property
    def may_be_excepted(self) -> bool:
        return not self.passes and self.code not in NO_EXCEPTION


@dataclass(frozen=True, slots=True)
class OfferDesk:
    offer: GeneralOffer
    document: Document | None
    lines: tuple[OfferLine, ...]

    @property
    def open(self) -> tuple[OfferLine, ...]:
        return tuple(line for line in self.lines if not line.passes)

    @property
    def exceptions(self) -> tuple[OfferException, ...]:
        return tuple(line.exception for line in self.lines if not line.done and line.exception is not None)


def offer_desk(offer: GeneralOffer, *, now: datetime) -> OfferDesk:
    """Every line as things stand, with the exceptions that hold for it."""
    agreement, district = offer.agreement, district_current()
    review = review_state(agreement, now=now)
    document = document_current(agreement)
    products = list(agreement.products.order_by("name"))
    used = products_inventoried([product.pk for product in products_of(agreement.operator)])
    names = {product.pk: product.name for product in products_of(agreement.operator).filter(pk__in=used)}
    covered = {product.pk for product in products}
    elements = {one.name for pk, use in used.items() if pk in covered for one in use.elements}
    lines = [
        _file(document),
        _version(offer, review, document),
        _state(offer, district),
        _expiry(offer, now, district.time_zone),
        _products([names[pk] for pk in names if pk not in covered], [product.name for product in products], offer),
        _data(elements, offer),
        *_review(agreement, review, now),
    ]
    made = {(one.line, one.found): one for one in offer.exceptions.select_related("made_by")}
    return OfferDesk(offer, document, tuple(_excepted(line, made) for line in lines))


def _excepted(line: OfferLine, made: dict[tuple[str, str], OfferException]) -> OfferLine:
    """An exception holds for what stood on the line when it was made, and lapses when that changes."""
    exception = made.get((line.code, line.detail))
    if exception is None or line.code in NO_EXCEPTION:
        return line
    return OfferLine(line.code, line.label, line.done, line.detail, line.place, exception)


def _file(document: Document | None) -> OfferLine:
    label = "The originating agreement's file"
    if document is None:
        return OfferLine("file", label, False, "It was not uploaded yet.", "upload")
    if document.state != DocumentState.READ:
        return OfferLine("file", label, False, document.problem or document.get_state_display().capitalize(), "upload")
    return OfferLine("file", label, True, f"{document.name}, SHA-256 {document.sha256[:12]}…")


def _version(offer: GeneralOffer, review: ReviewState, document: Document | None) -> OfferLine:
    label = "The version that was checked"
    if document is None or review.check is None or review.document is None:
        return OfferLine("version", label, False, "It was not checked yet.", "review" if document else "upload")
    checked = review.check.document_sha256
    if review.document.pk != document.pk or checked != document.sha256:
        return OfferLine("version", label, False, "Another file stands now than the one that was checked.", "check")
    if check_outdated(review.check, review.packs):
        return OfferLine("version", label, False, "A pack or the checker changed since: check again.", "check")
    if (newer := newer_offer(offer)) is not None:
        words = f"A newer version is known: {newer.version}, dated {day(newer.offered_on)}."
        return OfferLine("version", label, False, words, "newer")
    return OfferLine(
        "version", label, True, f"Version {offer.version}: this very file was checked, and no newer is known."
    )


def newer_offer(offer: GeneralOffer) -> GeneralOffer | None:
    """A later offer of the same operator made with the same district, if one was recorded."""
    same = GeneralOffer.objects.filter(
        agreement__operator=offer.agreement.operator_id, originating_district__iexact=offer.originating_district
    ).exclude(agreement__state__in=(AgreementState.ENDED, AgreementState.VOID))
    return same.filter(offered_on__gt=offer.offered_on).order_by("-offered_on", "-pk").first()


def _state(offer: GeneralOffer, district: District) -> OfferLine:
    label = "The State"
    if offer.originating_state == district.state:
        return OfferLine("state", label, True, f"Both districts are in {district.get_state_display()}.")
    words = (
        f"It was made for {offer.originating_state}; this district is in {district.state}, whose laws the offer does "
        "not "
        "speak of."
    )
    return OfferLine("state", label, False, words, "edit")


def _expiry(offer: GeneralOffer, now: datetime, zone: str) -> OfferLine:
    label = "Still open to acceptance"
    if local_day(now, zone) <= offer.expires_on:
        return OfferLine("expiry", label, True, f"It stands until {day(offer.expires_on)}.")
    return OfferLine("expiry", label, False, f"It expired on {day(offer.expires_on)}.", "edit")


def _products(uncovered: Iterable[str], covered: Iterable[str], offer: GeneralOffer) -> OfferLine:
    label = "The products"
    named = {_folded(name) for name in offer.product_names}
    strange = [name for name in covered if _folded(name) not in named]
    if strange:
        return OfferLine("products", label, False, f"The offer does not name: {', '.join(strange)}.", "edit")
    if missing := sorted(uncovered):
        return OfferLine("products", label, False, f"In use and not covered: {', '.join(missing)}.", "record")
    return OfferLine("products", label, True, f"It names {', '.join(covered)}.")


def _data(elements: Iterable[str], offer: GeneralOffer) -> OfferLine:
    label = "The data"
    known = {_folded(name) for name in offer.elements}
    if not known:
        return OfferLine("data", label, False, "The offer's schedule of data is not entered yet.", "edit")
    over = sorted(name for name in elements if _folded(name) not in known)
    if over:
        return OfferLine(
            "data", label, False, f"In use and not in the offer's schedule: {', '.join(over)}.", "inventory"
        )
    return OfferLine("data", label, True, "All that is in use stands in the offer's schedule.")


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _review(agreement: Agreement, review: ReviewState, now: datetime) -> list[OfferLine]:
    items = [item for item in readiness_of(agreement, now=now, state=review) if item.code in REVIEWED]
    places = {"decisions": "review", "provisions": "review", "counsel": "counsel"}
    return [OfferLine(item.code, item.label, item.done, f"{item.detail}.", places[item.code]) for item in items]
