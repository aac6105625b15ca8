"""What followed districts publish, in words beside what is in use here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse

from rulebook.reckoning import words_for_day
from transparency.federation.adopting import Offered, offers_of
from transparency.federation.selectors import Ours, offers_adopted
from transparency.models import AdoptedOffer, FollowedApp, FollowedBreach, FollowedDistrict
from vendors.models import Product

STANDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "in_force": ("done", "in force"),
    "renewed": ("soon", "in force, renews by itself"),
    "not_begun": ("waiting", "signed, not begun"),
    "expired": ("late", "expired"),
    "ended": ("withdrawn", "ended"),
    "void": ("contradicted", "void"),
}


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """An agreement of another district: title, kind, tone and words of its standing, address of the copy."""

    title: str
    kind: str
    tone: str
    standing: str
    signed: str
    file: str


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer that may still be accepted, and what was done about it here."""

    text: str
    note: str
    adopt_url: str
    adopted: AdoptedOffer | None


@dataclass(frozen=True, slots=True)
class AppLine:
    """One app of another district. `product` is ours that it is, surely or (`perhaps`) by one sign alone."""

    name: str
    operator: str
    page: str
    district: FollowedDistrict
    product: Product | None
    perhaps: bool
    agreements: list[AgreementLine]
    offers: list[OfferLine]
    elements: list[str]


@dataclass(frozen=True, slots=True)
class BreachLine:
    operator: str
    apps: str
    when: str
    students: str
    posted: str
    district: FollowedDistrict
    ours: bool


def app_lines(rows: Sequence[FollowedApp], here: Ours, day: date) -> list[AppLine]:
    """One query, whatever the number of rows."""
    offers = {row.pk: offers_of(row, day) for row in rows}
    adopted = offers_adopted(offer.file for found in offers.values() for offer in found)
    return [_app_line(row, offers[row.pk], adopted, here) for row in rows]


def _app_line(row: FollowedApp, offers: list[Offered], adopted: Mapping[str, AdoptedOffer], here: Ours) -> AppLine:
    product, sure = here.product_of(row)
    return AppLine(
        name=row.name,
        operator=row.operator_name,
        page=row.page,
        district=row.district,
        product=product,
        perhaps=product is not None and not sure,
        agreements=[agreement_line(one) for one in row.agreements],
        offers=[_offer_line(offer, adopted.get(offer.file)) for offer in offers],
        elements=row.elements,
    )


def agreement_line(row: Mapping[str, Any]) -> AgreementLine:
    tone, words = STANDINGS[row["standing"]]
    signed = words_for_day(date.fromisoformat(row["signed_on"])) if row["signed_on"] else ""
    return AgreementLine(row["title"], row["kind"], tone, words, signed, row["file"])


def _offer_line(offered: Offered, adopted: AdoptedOffer | None) -> OfferLine:
    return OfferLine(
        text=f"Other districts may accept it until {words_for_day(offered.expires_on)}.",
        note=offered.note,
        adopt_url=reverse("districts:adopt", args=[offered.app.pk, offered.number]),
        adopted=adopted,
    )


def breach_lines(rows: Iterable[FollowedBreach], here: Ours) -> list[BreachLine]:
    return [_breach_line(row, here) for row in rows]


def _breach_line(row: FollowedBreach, here: Ours) -> BreachLine:
    return BreachLine(
        operator=row.operator_name or "the district's own systems",
        apps=", ".join(row.products),
        when=_span(row.happened_from, row.happened_until),
        students=_students(row),
        posted=words_for_day(row.posted_on) if row.posted_on else "",
        district=row.district,
        ours=bool(row.operator_key) and row.operator_key in here.operators,
    )


def _span(first: date | None, last: date | None) -> str:
    if first is None:
        return "the day is not said"
    if last is None or last == first:
        return words_for_day(first)
    return f"{words_for_day(first)} to {words_for_day(last)}"


def _students(row: FollowedBreach) -> str:
    if row.withheld:
        return "a law keeps the number back"
    return "not said" if row.students is None else f"{row.students:,}"
