"""What the book of trainings does by itself: the next school year's rounds, and reminders."""

from celery import shared_task

from district.clock import now as clock_now
from district.selectors import district_current_or_none
from inventory.training.reminding import reminders_send, rounds_renew


@shared_task(name="inventory.trainings")
def trainings() -> None:
    """Asked every hour, so that no day is missed; each step is told once."""
    if district_current_or_none() is None:
        return
    now = clock_now()
    rounds_renew(now=now)
    reminders_send(now=now)
