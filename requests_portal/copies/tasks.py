"""Making copies without other pupils, in the background."""

import logging

from celery import shared_task
from django.db import transaction

from district.audit import SystemActor
from district.clock import now as clock_now
from requests_portal.copies.redacting import redaction_claim, redaction_make, redactions_waiting

log = logging.getLogger(__name__)
REDACTOR = SystemActor("worker:requests.redact")


@shared_task(name="requests.redact")
def redact(redaction_id: int) -> None:
    """Make one copy. Running it again after a loss changes nothing that is done."""
    redaction = redaction_claim(redaction_id=redaction_id, now=clock_now())
    if redaction is not None:
        redaction_make(redaction=redaction, actor=REDACTOR, now=clock_now())


@shared_task(name="requests.redact_lost")
def redact_lost() -> int:
    """Hand copies whose message or worker was lost to a worker again; how many."""
    waiting = redactions_waiting(now=clock_now())
    for redaction_id in waiting:
        redact.delay(redaction_id)
    return len(waiting)


def redact_soon(redaction_id: int) -> None:
    """Queue the making once it is committed. An unreachable queue is no failure: the sweep takes it up."""
    transaction.on_commit(lambda: redact.delay(redaction_id), robust=True)
