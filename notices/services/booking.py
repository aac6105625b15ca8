"""Booking what became of a batch: the messages, their evidence and the notes of what was taken, in one transaction."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from district.audit import SystemActor, audited
from district.encryption import seal
from notices.hooks import undelivered
from notices.models import Message, MessageState
from notices.outgoing import Outgoing
from notices.services.claiming import Claimed

ACTOR: Final = SystemActor("timer:notices.send_due")
UNDELIVERED: Final = (MessageState.BOUNCED, MessageState.FAILED)
ADDRESS: Final = re.compile(r"[^\s<>@,;:'\"(){}\[\]]+@[^\s<>@,;:'\"(){}\[\]]+")

BOOK: Final = """
UPDATE notices_message AS message SET
    state = new.state, attempts = message.attempts + 1, leased_until = NULL, last_error = new.error,
    sent_at = COALESCE(new.sent_at, message.sent_at), send_after = COALESCE(new.send_after, message.send_after),
    body = COALESCE(new.body, message.body), content = COALESCE(decode(new.content, 'hex'), message.content),
    content_sha256 = COALESCE(new.sha256, message.content_sha256)
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::text[],
    %s::text[]) AS new (id, state, error, sent_at, send_after, body, content, sha256)
WHERE message.id = new.id AND message.state IN ('queued', 'ready')
"""
WITNESS: Final = """
INSERT INTO notices_deliveryevidence (message_id, what, at, detail)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[])
"""
FORGET: Final = "DELETE FROM notices_taken WHERE message_id = ANY(%s)"


@dataclass(slots=True)
class Outcome:
    """What became of one message. `send_after`: it stays, and is tried again then. `what`: the word of the evidence."""

    message_id: int
    state: str
    what: str
    at: datetime
    detail: str
    error: str = ""
    sent_at: datetime | None = None
    send_after: datetime | None = None
    body: str | None = None
    content: str | None = None
    sha256: str | None = None


def outcome_sent(message: Claimed, outgoing: Outgoing, answer: str, *, at: datetime, drill: bool = False) -> Outcome:
    """It left: of a person's message the body is kept as it stands, of a family's the sealed content and its hash."""
    state = MessageState.DRILL if drill else MessageState.SENT
    outcome = Outcome(message.pk, state, state.value, at, answer, sent_at=at)
    if message.mailing_id is None and message.family:  # kept as it was queued: without the addresses of private links
        outcome.detail = without_addresses(answer)
        outcome.sha256 = content_hash(outgoing.subject, outgoing.body)
        return outcome
    if not message.family:
        outcome.body = message.row.body if message.row else None
        outcome.detail = f"to {outgoing.address}: {answer}"
        return outcome
    return _with_content(outcome, outgoing, answer)


def outcome_left(message: Message, outgoing: Outgoing) -> Outcome:
    """An e-mail to a family that the server took before its sender was lost, as its `taken` row says."""
    taken = message.taken
    outcome = Outcome(message.pk, MessageState.SENT, "sent", taken.at, "", sent_at=taken.at)
    return _with_content(outcome, outgoing, taken.answer)


def _with_content(outcome: Outcome, outgoing: Outgoing, answer: str) -> Outcome:
    outcome.detail = without_addresses(answer)
    outcome.content = seal({"subject": outgoing.subject, "body": outgoing.body}).hex()
    outcome.sha256 = content_hash(outgoing.subject, outgoing.body)
    return outcome


def content_hash(subject: str, body: str) -> str:
    """SHA-256 of an e-mail: its subject, an empty line, its text."""
    return hashlib.sha256(f"{subject}\n\n{body}".encode()).hexdigest()


def without_addresses(text: str) -> str:
    """An answer of a mail server fit for the history, which keeps no address of a family."""
    return ADDRESS.sub("(address)", text) if "@" in text else text


def outcomes_book(outcomes: list[Outcome]) -> None:
    """Write a batch's outcomes."""
    if not outcomes:
        return
    ids = [one.message_id for one in outcomes]
    rows = [
        (one.message_id, one.state, one.error, one.sent_at, one.send_after, one.body, one.content, one.sha256)
        for one in outcomes
    ]
    witnesses = [(one.message_id, one.what, one.at, one.detail) for one in outcomes]
    with audited(actor=ACTOR, reason="sending"):
        with connection.cursor() as cursor:
            cursor.execute(BOOK, [list(column) for column in zip(*rows, strict=True)])
            cursor.execute(WITNESS, [list(column) for column in zip(*witnesses, strict=True)])
            cursor.execute(FORGET, [ids])
        _undelivered_told(outcomes)


def _undelivered_told(outcomes: list[Outcome]) -> None:
    lost = {one.message_id: one.at for one in outcomes if one.state in UNDELIVERED}
    if lost:
        undelivered(message_ids=lost, at=max(lost.values()), actor=ACTOR)
