"""Celery's doors to the outbox and to mailings."""

import logging
from typing import Final

from celery import shared_task
from django.core.exceptions import ObjectDoesNotExist

from district.clock import now as clock_now
from district.encryption import SealBroken
from district.printing import PrintingUnavailable
from district.storage import StoredFileChanged
from notices.models import PrintBatch
from notices.services import messages_send_due
from notices.services.mailings.batches import batch_claim, batch_failed, batch_make
from notices.services.mailings.running import (
    mailing_send_chunk,
    mailings_running,
    mailings_tidy,
    sender_slot,
)

log = logging.getLogger(__name__)
FORESEEN: Final = (StoredFileChanged, PrintingUnavailable, SealBroken, ObjectDoesNotExist)


@shared_task(name="notices.send_due")
def send_due() -> None:
    """Send what is queued and due."""
    messages_send_due(now=clock_now())


@shared_task(name="notices.mailing_send")
def mailing_send(mailing_id: int) -> None:
    """One chunk of a mailing's e-mails; what is left is the next one's. Where enough are sending, nothing."""
    with sender_slot(mailing_id) as mine:
        if not mine:
            return
        sent = mailing_send_chunk(mailing_id=mailing_id, now=clock_now())
    if sent.tried and not sent.trouble:
        mailing_send.delay(mailing_id)


@shared_task(name="notices.mailing_print")
def mailing_print(mailing_id: int) -> None:
    """One batch of a mailing's letters, then the next one."""
    batch = batch_claim(mailing_id=mailing_id, now=clock_now())
    if batch is not None and _made(batch):
        mailing_print.delay(mailing_id)


def _made(batch: PrintBatch) -> bool:
    try:
        batch_make(batch=batch, now=clock_now())
    except Exception as problem:
        # Of an error that nobody foresaw only its kind: its words may quote a family's row.
        words = str(problem) if isinstance(problem, FORESEEN) else ""
        told = f"{type(problem).__name__}: {words}".removesuffix(": ")
        log.error("Batch %s of mailing %s could not be made: %s", batch.number, batch.mailing_id, told)
        batch_failed(batch=batch, problem=told, now=clock_now())
        return False
    return True


@shared_task(name="notices.mailings_push")
def mailings_push() -> int:
    """Take up running mailings whose chain was lost, and finish what is finished. The number of mailings taken up."""
    now = clock_now()
    mailings_tidy(now=now)
    emails, letters = mailings_running(now=now)
    for mailing_id in emails:
        mailing_send.delay(mailing_id)
    for mailing_id in letters:
        mailing_print.delay(mailing_id)
    return len({*emails, *letters})
