"""Work of the breach room in the background: reading lists of pupils."""

from celery import shared_task
from django.db import transaction

from breaches import evidencetasks  # noqa: F401  # its tasks are found through this module
from breaches.services.lists import list_claim, list_read, lists_waiting
from district.clock import now as clock_now


@shared_task(name="breaches.read_list")
def read_list(list_id: int) -> None:
    """Read and match one list. Running it again after a loss changes nothing that is done."""
    source = list_claim(list_id=list_id, now=clock_now())
    if source is not None:
        list_read(source=source, now=clock_now())


@shared_task(name="breaches.lists_waiting")
def lists_taken_up() -> int:
    """Take up lists whose worker or message was lost. The number taken up."""
    waiting = lists_waiting(now=clock_now())
    for list_id in waiting:
        read_list.delay(list_id)
    return len(waiting)


def list_soon(list_id: int) -> None:
    """Queue the reading once it is committed. An unreachable queue is no failure: the sweep takes it up."""
    transaction.on_commit(lambda: read_list.delay(list_id), robust=True)
