"""What the roster does by itself: counting pupils and removing what is over."""

from celery import shared_task

from district.audit import SystemActor
from district.clock import local_day
from district.clock import now as clock_now
from district.sealedfiles import sealed_files_sweep
from district.selectors import district_current_or_none
from roster import importtasks  # noqa: F401  # its tasks are found through this module
from roster.retention import purge
from roster.services import enrolment_count

COUNTER = SystemActor("timer:roster.enrolment")
PURGER = SystemActor("timer:roster.retention")


@shared_task(name="roster.daily")
def daily() -> None:
    """The day's enrolment, retention, and files that were left behind.

    Asked every hour, so that no day is missed; it writes what changed.
    """
    district = district_current_or_none()
    if district is None:
        return
    now = clock_now()
    today = local_day(now, district.time_zone)
    enrolment_count(day=today, actor=COUNTER)
    purge(today=today, actor=PURGER, now=now)
    sealed_files_sweep(now=now)
