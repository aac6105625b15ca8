"""A request begins: on the portal, where its e-mail address is confirmed first; at a desk, where it counts at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Max

from district.audit import Actor, SystemActor, audited
from district.models import School, User
from inventory.models import DataElement
from requests_portal.models import Channel, IdentityState, PrivacyRequest, RequestKind, RequestState
from requests_portal.services.clocks import request_clocks_open
from requests_portal.services.keys import request_keys
from requests_portal.services.steps import (
    RequestRefused,
    caught_up,
    family_actor,
    request_locked,
    state_set,
    step_add,
)
from requests_portal.services.telling import staff_told
from vendors.models import Product

# One at a time: two requests of one moment get two numbers.
NUMBER_LOCK: Final = 7_340_015
# The family that has no number yet.
FAMILY: Final = SystemActor("family:new")


def request_ask(
    *,
    kind: str,
    language: str,
    asker: Mapping[str, Any],
    said: Mapping[str, Any],
    details: Mapping[str, Any],
    now: datetime,
    school: School | None = None,
    products: Iterable[Product] = (),
    all_products: bool = False,
    elements: Iterable[DataElement] = (),
    channel: str = Channel.PORTAL,
    asked_at: datetime | None = None,
    actor: Actor | None = None,
) -> PrivacyRequest:
    """Write a request, not confirmed yet. It exists, and its clocks will count, from `asked_at` (`now` if not given).

    `asker`, `said` and `details` are what the model's fields of these names hold. Without `actor` the family acts.
    """
    moment = asked_at or now
    if moment > now:
        raise RequestRefused("This moment lies in the future.", "asked_at")
    with audited(actor=actor or FAMILY, reason=f"request: {RequestKind(kind).name.lower()}"):
        number = _next_ordinal()
        request = PrivacyRequest.objects.create(
            number=f"R-{number}",
            ordinal=number,
            kind=kind,
            language=language,
            channel=channel,
            asked_at=moment,
            identity=_identity_at_first(kind),
            school=school,
            asker=dict(asker),
            said=dict(said),
            details=dict(details),
            all_products=all_products,
            **request_keys(asker, said),
        )
        request.products.set(products)
        request.elements.set(elements)
        by = actor or family_actor(request)
        step_add(request=request, code="asked", at=moment, actor=by, now=now, kind=kind, channel=channel)
    return request


def _next_ordinal() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBER_LOCK])
    return (PrivacyRequest.objects.aggregate(last=Max("ordinal"))["last"] or 0) + 1


def _identity_at_first(kind: str) -> str:
    """Anybody may ask for directory information; everything else is a family's own."""
    return IdentityState.NOT_NEEDED if kind == RequestKind.DIRECTORY else IdentityState.PENDING


def request_confirm(*, request: PrivacyRequest, actor: Actor, now: datetime) -> PrivacyRequest:
    """The e-mail address is confirmed: the request is received. Clocks count from the moment at which it was asked.

    The records custodians and privacy officers are told at once. Confirming again changes nothing; RequestRefused where
    it has expired or was withdrawn.
    """
    with audited(actor=actor, reason=f"{request}: confirmed"):
        locked = request_locked(request)
        if locked.state == RequestState.UNCONFIRMED:
            state_set(locked, RequestState.RECEIVED, confirmed_at=now)
            _received(locked, "confirmed", actor, now)
        elif locked.confirmed_at is None:
            raise RequestRefused(f"{locked.number} is {locked.get_state_display()}: ask again, please.")
    return caught_up(request, locked)


def request_enter(*, channel: str, asked_at: datetime, actor: User, now: datetime, **asked: Any) -> PrivacyRequest:
    """Enter a request that came on paper, by telephone or in person; `asked` as `request_ask` takes it.

    It is received at once: whoever took it saw that somebody asked. The custodians are told (E7).
    """
    with audited(actor=actor, reason=f"request entered: {Channel(channel).label}"):
        request = request_ask(channel=channel, asked_at=asked_at, actor=actor, now=now, **asked)
        state_set(request, RequestState.RECEIVED, confirmed_at=now)
        _received(request, "entered", actor, now)
    return request


def _received(request: PrivacyRequest, code: str, actor: Actor, now: datetime) -> None:
    """Clocks first, then the step that others listen to, then the people who must know."""
    clocks = request_clocks_open(request=request, actor=actor, now=now)
    step_add(request=request, code=code, at=now, actor=actor, now=now)
    staff_told(request=request, clocks=clocks, actor=actor, now=now)
