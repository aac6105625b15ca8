"""Making an evidence file in the background. Running it again after a loss makes nothing twice."""

from celery import shared_task

from breaches.services.evidence import evidence_claim, evidence_make
from district.audit import SystemActor
from district.clock import now as clock_now

MAKER = SystemActor("worker:breaches.make_evidence")


@shared_task(name="breaches.make_evidence")
def make_evidence(file_id: int) -> None:
    """Make the file that a person asked for."""
    now = clock_now()
    file = evidence_claim(file_id=file_id, actor=MAKER, now=now)
    if file is not None:
        evidence_make(file=file, actor=MAKER, now=now)
