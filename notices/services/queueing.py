"""A message enters the outbox, once per key."""

import re
from datetime import datetime
from typing import Final

from district.audit import Actor, audited
from district.models import User
from notices.models import Channel, Message

# A key is the left part of the Message-ID, so it is written in the letters that RFC 5322 allows there.
KEY: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


class MessageRefused(ValueError):
    """A message that could never be sent. Its text is one line, fit to be shown to a person."""


def message_queue(
    *,
    key: str,
    subject: str,
    body: str,
    at: datetime,
    actor: Actor,
    now: datetime,
    channel: str = Channel.EMAIL,
    recipient: User | None = None,
    address: str = "",
    language: str = "en",
) -> Message:
    """Queue a message to a person of the district or to an address, to be sent at `at` or after.

    `key` is unique: queueing again under it changes nothing and answers the message that stands. Raises MessageRefused
    for a key that cannot be a Message-ID, for a missing or broken address, and for a subject of several lines.
    """
    goes_to = address or (recipient.email if recipient else "")
    _checked(key, channel, goes_to, subject)
    with audited(actor=actor, reason=f"message: {subject}"):
        message, _ = Message.objects.get_or_create(
            key=key,
            defaults={
                "channel": channel,
                "recipient": recipient,
                "address": goes_to,
                "language": language,
                "subject": subject[:300],
                "body": body,
                "queued_at": now,
                "send_after": at,
            },
        )
    return message


def _checked(key: str, channel: str, address: str, subject: str) -> None:
    if not KEY.fullmatch(key):
        raise MessageRefused(f"The key {key!r} cannot be a Message-ID.")
    if channel == Channel.EMAIL and (address.count("@") != 1 or re.search(r"[\s,;<>]", address)):
        raise MessageRefused("The message has no usable e-mail address.")
    if not subject.strip() or "\n" in subject or "\r" in subject:
        raise MessageRefused("A subject is one line, and not empty.")
