"""The worker's part of following districts. Running a task again after a loss changes nothing that is done."""

from celery import shared_task
from django.db import transaction

from contracts.tasks import read_soon
from district.clock import now as clock_now
from transparency.federation.adopting import copy_take
from transparency.federation.selectors import copies_waiting, districts_due, districts_followed
from transparency.federation.services import EVERY, feed_take
from transparency.federation.telling import READER


@shared_task(name="transparency.feed_read")
def feed_read(district_id: int) -> None:
    """Read the file of one district, if it is followed still."""
    followed = districts_followed().filter(pk=district_id).first()
    if followed is not None:
        feed_take(followed=followed, actor=READER, now=clock_now())


@shared_task(name="transparency.districts_read")
def districts_read() -> int:
    """Each day once: every followed district's file; and copies whose message was lost. The number taken up."""
    due = list(districts_due(clock_now(), EVERY).values_list("pk", flat=True))
    for district_id in due:
        feed_read.delay(district_id)
    for adopted_id in copies_waiting().values_list("pk", flat=True):
        copy_fetch.delay(adopted_id)
    return len(due)


@shared_task(name="transparency.copy_fetch")
def copy_fetch(adopted_id: int) -> None:
    """Fetch the copy of an offered agreement, add it to the agreement here, and have it read."""
    adopted = copies_waiting().filter(pk=adopted_id).first()
    if adopted is None:
        return
    taken = copy_take(adopted=adopted, actor=READER, now=clock_now())
    for document_id in taken.offer.agreement.documents.filter(sha256=taken.sha256).values_list("pk", flat=True):
        read_soon(document_id)


def feed_soon(district_id: int) -> None:
    """Queue the reading once it is committed. An unreachable queue is no failure: the timer takes it up."""
    transaction.on_commit(lambda: feed_read.delay(district_id), robust=True)


def copy_soon(adopted_id: int) -> None:
    """Queue the fetching of a copy in the same way."""
    transaction.on_commit(lambda: copy_fetch.delay(adopted_id), robust=True)
