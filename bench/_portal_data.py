"""Requests of fictional families: open ones through the services, past ones by the hundred thousand in SQL."""

from datetime import datetime, timedelta

import pgtrigger
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from deadlines.models import Deadline, DeadlineState
from district.models import AdoptedPack, District
from requests_portal.models import PrivacyRequest, RequestState
from requests_portal.services import request_ask, request_confirm
from requests_portal.services.steps import family_actor

ASKER = {
    "name": "Rosa Fictional",
    "telephone": "217 555 0101",
    "lines": ["7 Fictional Street"],
    "city": "Prairie Lantern",
    "state": "IL",
    "postal_code": "60000",
    "relationship": "parent",
    "signature": "Rosa Fictional",
}
PAST = """
INSERT INTO requests_portal_privacyrequest ({columns})
SELECT {values} FROM requests_portal_privacyrequest AS one, generate_series(%s, %s) AS n
WHERE one.id = %s
"""
CLOCKS = """
INSERT INTO deadlines_deadline ({columns})
SELECT {values} FROM deadlines_deadline AS one, requests_portal_privacyrequest AS past
WHERE one.id = %s AND past.ordinal BETWEEN %s AND %s
"""


def district_make() -> None:
    District.objects.create(
        name="Prairie Lantern District 900",
        address="1 Lantern Way\nPrairie Lantern, IL 60000",
        state="IL",
        time_zone="America/Chicago",
        enrolment=4012,
    )
    for pack in ("il-soppa", "il-school-records", "us-ferpa"):
        AdoptedPack.objects.create(pack=pack, adopted_on="2021-07-01")


def requests_open(number: int, *, now: datetime) -> list[PrivacyRequest]:
    """Asked and confirmed, with their clocks and steps."""
    made = []
    for place in range(number):
        at = now - timedelta(hours=place + 1)
        asked = request_ask(
            kind=("copy", "inspect", "correct", "delete")[place % 4],
            language="en",
            asker={**ASKER, "email": f"family{place}@family.example"},
            said={"student_name": f"Ana Fictional {place}", "student_number": str(place), "birth_date": "2014-05-06"},
            details={"what": "Everything that Maple Reader holds.", "form": "electronic"},
            all_products=True,
            now=at,
        )
        made.append(request_confirm(request=asked, actor=family_actor(asked), now=at))
    return made


def requests_past(number: int, *, first: int, like: PrivacyRequest) -> None:
    """Answered requests with a met clock each, one an hour backwards; `first` is their first number."""
    clock = Deadline.objects.filter(
        subject_type=ContentType.objects.get_for_model(PrivacyRequest), subject_id=like.pk
    ).first()
    assert clock is not None
    again = "one.asked_at - make_interval(hours => (n %% 1000000)::int)"
    answered = f"{again} + interval '4 days'"
    past = {
        "number": "'R-' || n",
        "ordinal": "n",
        "state": f"'{RequestState.ANSWERED}'",
        "outcome": "'granted'",
        "asked_at": again,
        "confirmed_at": again,
        "answered_at": answered,
    }
    clocks = {
        "subject_id": "past.id",
        "subject_name": "past.number",
        "started_at": "past.asked_at",
        "state": f"'{DeadlineState.MET}'",
        "closed_at": "past.answered_at",
    }
    last = first + number - 1
    # Their history would cost more than they do, and no page of the desk reads it.
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(_filled(PAST, PrivacyRequest, past), [first, last, like.pk])
        cursor.execute(_filled(CLOCKS, Deadline, clocks), [clock.pk, first, last])
        cursor.execute("ANALYZE requests_portal_privacyrequest, deadlines_deadline")


def _filled(statement: str, model: type[PrivacyRequest] | type[Deadline], other: dict[str, str]) -> str:
    """All columns as in the row that is repeated, but for `other`."""
    columns = [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]
    return statement.format(
        columns=", ".join(columns), values=", ".join(other.get(column, f"one.{column}") for column in columns)
    )
