"""The mail service's calls with mail that came in: signed, dated, and taken once.

POST /mail-service/inbound/            the raw message (message/rfc822) as the body
X-District-Timestamp: seconds since 1970
X-District-Signature: sha256=<hex HMAC-SHA-256 of "<timestamp>.<body>" under INBOUND_SECRET>

The same mail again is the same row: a call that is repeated changes nothing.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from requests_portal.inbound.reading import MOST_BYTES, MailUnreadable
from requests_portal.inbound.services import POSTMAN, mail_take
from requests_portal.models import InboundMail

WINDOW: Final = timedelta(minutes=5)


class CallRefused(Exception):
    """A call that is not believed or not understood; `status` is the answer's."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def mail_call_take(*, body: bytes, timestamp: str, signature: str, now: datetime) -> InboundMail:
    """Take one call. Raises CallRefused for a wrong signature, an old one, and for what is no mail."""
    if not settings.INBOUND_SECRET:
        raise CallRefused("Mail is not taken here.", 404)
    if len(body) > MOST_BYTES:
        raise CallRefused(f"At most {MOST_BYTES // 2**20} MB a mail.", 413)
    right = "sha256=" + call_signed(body, timestamp)
    if not hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace")):
        raise CallRefused("The signature is wrong.", 403)
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
        raise CallRefused("The time stamp is seconds since 1970.", 400)
    if abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        raise CallRefused("The time stamp is more than five minutes away from now.", 403)
    try:
        return mail_take(raw=body, how="call", actor=POSTMAN, now=now)
    except MailUnreadable as unreadable:
        raise CallRefused(str(unreadable), 422) from unreadable


def call_signed(body: bytes, timestamp: str) -> str:
    """What the mail service writes into its signature, in hexadecimal digits."""
    message = timestamp.encode("utf-8", "replace") + b"." + body
    return hmac.new(settings.INBOUND_SECRET.encode(), message, hashlib.sha256).hexdigest()
