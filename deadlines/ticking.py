"""What a tick is: the rulebook looked at, the yearly duties opened, and the sweep, which nothing before it may stop."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.db import Error, connection

from deadlines.services import rulebook_watch, yearly_open
from deadlines.sweep import Swept, sweep

logger = logging.getLogger(__name__)

BEFORE: Final[tuple[Callable[..., Any], ...]] = (rulebook_watch, yearly_open)


def tick_run(*, now: datetime) -> Swept:
    """One tick. What fails before the sweep is logged and tried again by the next tick, a minute later.

    Raises the database's own error where that is away: then nothing can be swept either.
    """
    for service in BEFORE:
        try:
            service(now=now)
        except Exception as error:
            if isinstance(error, Error) and not connection.is_usable():
                raise
            logger.exception("%s failed; the clocks are swept all the same", service.__name__)
    return sweep(now=now)
