"""Who asks is settled by a worker, so that no page of the portal takes longer for one family than for another."""

import logging

from celery import shared_task

from district.clock import now as clock_now
from requests_portal.identity.services import identity_code_repeat, identity_settle, requests_uncompared

log = logging.getLogger(__name__)
MOST = 200


@shared_task(name="requests_portal.identity_compare")
def identity_compare(request_id: int) -> None:
    """Compare one request with the records."""
    identity_settle(request_id=request_id, now=clock_now())


@shared_task(name="requests_portal.identity_code_again")
def identity_code_again(request_id: int) -> None:
    """Send a code to the address on record once more, if one goes there at all."""
    identity_code_repeat(request_id=request_id, now=clock_now())


@shared_task(name="requests_portal.identity_sweep")
def identity_sweep() -> int:
    """Requests whose comparison was lost with its worker or the queue; one that fails does not stop the others."""
    now, done = clock_now(), 0
    for pk in requests_uncompared().values_list("pk", flat=True)[:MOST]:
        try:
            done += identity_settle(request_id=pk, now=now) is not None
        except Exception as problem:  # whatever one row brings; its words may quote a family
            log.error("Request %s could not be compared with the records (%s).", pk, type(problem).__name__)
    return done
