"""Celery's doors to the clocks. Beat calls them every minute; nothing is kept in the broker that may not be lost."""

from celery import shared_task

from deadlines.services import heartbeat_write
from deadlines.ticking import tick_run
from district.clock import now


@shared_task(name="deadlines.tick")
def tick() -> None:
    """One sweep of the clocks, with what is looked after before it."""
    moment = now()
    tick_run(now=moment)
    heartbeat_write(name="worker", now=moment)


@shared_task(name="deadlines.pulse")
def pulse() -> None:
    """A worker lives: it took a task that beat sent."""
    heartbeat_write(name="worker", now=now())
