"""An offer that another district published is recorded here; a job fetches the copy of its agreement."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from contracts.services import FileRefused, document_add
from contracts.services.offers import offer_record
from district.audit import Actor, audited
from district.fetching import FetchRefused, fetch
from transparency.models import AdoptedOffer, FileState, FollowedApp
from vendors.models import Operator, Product

MOST_BYTES: Final = 50_000_000
SECONDS: Final = 120.0
ENDINGS: Final = {"application/pdf": ".pdf", "text/plain": ".txt", "text/html": ".html"}


class AdoptionRefused(Exception):
    """The offer cannot be taken over; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One agreement of another district's app that its operator offers to others, and its place in the app's list."""

    app: FollowedApp
    number: int
    title: str
    file: str
    sha256: str
    name: str
    expires_on: date
    note: str
    redacted: bool
    signed_on: date | None


def offers_of(app: FollowedApp, day: date) -> list[Offered]:
    """The offers of an app that anybody may accept on a day, as its district published them."""
    found = []
    for number, row in enumerate(app.agreements):
        offer = row["offer"]
        if offer and offer["open"] and date.fromisoformat(offer["expires_on"]) >= day:
            found.append(_offered(app, number, row))
    return found


def _offered(app: FollowedApp, number: int, row: dict[str, Any]) -> Offered:
    return Offered(
        app=app,
        number=number,
        title=row["title"],
        file=row["file"],
        sha256=row["sha256"],
        name=row["name"],
        expires_on=date.fromisoformat(row["offer"]["expires_on"]),
        note=row["offer"]["note"],
        redacted=row["redacted"],
        signed_on=date.fromisoformat(row["signed_on"]) if row["signed_on"] else None,
    )


def offer_adopt(
    *, offered: Offered, operator: Operator, products: Iterable[Product], actor: Actor, now: datetime, **values: Any
) -> AdoptedOffer:
    """Record the offer (`values` as contracts.services.offers.offer_record takes them); a job then fetches its copy.

    Raises AdoptionRefused where it was taken over already, and ValidationError where a value is wrong.
    """
    with audited(actor=actor, reason=f"Took over an offer found at {offered.app.district}"):
        district = type(offered.app.district).objects.select_for_update().get(pk=offered.app.district_id)
        if AdoptedOffer.objects.filter(address=offered.file).exists():
            raise AdoptionRefused("This offer was entered here already.")
        offer = offer_record(operator=operator, products=products, actor=actor, now=now, **values)
        return AdoptedOffer.objects.create(
            offer=offer,
            district=district,
            address=offered.file,
            sha256=offered.sha256,
            file_name=offered.name[:300] or "agreement",
        )


def copy_again(*, adopted: AdoptedOffer, actor: Actor, now: datetime) -> AdoptedOffer:
    """Ask once more for a copy that was not to be had."""
    with audited(actor=actor, reason="Asked again for the copy of an offered agreement"):
        locked = AdoptedOffer.objects.select_for_update().get(pk=adopted.pk)
        if locked.state == FileState.FAILED:
            locked.state, locked.problem = FileState.WAITING, ""
            locked.save(update_fields=["state", "problem"])
    return locked


def copy_take(*, adopted: AdoptedOffer, actor: Actor, now: datetime) -> AdoptedOffer:
    """Fetch the copy and add it to the offer's agreement, where it is the very file that the other district named.

    Running it again after a loss adds nothing twice: a copy that is there already counts as taken.
    """
    try:
        answer = fetch(adopted.address, most_bytes=MOST_BYTES, seconds=SECONDS)
        if answer.status != 200:
            raise AdoptionRefused(f"The address answered {answer.status} instead of the agreement.")
        if hashlib.sha256(answer.body).hexdigest() != adopted.sha256:
            raise AdoptionRefused("The file is another one than the district's list names (its hash differs).")
    except (FetchRefused, AdoptionRefused) as refusal:
        return _settled(adopted, FileState.FAILED, str(refusal), actor=actor, now=now)
    return _added(adopted, answer.body, actor=actor, now=now)


def _added(adopted: AdoptedOffer, body: bytes, *, actor: Actor, now: datetime) -> AdoptedOffer:
    agreement = adopted.offer.agreement
    if agreement.documents.filter(sha256=adopted.sha256).exists():
        return _settled(adopted, FileState.TAKEN, "", actor=actor, now=now)
    try:
        document_add(agreement=agreement, name=adopted.file_name, chunks=iter([body]), actor=actor, now=now)
    except FileRefused as refusal:
        if agreement.documents.filter(sha256=adopted.sha256).exists():  # another worker was first
            return _settled(adopted, FileState.TAKEN, "", actor=actor, now=now)
        return _settled(adopted, FileState.FAILED, str(refusal), actor=actor, now=now)
    return _settled(adopted, FileState.TAKEN, "", actor=actor, now=now)


def _settled(adopted: AdoptedOffer, state: FileState, problem: str, *, actor: Actor, now: datetime) -> AdoptedOffer:
    with audited(actor=actor, reason=f"Copy of an offered agreement: {state.label}"):
        locked = AdoptedOffer.objects.select_for_update().get(pk=adopted.pk)
        locked.state, locked.problem, locked.asked_at = state, problem, now
        locked.save(update_fields=["state", "problem", "asked_at"])
    return locked
