"""Celery's door to the outbox."""

from celery import shared_task

from district.clock import now
from notices.services import messages_send_due


@shared_task(name="notices.send_due")
def send_due() -> None:
    """Send what is queued and due."""
    messages_send_due(now=now())
