"""Writes about the places that show the approved list without a sign-in."""

from datetime import datetime, timedelta
from typing import Final

from district.audit import Actor, SystemActor, audited
from district.links import link_found, link_issue, link_mark, links_filled, links_live, links_revoke
from district.models import PrivateLink, User
from inventory.models import ApprovedListPlace

PURPOSE: Final = "approved-list"
# An intranet shows the list until somebody takes the address back; a link needs some end, and this one is far away.
GOOD_FOR_DAYS: Final = 20 * 365
NOTED_EVERY: Final = timedelta(days=1)


def place_save(*, place: ApprovedListPlace, actor: User, now: datetime) -> ApprovedListPlace:
    """Keep a place; a new one gets its address at once."""
    new = place.pk is None
    with audited(actor=actor, reason=f"Approved list: {'new place' if new else 'changed place'} {place.name}"):
        place.save()
        if new:
            _issued(place, actor, now)
    return place


def place_address_renew(*, place: ApprovedListPlace, actor: User, now: datetime) -> None:
    """Take the address back and give another one: whoever has the old one sees nothing any more."""
    with audited(actor=actor, reason=f"Approved list: new address for {place.name}"):
        place_close(place=place, actor=actor, now=now)
        _issued(place, actor, now)


def place_close(*, place: ApprovedListPlace, actor: User, now: datetime) -> None:
    """Take the address back. The place and its history stay."""
    links_revoke(subject=place, purpose=PURPOSE, reason=f"Approved list: closed {place.name}", actor=actor, now=now)


def _issued(place: ApprovedListPlace, actor: User, now: datetime) -> None:
    link_issue(
        purpose=PURPOSE, subject=place, issued_to=(place.name, actor.email), days=GOOD_FOR_DAYS, actor=actor, now=now
    )


def place_address(place: ApprovedListPlace, now: datetime) -> str:
    """The secret address, for the office; empty where it was taken back."""
    link = links_live(subject=place, purpose=PURPOSE, now=now).first()
    return links_filled(link_mark(link), link.issued_to_email) if link is not None else ""


def place_of(token: str, now: datetime) -> ApprovedListPlace | None:
    """The place whose address holds this token; None for a wrong one or one that was taken back.

    That it was used is noted once a day: an intranet's page is opened by everybody, all day long.
    """
    link = link_found(token, PURPOSE)
    if link is None or link.revoked_at is not None or link.expires_at <= now:
        return None
    _noted(link, now)
    return ApprovedListPlace.objects.filter(pk=link.object_id).first()


def _noted(link: PrivateLink, now: datetime) -> None:
    if link.last_used_at is not None and now - link.last_used_at < NOTED_EVERY:
        return
    actor: Actor = SystemActor(f"link:{PURPOSE}.{link.pk}")
    with audited(actor=actor, reason="Opened the approved list"):
        link.last_used_at = now
        link.save(update_fields=["last_used_at"])
