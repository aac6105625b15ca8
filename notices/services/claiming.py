"""Taking messages to be sent: a batch at a time, for a while. Rows of a sender that was killed come back by themselves.

A lease is a matter of machines and not of the district's clock: the database's own clock counts it.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models import BinaryField
from django.db.models.functions import Cast

from notices.models import Message

logger = logging.getLogger(__name__)

BATCH: Final = 50
Answer = TypeVar("Answer")

FREE: Final = "(leased_until IS NULL OR leased_until < clock_timestamp())"
TAKE: Final = """
WITH due AS MATERIALIZED (
    SELECT id FROM notices_message WHERE {which} AND channel = 'email' AND send_after <= %(now)s AND {free}
    ORDER BY send_after, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
UPDATE notices_message SET leased_until = clock_timestamp() + %(lease)s
FROM due WHERE notices_message.id = due.id RETURNING notices_message.id
"""
OUTBOX: Final = TAKE.format(which="state = 'queued'", free=FREE)
MAILING: Final = TAKE.format(
    which="mailing_id = %(mailing)s AND state = 'ready' AND (SELECT state = 'running' FROM notices_mailing"
    " WHERE id = %(mailing)s)",
    free=FREE,
)
RELEASE: Final = "UPDATE notices_message SET leased_until = NULL WHERE id = ANY(%s) AND state IN ('queued', 'ready')"
TAKEN: Final = """
WITH quickly AS (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO notices_taken (message_id, at, answer) SELECT %s, %s, %s FROM quickly
ON CONFLICT (message_id) DO NOTHING
"""


def lease() -> timedelta:
    """For how long a sender has its batch."""
    return timedelta(seconds=settings.MAIL_LEASE_SECONDS)


def messages_claim(*, now: datetime, most: int, mailing_id: int | None = None) -> list[Message]:
    """Take the oldest that are due: of the outbox, or of one running mailing. Nobody else has them until the lease
    ends. Those that the mail server took before a crash come with their `taken` row. Sealed fields come as they lie,
    in `sealed_bytes`: one that does not open is one message's trouble, not the batch's.
    """
    values: dict[str, Any] = {"now": now, "most": min(most, BATCH), "lease": lease(), "mailing": mailing_id}
    with connection.cursor() as cursor:
        cursor.execute(OUTBOX if mailing_id is None else MAILING, values)
        ids = [pk for (pk,) in cursor.fetchall()]
    if not ids:
        return []
    rows = Message.objects.filter(pk__in=ids).defer("sealed", "content").select_related("taken")
    return list(rows.annotate(sealed_bytes=Cast("sealed", BinaryField())).order_by("send_after", "pk"))


def messages_release(ids: list[int]) -> None:
    """Give back what was not handed over."""
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(RELEASE, [ids])


def taken_note(*, message_id: int, at: datetime, answer: str) -> None:
    """Write down at once that the server took a message. Not waited for on disk: only the database's own crash loses
    it, the sender's does not.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, [message_id, at, answer])


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
