"""The worker's part of inventory imports. Running a task twice, or again after a loss, changes nothing that is done."""

from celery import shared_task
from django.db import transaction

from district.audit import SystemActor
from district.clock import now as clock_now
from district.importstates import ImportState
from inventory.importing.selectors import imports_listed, imports_waiting
from inventory.importing.services import import_commit, import_plan, imports_tidy
from inventory.seen.services import seen_match_again

IMPORTER = SystemActor("worker:inventory.import")


@shared_task(name="inventory.import_work")
def import_work(import_id: int) -> None:
    """Plan a file that is to be read, or take over what was decided; where the inventory had moved, plan again."""
    batch = imports_listed().get(pk=import_id)
    if batch.state == ImportState.COMMITTING:
        batch = import_commit(batch=batch, actor=IMPORTER, now=clock_now())
        if batch.state == ImportState.COMMITTED:
            seen_match_again(actor=IMPORTER, now=clock_now())
    if batch.state == ImportState.READING:
        import_plan(batch=batch, actor=IMPORTER, now=clock_now())


@shared_task(name="inventory.imports_waiting")
def imports_take_up() -> int:
    """Take up imports whose message or worker was lost, and remove what nobody decided on. The number taken up."""
    now = clock_now()
    imports_tidy(actor=IMPORTER, now=now)
    waiting = imports_waiting(now=now)
    for import_id in waiting:
        import_work.delay(import_id)
    return len(waiting)


def import_soon(import_id: int) -> None:
    """Queue the work once it is committed. An unreachable queue is no failure: the timer takes it up."""
    transaction.on_commit(lambda: import_work.delay(import_id), robust=True)
