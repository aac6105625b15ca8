"""Requests of families, with the keys that belong to what is sealed. Everybody in them is invented.

request = RequestFactory()                                  # a copy, received on MONDAY; no clock runs, no step stands
request = RequestFactory(kind="delete", student_name="Ana Lopez", email="rosa@family.example")
request = request_asked()                                   # through the service: unconfirmed, with its first step
request = request_received(kind="correct")                  # asked and confirmed: clocks run, staff were told
requests_past(100_000)                                      # quickly, answered, for lists and counting
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from requests_portal.models import (
    Channel,
    IdentityState,
    Outcome,
    PrivacyRequest,
    RequestKind,
    RequestState,
)
from requests_portal.services import request_ask, request_confirm, request_keys
from requests_portal.services.steps import family_actor

MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ASKER = {
    "name": "Rosa Fictional",
    "email": "rosa@family.example",
    "telephone": "217 555 0101",
    "lines": ["7 Fictional Street"],
    "city": "Prairie Lantern",
    "state": "IL",
    "postal_code": "60000",
    "relationship": "parent",
    "signature": "Rosa Fictional",
}
SAID = {"student_name": "Ana Fictional", "student_number": "100234", "birth_date": "2014-05-06"}
DETAILS: dict[str, dict[str, Any]] = {
    "inspect": {"what": "Everything that Maple Reader holds."},
    "copy": {"what": "Everything that Maple Reader holds.", "form": "electronic", "waiver": False},
    "correct": {"what": "Reading level", "wrong": "It says grade 2.", "right": "It is grade 5."},
    "delete": {"what": "The voice recordings."},
    "content": {"what": "Her stories.", "keep": "download"},
    "directory": {"what": "Names of the choir.", "purpose": "A concert leaflet.", "recipient": "Rosa Fictional"},
}


class RequestFactory(DjangoModelFactory[PrivacyRequest]):
    """A request as it lies in the table, received on MONDAY: no clock was opened, no step written."""

    class Meta:
        model = PrivacyRequest
        skip_postgeneration_save = True

    class Params:
        name = "Rosa Fictional"
        email = "rosa@family.example"
        telephone = "217 555 0101"
        student_name = "Ana Fictional"
        student_number = "100234"
        birth_date = "2014-05-06"

    ordinal = factory.Sequence(lambda n: n + 1)
    number = factory.LazyAttribute(lambda o: f"R-{o.ordinal}")
    kind = RequestKind.COPY
    state = RequestState.RECEIVED
    channel = Channel.PORTAL
    asked_at = MONDAY
    confirmed_at = MONDAY
    asker = factory.LazyAttribute(lambda o: {**ASKER, "name": o.name, "email": o.email, "telephone": o.telephone})
    said = factory.LazyAttribute(
        lambda o: {
            "student_name": o.student_name,
            "student_number": o.student_number,
            "birth_date": o.birth_date,
        }
    )
    details = factory.LazyAttribute(lambda o: dict(DETAILS[o.kind]))
    asker_name_key = factory.LazyAttribute(lambda o: request_keys(o.asker, o.said)["asker_name_key"])
    email_key = factory.LazyAttribute(lambda o: request_keys(o.asker, o.said)["email_key"])
    phone_key = factory.LazyAttribute(lambda o: request_keys(o.asker, o.said)["phone_key"])
    said_key = factory.LazyAttribute(lambda o: request_keys(o.asker, o.said)["said_key"])
    said_name_key = factory.LazyAttribute(lambda o: request_keys(o.asker, o.said)["said_name_key"])
    said_number_key = factory.LazyAttribute(lambda o: request_keys(o.asker, o.said)["said_number_key"])


def request_asked(now: datetime = MONDAY, *, kind: str = "copy", **asked: Any) -> PrivacyRequest:
    """Asked on the portal, not confirmed yet. `asked` as `request_ask` takes it; `asker` and `said` only add."""
    asker, said = asked.pop("asker", {}), asked.pop("said", {})
    values: dict[str, Any] = {"language": "en", "details": DETAILS[kind], **asked}
    return request_ask(kind=kind, asker={**ASKER, **asker}, said={**SAID, **said}, now=now, **values)


def request_received(now: datetime = MONDAY, *, kind: str = "copy", **asked: Any) -> PrivacyRequest:
    """Asked and confirmed at the same moment: its clocks run, and the custodians were told. Needs a district."""
    request = request_asked(now, kind=kind, **asked)
    return request_confirm(request=request, actor=family_actor(request), now=now)


def requests_past(number: int, *, until: datetime = MONDAY, first: int = 1_000_000, **values: Any) -> None:
    """Answered requests by COPY-like bulk insert, one an hour, backwards from `until`; without clocks and steps."""
    keys = request_keys(ASKER, SAID)
    kinds = RequestKind.values
    PrivacyRequest.objects.bulk_create(
        (
            PrivacyRequest(
                number=f"R-{first + n}",
                ordinal=first + n,
                kind=kinds[n % len(kinds)],
                asked_at=until - timedelta(hours=n + 1),
                confirmed_at=until - timedelta(hours=n + 1),
                answered_at=until - timedelta(minutes=n),
                asker={},
                said={},
                **{
                    "state": RequestState.ANSWERED,
                    "outcome": Outcome.GRANTED,
                    "identity": IdentityState.RECORDS,
                    **keys,
                    **values,
                },
            )
            for n in range(number)
        ),
        batch_size=5000,
    )
