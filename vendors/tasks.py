"""Jobs of operators' records."""

from celery import shared_task

from district.clock import now as clock_now
from vendors.linkchecks import link_check_run


@shared_task(name="vendors.check_link")
def check_link(check_id: int) -> None:
    """Look at an operator's own list of subcontractors."""
    link_check_run(check_id=check_id, now=clock_now())
