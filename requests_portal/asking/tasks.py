"""What asking does by itself, once an hour: reminders, ends of what nobody confirmed, and drafts whose time is over."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from celery import shared_task

from district.audit import Actor, SystemActor
from district.clock import now as clock_now
from requests_portal.asking.confirming import unconfirmed_expire, unconfirmed_remind
from requests_portal.asking.drafts import drafts_expire

log = logging.getLogger(__name__)
ACTOR: Final = SystemActor("timer:requests.asking")


@shared_task(name="requests_portal.asking_sweep")
def asking_sweep() -> None:
    """Each part by itself: one that fails does not stop the others, and is tried again in an hour."""
    now = clock_now()
    parts: tuple[Callable[..., int], ...] = (unconfirmed_remind, unconfirmed_expire, drafts_expire)
    for part in parts:
        _run(part, ACTOR, now)


def _run(part: Callable[..., int], actor: Actor, now: datetime) -> None:
    try:
        part(actor=actor, now=now)
    except Exception as problem:  # whatever one row brings; its words may quote a family
        log.error("%s failed (%s).", part.__name__, type(problem).__name__)
