"""Celery's door to the way in: the page that asks for it answers before anybody is looked up."""

from celery import shared_task

from district.clock import now as clock_now
from requests_portal.following.services import way_in_send


@shared_task(name="requests.way_in_send")
def way_in_send_soon(key: str, language: str) -> None:
    """`key`: the address's keyed hash in hexadecimal digits. The address itself never lies in the queue."""
    way_in_send(key=bytes.fromhex(key), language=language, now=clock_now())
