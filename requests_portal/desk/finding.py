"""Finding requests: by number, or by exactly what a person says of themselves or of a pupil. Names are sealed."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q

from district.models import User
from requests_portal.models import OPEN_STATES, PrivacyRequest, RequestState
from requests_portal.selectors import requests_visible_to
from requests_portal.services.keys import request_keys
from roster.keys import email_key, name_typed_key, number_key, phone_key
from roster.models import Student

MOST_FOUND: Final = 50
MOST_PUPILS: Final = 50
MOST_ALIKE: Final = 10
NOT_OVER: Final = (*OPEN_STATES, RequestState.UNCONFIRMED)
NUMBER: Final = re.compile(r"[Rr]\s*-?\s*(\d{1,9})|#?(\d{1,9})")
NAMED: Final = re.compile(r"[Rr]\s*-?\s*(\d{1,9})")


def number_typed(words: str) -> str:
    """ "r 203" and "203" as "R-203"; empty where it is no number of a request."""
    match = NUMBER.fullmatch(words.strip())
    return f"R-{int(match[1] or match[2])}" if match else ""


def requests_numbered(user: User, words: str) -> list[PrivacyRequest]:
    """The one request of that number, if the person may see it. One query, or none."""
    number = number_typed(words)
    return list(requests_visible_to(user).filter(number=number)) if number else []


def requests_found(user: User, words: str) -> list[PrivacyRequest]:
    """By number, e-mail address, telephone, whole name of who asked or of a pupil, or a pupil's number.

    At most MOST_FOUND + 1, the newest first; two queries. A pupil is also found as the roster writes the name.
    """
    words = " ".join(words.split())
    if not words:
        return []
    if NAMED.fullmatch(words):
        return requests_numbered(user, words)
    found = requests_visible_to(user).filter(_about(words)).select_related("owner", "school").defer("details")
    return list(found.order_by("-asked_at", "-pk")[: MOST_FOUND + 1])


def _about(words: str) -> Q:
    about = Q(number=number_typed(words)) | Q(student__in=_pupils(words))
    if "@" in words:
        return about | Q(email_key=email_key(words))
    digits = sum(character.isdigit() for character in words)
    if digits:
        about |= Q(said_number_key=number_key(words))
    if digits >= 7:
        about |= Q(phone_key=phone_key(words))
    if name := name_typed_key(words):
        about |= Q(asker_name_key=name) | Q(said_name_key=name)
    return about


def _pupils(words: str) -> list[int]:
    """Pupils of the roster with this number or this whole name."""
    keys = Q(number_key=number_key(words))
    if name := name_typed_key(words):
        keys |= Q(name_key=name)
    return list(Student.objects.filter(keys).order_by("pk").values_list("pk", flat=True)[:MOST_PUPILS])


def requests_alike(request: PrivacyRequest) -> list[PrivacyRequest]:
    """Other requests of the last years about the same pupil or from the same address, the newest first. One query."""
    alike = Q(said_key=request.said_key)
    if request.email_key:
        alike |= Q(email_key=request.email_key)
    rows = PrivacyRequest.objects.filter(alike).exclude(pk=request.pk).defer("details")
    return list(rows.order_by("-asked_at", "-pk")[:MOST_ALIKE])


def requests_like(user: User, *, kind: str, asker: Mapping[str, Any], said: Mapping[str, Any]) -> list[PrivacyRequest]:
    """Requests of this kind that are not over, about the same pupil or by the same person: before one is entered."""
    keys = request_keys(asker, said)
    alike = Q(said_key=keys["said_key"]) if any(said.values()) else Q(pk__in=[])
    for column in ("email_key", "phone_key", "asker_name_key"):
        if keys[column]:
            alike |= Q(**{column: keys[column]})
    rows = requests_visible_to(user).filter(alike, kind=kind, state__in=NOT_OVER).select_related("owner", "school")
    return list(rows.order_by("-asked_at", "-pk")[:MOST_ALIKE])
