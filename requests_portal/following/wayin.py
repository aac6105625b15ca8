"""Looking an address up happens behind the page, so that a known one takes no longer than an unknown one."""

import logging
from functools import partial

from django.db import transaction
from kombu.exceptions import OperationalError

from district.clock import now as clock_now
from requests_portal.following.services import way_in_send
from requests_portal.following.tasks import way_in_send_soon

logger = logging.getLogger(__name__)


def way_in_soon(key: bytes, language: str) -> None:
    """Hand the address's keyed hash to a worker once this is committed; without a queue it is done at once."""
    transaction.on_commit(partial(_hand_over, key, language))


def _hand_over(key: bytes, language: str) -> None:
    try:
        way_in_send_soon.delay(key.hex(), language)
    except OperationalError:
        logger.warning("The queue does not answer: the way in is sent at once.")
        way_in_send(key=key, language=language, now=clock_now())
