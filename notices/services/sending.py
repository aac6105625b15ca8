"""The second half of the outbox: what is queued and due leaves, one message per transaction.

A message is claimed, handed over, and marked in one transaction. A crash between handing over and marking sends it
again under the same Message-ID, which mail systems fold into one: at least once, never not at all.
"""

import logging
import smtplib
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from deadlines.services import heartbeat_write
from district.audit import SystemActor, audited
from district.links import links_filled
from notices.models import Channel, DeliveryEvidence, Message, MessageState
from notices.rendering import body_of

logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 8
FIRST_WAIT: Final = timedelta(minutes=2)
LONGEST_WAIT: Final = timedelta(hours=6)
MOST_AT_A_TIME: Final = 5000
MOST_HANG_UPS: Final = 2  # in a row: one message may be to blame, two say that it is the server
ACTOR: Final = SystemActor("timer:notices.send_due")
HUNG_UP: Final = (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError)


@dataclass(slots=True)
class Sent:
    """What one round did, in messages. `trouble` is the server's own error, where the round had to stop for it.

    `hang_ups` counts the last messages in a row at which the server hung up.
    """

    sent: int = 0
    delayed: int = 0
    failed: int = 0
    trouble: str = ""
    hang_ups: int = 0


class ServerAway(Exception):
    """The mail server does not answer: no message is to blame, and none loses an attempt."""


def messages_send_due(*, now: datetime, most: int = MOST_AT_A_TIME) -> Sent:
    """Send what is queued and due, the oldest first. Several at once share the work and send nothing twice."""
    sent = Sent()
    server = get_connection()
    try:
        while sum((sent.sent, sent.delayed, sent.failed)) < most and _send_next(server, sent, now=now):
            pass
    except ServerAway as error:
        sent.trouble = str(error)
        logger.warning("The mail server cannot be reached; messages stay queued: %s", error)
    finally:
        with suppress(OSError, smtplib.SMTPException):  # it may have gone away by itself
            server.close()
    heartbeat_write(name="send", now=now, detail=asdict(sent))
    return sent


def _send_next(server: BaseEmailBackend, sent: Sent, *, now: datetime) -> bool:
    """One message in one transaction; False when there is none left."""
    with audited(actor=ACTOR, reason="sending"):
        due = Message.objects.filter(state=MessageState.QUEUED, channel=Channel.EMAIL, send_after__lte=now)
        message = due.order_by("send_after", "pk").select_for_update(skip_locked=True).first()
        if message is None:
            return False
        try:
            with transaction.atomic():
                message.body = message.body or body_of(message, now=now)
                _hand_over(server, message)
        except ServerAway:
            raise
        except Exception as error:
            logger.exception("Message %s could not be sent", message.key)
            _put_off(message, error, sent, now=now)
            _connection_dropped(server, error, sent)
        else:
            _mark_sent(message, sent, now=now)
            sent.hang_ups = 0
    return not sent.trouble


def _hand_over(server: BaseEmailBackend, message: Message) -> None:
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as error:
        raise ServerAway(f"{type(error).__name__}: {error}") from error
    email = EmailMessage(
        subject=message.subject,
        body=links_filled(message.body, message.address),  # a private link's token is in the mail alone
        to=[message.address],
        headers={"Message-ID": f"<{message.key}@{message_domain()}>", "Auto-Submitted": "auto-generated"},
    )
    server.send_messages([email])


def _connection_dropped(server: BaseEmailBackend, error: Exception, sent: Sent) -> None:
    """The next message begins on a connection of its own: one that was hung up, or refused with, may be dead."""
    with suppress(OSError, smtplib.SMTPException):
        server.close()
    if not isinstance(error, HUNG_UP):
        sent.hang_ups = 0
        return
    sent.hang_ups += 1
    if sent.hang_ups >= MOST_HANG_UPS:
        sent.trouble = f"hung up on {sent.hang_ups} messages in a row: {type(error).__name__}: {error}"
        logger.warning("The mail server %s", sent.trouble)


def message_domain() -> str:
    """Right part of every Message-ID: the host of the installation."""
    return urlsplit(settings.SITE_ADDRESS).hostname or "district.invalid"


def _mark_sent(message: Message, sent: Sent, *, now: datetime) -> None:
    message.state, message.sent_at, message.last_error = MessageState.SENT, now, ""
    message.attempts += 1
    message.save(update_fields=["state", "sent_at", "last_error", "attempts", "body"])
    DeliveryEvidence.objects.create(message=message, what="sent", at=now, detail=f"to {message.address}")
    sent.sent += 1


def _put_off(message: Message, error: Exception, sent: Sent, *, now: datetime) -> None:
    message.attempts += 1
    message.last_error = f"{type(error).__name__}: {error}"[:2000]
    final = message.attempts >= MOST_ATTEMPTS
    if final:
        message.state = MessageState.FAILED
        sent.failed += 1
    else:
        message.send_after = now + min(FIRST_WAIT * 4 ** (message.attempts - 1), LONGEST_WAIT)
        sent.delayed += 1
    message.save(update_fields=["state", "attempts", "last_error", "send_after"])
    DeliveryEvidence.objects.create(
        message=message, what="failed" if final else "delayed", at=now, detail=message.last_error
    )
