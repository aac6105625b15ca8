"""Looking at the records in the office: an appointment, proposed, confirmed and held."""

from collections.abc import Sequence
from datetime import date, datetime

from district.audit import Actor, audited
from district.models import User
from requests_portal.copies.giving import (
    answered_with,
    appointment_facts,
    day_refuse,
    delivery_locked,
    delivery_made,
    files_checked,
    locked_for_giving,
    moment_of,
    twice_refuse,
)
from requests_portal.models import Delivery, DeliveryWay, PrivacyRequest, RequestFile
from requests_portal.services.steps import RequestRefused, step_add, step_by


def inspection_propose(
    *,
    request: PrivacyRequest,
    appointment_at: datetime,
    place: str,
    files: Sequence[RequestFile],
    actor: User,
    now: datetime,
) -> Delivery:
    """An appointment to look at the records in the office."""
    if appointment_at <= now:
        raise RequestRefused("An appointment lies ahead. Choose another day or hour.", "appointment_at")
    if not place.strip():
        raise RequestRefused("Say where the family finds you.", "place")
    with audited(actor=actor, reason=f"{request.number}: appointment proposed"):
        locked = locked_for_giving(request, "")
        given = files_checked(locked, files) if files else []
        twice_refuse(locked, DeliveryWay.INSPECTION, given, appointment_at=appointment_at)
        delivery = delivery_made(
            locked, DeliveryWay.INSPECTION, actor, now, appointment_at=appointment_at, place=place.strip()[:300]
        )
        delivery.files.set(given)
        step_add(request=locked, code="inspection_set", at=now, actor=actor, now=now, **appointment_facts(delivery))
    return delivery


def inspection_move(
    *, delivery: Delivery, appointment_at: datetime, place: str, actor: User, now: datetime
) -> Delivery:
    """Another day, hour or place; the family confirms anew."""
    if appointment_at <= now:
        raise RequestRefused("An appointment lies ahead. Choose another day or hour.", "appointment_at")
    with audited(actor=actor, reason=f"{delivery.request.number}: appointment moved"):
        locked = _inspection_open(delivery)
        locked.appointment_at, locked.place = appointment_at, place.strip()[:300] or locked.place
        locked.confirmed_at, locked.confirmed_by = None, ""
        locked.save(update_fields=["appointment_at", "place", "confirmed_at", "confirmed_by"])
        step_add(
            request=locked.request, code="inspection_moved", at=now, actor=actor, now=now, **appointment_facts(locked)
        )
    return locked


def inspection_confirm(*, delivery: Delivery, actor: Actor, now: datetime) -> Delivery:
    """The family says that it comes: on its page, or to somebody in the office."""
    with audited(actor=actor, reason=f"{delivery.request.number}: appointment confirmed"):
        locked = _inspection_open(delivery)
        if locked.confirmed_at is None:
            locked.confirmed_at, locked.confirmed_by = now, step_by(actor)
            locked.save(update_fields=["confirmed_at", "confirmed_by"])
            step_add(
                request=locked.request,
                code="inspection_confirmed",
                at=now,
                actor=actor,
                now=now,
                **appointment_facts(locked),
            )
    return locked


def inspection_held(*, delivery: Delivery, day: date, outcome: str, actor: User, now: datetime) -> Delivery:
    """The family saw the records on that day: it answers the request with `outcome`."""
    with audited(actor=actor, reason=f"{delivery.request.number}: records were seen"):
        locked = _inspection_open(delivery)
        day_refuse(day, locked, now)
        locked.inspected_on = day
        locked.save(update_fields=["inspected_on"])
        step_add(
            request=locked.request, code="inspection_held", at=now, actor=actor, now=now, inspected_on=day.isoformat()
        )
        evidence = f"The family saw the records on {day}."
        answered_with(delivery.request, outcome, evidence, at=moment_of(day, locked, now), actor=actor, now=now)
    return locked


def _inspection_open(delivery: Delivery) -> Delivery:
    locked = delivery_locked(delivery)
    if locked.way != DeliveryWay.INSPECTION:
        raise RequestRefused("This is no appointment.")
    if locked.inspected_on:
        raise RequestRefused("The records were seen already.")
    return locked
