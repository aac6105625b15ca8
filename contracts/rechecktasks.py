"""The worker's part of checking agreements again."""

from datetime import timedelta
from typing import Final

from celery import shared_task
from django.db import transaction

from contracts.rechecking import rechecks_listed
from contracts.services.recheck import recheck_finish, recheck_item_check, recheck_item_claim, rechecks_waiting
from district.audit import SystemActor
from district.clock import now as clock_now

RECHECKER = SystemActor("worker:contracts.recheck")
# With the time that one file may take this stays under the limit of a task; the next message goes on from there.
LONGEST: Final = timedelta(minutes=8)


@shared_task(name="contracts.recheck_work")
def recheck_work(recheck_id: int) -> None:
    """Check a run's files again, one after the other. Running it twice or again shares the work and doubles nothing."""
    recheck, began = rechecks_listed().get(pk=recheck_id), clock_now()
    while (item := recheck_item_claim(recheck=recheck, actor=RECHECKER, now=clock_now())) is not None:
        recheck_item_check(item=item, actor=RECHECKER, now=clock_now())
        if clock_now() - began > LONGEST:
            recheck_work.delay(recheck_id)
            return
    recheck_finish(recheck=recheck, actor=RECHECKER, now=clock_now())


@shared_task(name="contracts.recheck_waiting")
def recheck_waiting() -> int:
    """Take up runs whose worker or message was lost. The number taken up."""
    waiting = rechecks_waiting(now=clock_now())
    for recheck_id in waiting:
        recheck_work.delay(recheck_id)
    return len(waiting)


def recheck_soon(recheck_id: int) -> None:
    """Queue a run once it is committed. An unreachable queue is no failure: the sweep takes it up."""
    transaction.on_commit(lambda: recheck_work.delay(recheck_id), robust=True)
