"""Celery's door to what time does in the committee's book."""

from celery import shared_task

from district.clock import now as clock_now
from inventory.committee.services import committee_lapse


@shared_task(name="inventory.committee_lapse")
def lapse() -> int:
    """Begin reviews and call to mind what is due; how many reviews were begun."""
    return committee_lapse(now=clock_now())
