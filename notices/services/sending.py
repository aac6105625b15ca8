"""The second half of the outbox: what is queued and due leaves.

Messages are taken in batches under a lease, handed over one by one, and booked batch by batch. That the server took one
is written down at once, in a small row of its own: a sender that is killed sends at most the one message again that it
was just handing over, under the same Message-ID, which mail systems fold into one. At least once, never not at all.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from deadlines.services import heartbeat_write
from district.encryption import unseal
from district.links import links_filled
from notices.courier import HUNG_UP, Courier, ServerAway, courier_called, refused_for_good
from notices.models import Message, MessageState
from notices.outgoing import Outgoing
from notices.rendering import body_of
from notices.services.booking import Outcome, outcome_sent, outcomes_book, without_addresses
from notices.services.claiming import Claimed, lease, messages_claim, messages_release, steadily
from notices.services.noting import Notes

logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 8
FIRST_WAIT: Final = timedelta(minutes=2)
LONGEST_WAIT: Final = timedelta(hours=6)
MOST_AT_A_TIME: Final = 5000
MOST_HANG_UPS: Final = 2  # in a row: one message may be to blame, two say that it is the server


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

    @property
    def tried(self) -> int:
        return self.sent + self.delayed + self.failed


@dataclass(slots=True)
class Round:
    """A round of sending: of the outbox, or of one mailing, whose `write` fills its texts for a family."""

    now: datetime
    courier: Courier
    write: Callable[[Claimed], Outgoing]
    mailing_id: int | None = None
    drill: bool = False
    sent: Sent = field(default_factory=Sent)
    notes: Notes = field(default_factory=Notes)


def messages_send_due(*, now: datetime, most: int = MOST_AT_A_TIME) -> Sent:
    """Send what is queued and due, the oldest first. Several at once share the work and send nothing twice."""
    with courier_called() as courier:
        round_ = Round(now, courier, partial(outgoing_of, now=now))
        round_run(round_, most=most)
    heartbeat_write(name="send", now=now, detail=asdict(round_.sent))
    return round_.sent


def round_run(round_: Round, *, most: int, seconds: float = float("inf")) -> Sent:
    """Batch after batch, until nothing is due, `most` were tried, time is up, or the server is in trouble."""
    begun, sent = time.monotonic(), round_.sent
    try:
        while not sent.trouble and sent.tried < most and time.monotonic() - begun < seconds:
            if not _batch(round_, most=most - sent.tried):
                break
    finally:
        round_.notes.close()
    return sent


def outgoing_of(claimed: Claimed, *, now: datetime) -> Outgoing:
    """A message of the outbox as it leaves. A private link's token is in the mail alone."""
    if claimed.family:
        return _to_family(claimed)
    message = claimed.row or Message.objects.get(pk=claimed.pk)
    message.body = message.body or body_of(message, now=now)
    body = links_filled(message.body, message.address)
    return Outgoing(message.key, message.address, message.subject, body)


def _to_family(claimed: Claimed) -> Outgoing:
    """A single e-mail to a family. SealBroken where it does not open."""
    to: Any = unseal(claimed.sealed or b"")
    content: Any = unseal(claimed.content or b"")
    return Outgoing(claimed.key, to["email"], content["subject"], links_filled(content["body"], to["email"]))


def _batch(round_: Round, *, most: int) -> bool:
    """Take, hand over and book one batch; False when there is none left."""
    claimed = steadily(lambda: messages_claim(now=round_.now, most=most, mailing_id=round_.mailing_id))
    outcomes: list[Outcome] = []
    # Well before the lease ends, so that nobody else sends what is still in our hands.
    until = time.monotonic() + lease().total_seconds() / 2
    try:
        for message in claimed:
            if round_.sent.trouble or time.monotonic() > until:
                break
            outcomes.append(_sent(message, round_))
    except ServerAway as error:
        round_.sent.trouble = str(error)
        logger.warning("The mail server cannot be reached; messages stay queued: %s", error)
    finally:
        round_.notes.finish()
        steadily(lambda: outcomes_book(outcomes))
        steadily(lambda: messages_release([message.pk for message in claimed[len(outcomes) :]]))
    return bool(outcomes)


def _sent(message: Claimed, round_: Round) -> Outcome:
    """Hand one message over. What is wrong with it is its own outcome; a server that is away is the round's."""
    try:
        outgoing = round_.write(message)
        answer = _answered(message, outgoing, round_)
    except ServerAway:
        raise
    except Exception as error:
        # A family's traceback stays out of the log: a mail server's refusal quotes the address.
        told = not message.family
        logger.warning("Message %s could not be sent: %s", message.key, type(error).__name__, exc_info=told)
        outcome = _put_off(message, error, round_)
        _connection_dropped(error, round_)
        return outcome
    round_.sent.sent += 1
    round_.sent.hang_ups = 0
    return outcome_sent(message, outgoing, answer, at=round_.now, drill=round_.drill)


def _answered(message: Claimed, outgoing: Outgoing, round_: Round) -> str:
    """What the server answers now, or answered before a crash."""
    if message.answer is not None:
        return message.answer
    if round_.drill:
        return "a drill: this would have been sent, and was not"
    answer = round_.courier.hand_over(outgoing, at=round_.now.timestamp())
    _mark_taken(message, answer, round_)
    return answer


def _mark_taken(message: Claimed, answer: str, round_: Round) -> None:
    round_.notes.write(message_id=message.pk, at=round_.now, answer=answer)


def _connection_dropped(error: Exception, round_: Round) -> None:
    round_.courier.after(error)
    sent = round_.sent
    if not isinstance(error, HUNG_UP):
        sent.hang_ups = 0
        return
    sent.hang_ups += 1
    if sent.hang_ups >= MOST_HANG_UPS:
        sent.trouble = f"hung up on {sent.hang_ups} messages in a row: {type(error).__name__}: {error}"
        logger.warning("The mail server %s", sent.trouble)


def _put_off(message: Claimed, error: Exception, round_: Round) -> Outcome:
    """Tried again later, given up after many attempts; an address of a family that is refused for good has bounced."""
    words = f"{type(error).__name__}: {error}"[:2000]
    family = message.family
    if family:
        words = without_addresses(words)
    if family and refused_for_good(error):
        round_.sent.failed += 1
        return Outcome(message.pk, MessageState.BOUNCED, "bounced", round_.now, words, error=words)
    attempts = message.attempts + 1
    if attempts >= MOST_ATTEMPTS:
        round_.sent.failed += 1
        return Outcome(message.pk, MessageState.FAILED, "failed", round_.now, words, error=words)
    round_.sent.delayed += 1
    later = round_.now + min(FIRST_WAIT * 4 ** (attempts - 1), LONGEST_WAIT)
    return Outcome(message.pk, message.state, "delayed", round_.now, words, error=words, send_after=later)
