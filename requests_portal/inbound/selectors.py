"""Reads of mail that came in."""

from typing import Final

from django.db.models import QuerySet

from district.models import User
from requests_portal.models import InboundMail, InboundState, PrivacyRequest
from requests_portal.selectors import MAY_WORK, requests_visible_to

MOST_SHOWN: Final = 200


def mails_visible_to(user: User) -> QuerySet[InboundMail]:
    """All for those who work on requests, none for others: who may only read has no business with strangers' mail."""
    return InboundMail.objects.all() if user.has_perm(MAY_WORK) else InboundMail.objects.none()


def mails_to_sort(user: User) -> int:
    """How many wait for a person. One query."""
    return mails_visible_to(user).filter(state=InboundState.WAITING).count()


def mails_waiting(user: User) -> list[InboundMail]:
    """Mails that wait for a person, the oldest first; one query."""
    rows = mails_visible_to(user).filter(state=InboundState.WAITING).select_related("request")
    return list(rows.order_by("at", "pk")[:MOST_SHOWN])


def mails_decided(user: User) -> list[InboundMail]:
    """What became of the newest others, without their words; one query."""
    rows = mails_visible_to(user).exclude(state=InboundState.WAITING).select_related("request", "by").defer("sealed")
    return list(rows.order_by("-at", "-pk")[:50])


def request_by_number(user: User, number: str) -> PrivacyRequest | None:
    return requests_visible_to(user).filter(number=number, forgotten_at=None).first()
