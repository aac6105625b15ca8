"""A mailing that was let go runs in chunks: e-mails here, letters in batches (batches.py). Any chunk may be lost.

A chunk that ends hands on to the next one; a timer takes up a running mailing whose chain was lost with its worker or
with the queue. At most SENDERS chunks of one mailing send at once, which PostgreSQL's advisory locks see to: they go
with the connection of a killed worker.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max

from district.audit import SystemActor, audited
from notices.courier import courier_called
from notices.hooks import mailing_left
from notices.mailingtexts import writer_of
from notices.models import Channel, Mailing, MailingState, Message, MessageState, PrintBatch
from notices.services.booking import outcome_left, outcomes_book
from notices.services.mailings.states import mailing_enter, mailing_locked
from notices.services.sending import Round, Sent, round_run

CHUNK: Final = 500
SECONDS: Final = 30.0
SENDERS: Final = 2
LOCKS: Final = 0x4D41494C  # "MAIL": our own numbers among the advisory locks
MAKING: Final = timedelta(minutes=15)  # after which nobody can still be making a batch: no task lives longer
ACTOR: Final = SystemActor("timer:notices.mailings")
# What has not left yet. People without an address are on the work list, and hold nothing up.
WAITING: Final = (MessageState.READY, MessageState.PRINTED)


def run_soon(mailing_id: int) -> None:
    """Start the senders and the printing once this is committed. An unreachable queue is no failure: the timer runs."""
    from notices.tasks import mailing_print, mailing_send

    def start() -> None:
        for _ in range(SENDERS):
            mailing_send.delay(mailing_id)
        mailing_print.delay(mailing_id)

    transaction.on_commit(start, robust=True)


@contextmanager
def sender_slot(mailing_id: int) -> Iterator[bool]:
    """Whether this process may send for the mailing now: SENDERS may, each in a place of its own."""
    for slot in range(SENDERS):
        key = [LOCKS + slot, mailing_id % 2**31]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
            (got,) = cursor.fetchone() or (False,)
        if got:
            try:
                yield True
            finally:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
            return
    yield False


def mailing_send_chunk(*, mailing_id: int, now: datetime, most: int = CHUNK) -> Sent:
    """Send up to `most` e-mails of a running mailing; of one that is paused or stopped, none."""
    mailing = Mailing.objects.get(pk=mailing_id)
    if mailing.state != MailingState.RUNNING:
        return Sent()
    with courier_called() as courier:
        round_ = Round(now, courier, writer_of(mailing, now=now), mailing_id=mailing_id, drill=mailing.drill)
        sent = round_run(round_, most=most, seconds=SECONDS)
    mailing_settle(mailing_id=mailing_id, now=now)
    return sent


def mailing_settle(*, mailing_id: int, now: datetime) -> bool:
    """Whether all has left: then the mailing is done, and its subject's room is told when the last one went."""
    if Message.objects.filter(mailing_id=mailing_id, state__in=WAITING).exists():
        return False
    with transaction.atomic():
        mailing = mailing_locked(Mailing(pk=mailing_id))
        waiting = Message.objects.filter(mailing_id=mailing_id, state__in=WAITING)
        if mailing.state != MailingState.RUNNING or waiting.exists():
            return False
        last = Message.objects.filter(mailing_id=mailing_id).aggregate(last=Max("sent_at"))["last"]
        at = mailing.left_at or last or now
        done = mailing_enter(
            mailing, MailingState.DONE, actor=ACTOR, reason="all of it has left", left_at=at, ended_at=now
        )
        if last is not None:
            mailing_left(mailing=done, at=at, actor=ACTOR, now=now)
    return True


def mailings_running(*, now: datetime) -> tuple[list[int], list[int]]:
    """Ids of running mailings that have e-mails due, and of those that have letters to print."""
    ready = Message.objects.filter(mailing__state=MailingState.RUNNING, state=MessageState.READY)
    due = ready.filter(send_after__lte=now)
    emails = due.filter(channel=Channel.EMAIL).values_list("mailing_id", flat=True).distinct()
    letters = ready.filter(channel=Channel.LETTER).values_list("mailing_id", flat=True).distinct()
    return [pk for pk in emails if pk], [pk for pk in letters if pk]


def mailings_tidy(*, now: datetime) -> None:
    """What a lost worker left: finish mailings of which all has left, and book what it sent of a stopped one."""
    for pk in Mailing.objects.filter(state=MailingState.RUNNING).values_list("pk", flat=True):
        mailing_settle(mailing_id=pk, now=now)
    for mailing in Mailing.objects.filter(state=MailingState.STOPPED, messages__state=MessageState.READY).distinct():
        _stopped_tidy(mailing, now=now)


def _stopped_tidy(mailing: Mailing, *, now: datetime) -> None:
    left = Message.objects.filter(mailing=mailing, state=MessageState.READY)
    writer = writer_of(mailing, now=now)
    for message in left.filter(taken__isnull=False).select_related("taken"):
        sealed: Any = message.sealed
        outcomes_book([outcome_left(message, writer.written(message, sealed))])
    unmade = PrintBatch.objects.filter(mailing=mailing, made_at=None, claimed_at__lt=now - MAKING).values("pk")
    with audited(actor=ACTOR, reason=f"Mailing “{mailing.title}”: stopped before the rest left"):
        nobodys = left.filter(taken=None, leased_until=None) | left.filter(taken=None, leased_until__lt=now)
        nobodys.filter(batch=None).update(state=MessageState.STOPPED)
        left.filter(batch__in=unmade).update(state=MessageState.STOPPED)
