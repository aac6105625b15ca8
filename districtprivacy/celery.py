"""The Celery application. Timers are rows in PostgreSQL: beat only wakes the sweep that asks what is due.

Signs of life: a worker signs by running `deadlines.pulse`, beat signs in its own process whenever it sends a task. Both
sign at their start, so that /healthz is well within seconds.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, before_task_publish, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "districtprivacy.settings.local")

app = Celery("districtprivacy")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def sign(name: str) -> None:
    """Write a heartbeat. A database that is away is waited for by the next sign; Celery logs the error of this one."""
    from django.db import close_old_connections

    from deadlines.services import heartbeat_write
    from district.clock import now

    close_old_connections()
    heartbeat_write(name=name, now=now())


def beat_signs(**_: Any) -> None:
    sign("beat")


@beat_init.connect
def beat_started(**_: Any) -> None:
    """Only in beat's process does sending a task count as beat's sign."""
    beat_signs()
    before_task_publish.connect(beat_signs, dispatch_uid="beat_signs", weak=False)


@worker_ready.connect
def worker_started(**_: Any) -> None:
    """What fell due while nothing ran is told now, not at beat's first minute."""
    sign("worker")
    app.tasks["deadlines.tick"].delay()
