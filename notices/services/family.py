"""Single messages to families, outside of any mailing: address, subject and text lie sealed, as a mailing's do."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from district.audit import Actor, audited
from notices.courier import address_usable
from notices.models import Channel, Message
from notices.services.mailings.preparing import message_keys
from notices.services.queueing import KEY, MessageRefused

ASKER: Final = "asker"  # the kind of such a message: known by it even when what is sealed was removed
SUBJECT_AT_MOST: Final = 300


def family_message_queue(
    *,
    key: str,
    to: tuple[str, str],
    subject: str,
    body: str,
    language: str,
    at: datetime,
    actor: Actor,
    now: datetime,
    student_ids: Iterable[int] = (),
) -> Message:
    """Queue one e-mail for `to` (name, e-mail address), to be sent at `at` or after. Nothing of it is readable in the
    database, and its key, which is its Message-ID, must name nobody: keys of a request's mails are `request.<pk>.…`.

    Private links stand in `body` as their marks; the addresses are in the mail that leaves and nowhere else. Queueing
    again under a key changes nothing and answers the message that stands. Raises MessageRefused as `message_queue`.
    """
    name, email = to[0].strip(), to[1].strip()
    _checked(key, email, subject)
    found: dict[str, object] = {"name": name, "email": email, "lines": [], "students": []}
    with audited(actor=actor, reason=f"message to a family: {key}"):
        message, _ = Message.objects.get_or_create(
            key=key,
            defaults={
                "kind": ASKER,
                "channel": Channel.EMAIL,
                "sealed": found,
                "content": {"subject": subject[:SUBJECT_AT_MOST], "body": body},
                "language": language,
                "student_ids": list(student_ids) or None,
                "queued_at": now,
                "send_after": at,
                **message_keys(found),
            },
        )
    return message


def _checked(key: str, email: str, subject: str) -> None:
    if not KEY.fullmatch(key):
        raise MessageRefused(f"The key {key!r} cannot be a Message-ID.")
    if not address_usable(email):
        raise MessageRefused("The message has no usable e-mail address.")
    if not subject.strip() or "\n" in subject or "\r" in subject:
        raise MessageRefused("A subject is one line, and not empty.")


def family_messages_empty(*, key_prefix: str, actor: Actor) -> int:
    """Remove what is sealed in the messages whose keys begin so: their time is over. How many there were."""
    with audited(actor=actor, reason=f"Names in messages {key_prefix}… removed: their time is over"):
        rows = Message.objects.filter(kind=ASKER, key__startswith=key_prefix, sealed__isnull=False)
        return rows.update(sealed=None, content=None, keys=None, student_ids=None)
