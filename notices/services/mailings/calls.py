"""The mail service's calls: signed, dated, and taken once (docs/adr/0053-delivery.md).

POST /mail-service/bounces/
X-District-Timestamp: seconds since 1970
X-District-Signature: sha256=<hex HMAC-SHA-256 of "<timestamp>.<body>" under BOUNCE_SECRET>
{"events": [{"message_id": "<mailing.7.123@privacy.district.example>", "address": "…", "reason": "550 …"}]}
"""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction

from notices.models import BounceCall
from notices.services.mailings.bounces import SERVICE, Bounce, Matched, bounces_take

WINDOW: Final = timedelta(minutes=5)
MOST_BYTES: Final = 1024 * 1024
MOST_EVENTS: Final = 1000


class CallRefused(Exception):
    """A call that is not believed or not understood; `status` is the answer's. Says no more than the caller needs."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def bounce_call_take(*, body: bytes, timestamp: str, signature: str, now: datetime) -> Matched:
    """Take one call. Raises CallRefused for a wrong signature, an old one, one that came before, and broken content."""
    _believed(body, timestamp, signature, now)
    events = _events(body)
    digest = hashlib.sha256(f"{timestamp}.{signature}".encode()).digest()
    with transaction.atomic():
        BounceCall.objects.filter(at__lt=now - 2 * WINDOW).delete()
        try:
            with transaction.atomic():
                BounceCall.objects.create(digest=digest, at=now)
        except IntegrityError:
            raise CallRefused("This call was taken before.", 409) from None
        return bounces_take(bounces=events, actor=SERVICE, now=now, how="mail service")


def _believed(body: bytes, timestamp: str, signature: str, now: datetime) -> None:
    if not settings.BOUNCE_SECRET:
        raise CallRefused("Calls of the mail service are not set up.", 404)
    right = "sha256=" + signed(body, timestamp)
    if not hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace")):
        raise CallRefused("The signature is wrong.", 403)
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
        raise CallRefused("The time stamp is seconds since 1970.", 400)
    if abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        raise CallRefused("The time stamp is more than five minutes away from now.", 403)


def signed(body: bytes, timestamp: str) -> str:
    """What the mail service writes into its signature, in hexadecimal digits."""
    message = timestamp.encode("utf-8", "replace") + b"." + body
    return hmac.new(settings.BOUNCE_SECRET.encode(), message, hashlib.sha256).hexdigest()


def _events(body: bytes) -> list[Bounce]:
    try:
        given: Any = json.loads(body)
        events = given["events"]
        rows = [
            Bounce(place, *(_storable(event.get(name)) for name in ("message_id", "address", "reason")))
            for place, event in enumerate(events, start=1)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise CallRefused('The body is JSON: {"events": [{"message_id", "address", "reason"}]}.', 400) from None
    if len(rows) > MOST_EVENTS:
        raise CallRefused(f"At most {MOST_EVENTS} events a call.", 413)
    return rows


def _storable(value: Any) -> str:
    """At most 500 characters that the database takes: JSON may hold NUL and halves of a pair, mail servers say such."""
    return str(value or "")[:500].replace("\0", " ").encode("utf-8", "replace").decode()
