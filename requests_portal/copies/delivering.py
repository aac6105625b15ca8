"""Giving a family what it asked for, to download or moved by the operator; taking it back before it arrived.

Only files that a person checked are given, never one of which a part is to be hidden.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from district.audit import Actor, audited
from district.clock import local_day
from district.models import User
from requests_portal.copies.giving import (
    answered_with,
    delivery_locked,
    delivery_made,
    files_checked,
    locked_for_giving,
    twice_refuse,
    zone,
)
from requests_portal.copies.standing import order_on_file
from requests_portal.models import (
    ActKind,
    Delivery,
    DeliveryAct,
    DeliveryWay,
    Outcome,
    PrivacyRequest,
    RequestFile,
    RequestKind,
    RequestState,
)
from requests_portal.selectors import portal_settings
from requests_portal.services.reopening import request_answer_take_back
from requests_portal.services.steps import RequestRefused, reason_given, step_add, step_by


def link_give(
    *, request: PrivacyRequest, files: Sequence[RequestFile], outcome: str, actor: User, now: datetime
) -> Delivery:
    """Let the family download these files for the district's `copy_days`, each time with a code to its address.

    `outcome` "granted" or "partly" answers the request with it; "" where more follows. Raises RequestRefused.
    """
    days = portal_settings().copy_days
    with audited(actor=actor, reason=f"{request.number}: copy given to download"):
        locked = locked_for_giving(request, outcome)
        if not locked.asker_email:
            raise RequestRefused("The family gave no e-mail address to send a code to: give the copy on paper.")
        given = files_checked(locked, files)
        expires_at = now + timedelta(days=days)
        if not outcome:  # the same files may be given once more as the answer itself
            twice_refuse(locked, DeliveryWay.LINK, given, expires_at__gt=now)
        delivery = delivery_made(locked, DeliveryWay.LINK, actor, now, expires_at=expires_at)
        delivery.files.set(given)
        until = local_day(expires_at, zone()).isoformat()
        step_add(request=locked, code="copy_given", at=now, actor=actor, now=now, until=until, files=len(given))
        evidence = f"{len(given)} files to download until {until}."
        answered_with(request, outcome, evidence, at=now, actor=actor, now=now)
    return delivery


def link_renew(*, delivery: Delivery, actor: User, now: datetime) -> Delivery:
    """Another `copy_days` from now, such as when the family came too late."""
    with audited(actor=actor, reason=f"{delivery.request.number}: copy given for longer"):
        locked = delivery_locked(delivery)
        if locked.way != DeliveryWay.LINK:
            raise RequestRefused("Only what is to be downloaded has a last day.")
        locked.expires_at = now + timedelta(days=portal_settings().copy_days)
        locked.save(update_fields=["expires_at"])
        until = local_day(locked.expires_at, zone()).isoformat()
        step_add(request=locked.request, code="copy_renewed", at=now, actor=actor, now=now, until=until)
    return locked


def transfer_arrange(*, request: PrivacyRequest, holder: str, actor: User, now: datetime) -> Delivery:
    """The operator moves the pupil's own work to the account that the family named; confirming it answers."""
    if not holder.strip():
        raise RequestRefused("Say who moves it.", "holder")
    with audited(actor=actor, reason=f"{request.number}: transfer arranged"):
        locked = locked_for_giving(request, "")
        if locked.kind != RequestKind.CONTENT:
            raise RequestRefused("Only a pupil’s own work is moved to an account of the family.")
        place = holder.strip()[:300]
        twice_refuse(locked, DeliveryWay.TRANSFER, (), place=place)
        delivery = delivery_made(locked, DeliveryWay.TRANSFER, actor, now, place=place)
        step_add(request=locked, code="transfer_arranged", at=now, actor=actor, now=now, holder=place)
    return delivery


def arrival_confirm(*, delivery: Delivery, actor: Actor, now: datetime, outcome: str = Outcome.GRANTED) -> Delivery:
    """The family has it: it said so on its page, or to somebody in the office. It answers an open request."""
    with audited(actor=actor, reason=f"{delivery.request.number}: arrival confirmed"):
        locked = delivery_locked(delivery)
        if locked.way not in (DeliveryWay.TRANSFER, DeliveryWay.LINK):
            raise RequestRefused("The arrival of this delivery is entered by its day.")
        if locked.confirmed_at is None:
            locked.confirmed_at, locked.confirmed_by = now, step_by(actor)
            locked.save(update_fields=["confirmed_at", "confirmed_by"])
            step_add(request=locked.request, code="arrival_confirmed", at=now, actor=actor, now=now)
            if locked.way == DeliveryWay.TRANSFER:
                answered_with(delivery.request, outcome, "The family has the work.", at=now, actor=actor, now=now)
    return locked


def has_reached_family(delivery: Delivery) -> bool:
    """Whether it is too late to take it back."""
    known = (delivery.opened_at, delivery.mailed_on, delivery.picked_up_on, delivery.inspected_on)
    arrived = delivery.way == DeliveryWay.TRANSFER and delivery.confirmed_at
    return any(known) or bool(arrived)


def delivery_take_back(*, delivery: Delivery, because: str, actor: User, now: datetime) -> Delivery:
    """Take back what has not reached the family. A request that it answered is worked on again.

    RequestRefused without a reason, and once it was opened, mailed, picked up, seen or confirmed.
    """
    reason = reason_given(because)
    with audited(actor=actor, reason=f"{delivery.request.number}: delivery taken back"):
        locked = delivery_locked(delivery)
        if has_reached_family(locked):
            raise RequestRefused("It has reached the family already: it cannot be taken back any more.")
        locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_because = now, step_by(actor), reason
        locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
        request = locked.request
        step_add(request=request, code="delivery_taken_back", at=now, actor=actor, now=now, because=reason)
        if request.state == RequestState.ANSWERED and request.answered_at == locked.made_at:
            request_answer_take_back(request=request, because=reason, actor=actor, now=now)
    return locked


def delivery_open(*, delivery: Delivery, actor: Actor, now: datetime) -> Delivery:
    """The family opened the list of its files, behind the code. RequestRefused where its time is over."""
    with audited(actor=actor, reason=f"{delivery.request.number}: delivery opened"):
        locked = _link_live(delivery, now)
        if locked.opened_at is None:
            locked.opened_at = now
            locked.save(update_fields=["opened_at"])
            DeliveryAct.objects.create(delivery=locked, what=ActKind.OPENED, at=now)
            step_add(request=locked.request, code="copy_opened", at=now, actor=actor, now=now)
    return locked


def delivery_download(*, delivery: Delivery, file: RequestFile | None, actor: Actor, now: datetime) -> Delivery:
    """The family saves a file, or all of them at once (None). RequestRefused where its time is over."""
    with audited(actor=actor, reason=f"{delivery.request.number}: downloaded"):
        locked = _link_live(delivery, now)
        first = locked.downloads == 0
        locked.downloads += 1
        locked.opened_at = locked.opened_at or now
        locked.save(update_fields=["downloads", "opened_at"])
        what = ActKind.DOWNLOADED if file is not None else ActKind.ALL
        DeliveryAct.objects.create(delivery=locked, what=what, file=file, at=now)
        if first:
            step_add(request=locked.request, code="copy_downloaded", at=now, actor=actor, now=now)
    return locked


def link_is_live(delivery: Delivery, now: datetime) -> bool:
    return bool(
        delivery.way == DeliveryWay.LINK
        and delivery.withdrawn_at is None
        and delivery.expires_at
        and delivery.expires_at > now
    )


def _link_live(delivery: Delivery, now: datetime) -> Delivery:
    locked = delivery_locked(delivery)
    if not link_is_live(locked, now) or order_on_file(locked.request):
        raise RequestRefused("The time for downloading this is over.")
    return locked
