"""Taking messages to be sent: a batch at a time, for a while. Rows of a sender that was killed come back by themselves.

A lease is a matter of machines and not of the district's clock: the database's own clock counts it.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from notices.models import Message

logger = logging.getLogger(__name__)

BATCH: Final = 100
Answer = TypeVar("Answer")

FREE: Final = "(leased_until IS NULL OR leased_until < clock_timestamp())"
TAKE: Final = """
WITH due AS MATERIALIZED (
    SELECT id FROM notices_message WHERE {which} AND channel = 'email' AND send_after <= %(now)s AND {free}
    ORDER BY send_after, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
UPDATE notices_message AS message SET leased_until = clock_timestamp() + %(lease)s
FROM due LEFT JOIN notices_taken AS taken ON taken.message_id = due.id WHERE message.id = due.id
RETURNING message.send_after, message.id, message.key, message.mailing_id, message.state, message.attempts,
    message.language, message.reference, message.sealed, taken.answer, message.kind, message.content
"""
OUTBOX: Final = TAKE.format(which="state = 'queued'", free=FREE)
MAILING: Final = TAKE.format(
    which="mailing_id = %(mailing)s AND state = 'ready' AND (SELECT state = 'running' FROM notices_mailing"
    " WHERE id = %(mailing)s)",
    free=FREE,
)
RELEASE: Final = "UPDATE notices_message SET leased_until = NULL WHERE id = ANY(%s) AND state IN ('queued', 'ready')"


@dataclass(slots=True)
class Claimed:
    """A message in a sender's hands. `answer`: the server took it before a crash, and said this.

    `sealed` and `content` are as they lie: what does not open is one message's trouble, not the batch's. Only messages
    of the outbox come with their `row`, without what is sealed.
    """

    pk: int
    key: str
    mailing_id: int | None
    state: str
    attempts: int
    language: str
    reference: str
    sealed: bytes | memoryview | None
    answer: str | None
    kind: str = ""
    content: bytes | memoryview | None = None
    row: Message | None = None

    @property
    def family(self) -> bool:
        """Whether it goes to a family: then nothing of it may be readable in logs or in the evidence."""
        return self.mailing_id is not None or bool(self.kind)


def lease() -> timedelta:
    """For how long a sender has its batch."""
    return timedelta(seconds=settings.MAIL_LEASE_SECONDS)


def messages_claim(*, now: datetime, most: int, mailing_id: int | None = None) -> list[Claimed]:
    """Take the oldest that are due: of the outbox, or of one running mailing. Nobody else has them until the lease
    ends.
    """
    values: dict[str, Any] = {"now": now, "most": min(most, BATCH), "lease": lease(), "mailing": mailing_id}
    with connection.cursor() as cursor:
        cursor.execute(OUTBOX if mailing_id is None else MAILING, values)
        rows = sorted(cursor.fetchall(), key=lambda row: row[:2])
    claimed = [Claimed(*row[1:]) for row in rows]
    if mailing_id is None and claimed:
        found = Message.objects.defer("sealed", "content").in_bulk([one.pk for one in claimed])
        for one in claimed:
            one.row = found[one.pk]
    return claimed


def messages_release(ids: list[int]) -> None:
    """Give back what was not handed over."""
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(RELEASE, [ids])


def steadily(work: Callable[[], Answer]) -> Answer:
    """Do what must be written although the database restarts just now: what was handed over is not forgotten.

    Within a transaction nothing is tried again: it is gone as a whole.
    """
    for wait in waits():
        try:
            return work()
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block:
                raise
            logger.warning("The database does not answer; trying again: %s", error)
            connection.close()
            time.sleep(wait)
    return work()


def waits() -> Iterator[float]:
    """Seconds between attempts: two minutes in all."""
    yield from (0.2, 0.3, 0.5)
    yield from (1.0,) * 119
