"""Work of the public page in the background; its tasks are found through this module."""

from celery import shared_task

from district import clock
from transparency.binder import binders_make
from transparency.federation import tasks  # noqa: F401
from transparency.kept import kept_clean
from transparency.preparing import pages_prepare
from transparency.versions import version_current


@shared_task(name="transparency.pages_prepare")
def pages_of_the_present() -> int:
    """Each minute: the pages and the binder of the present publication and day, where they are not there yet.

    What was kept of earlier ones goes.
    """
    kept_clean(version_current(clock.now()), clock.now())
    made = pages_prepare(clock.now())
    return made + binders_make(clock.now())
