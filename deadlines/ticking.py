"""What a tick is: the rulebook looked at, the yearly duties opened, and the sweep, which nothing before it may stop."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from deadlines.services import rulebook_watch, yearly_open
from deadlines.sweep import Swept, sweep

logger = logging.getLogger(__name__)

BEFORE: Final[tuple[Callable[..., Any], ...]] = (rulebook_watch, yearly_open)


def tick_run(*, now: datetime) -> Swept:
    """One tick. What fails before the sweep is logged and tried again by the next tick, a minute later."""
    for service in BEFORE:
        try:
            service(now=now)
        except Exception:
            logger.exception("%s failed; the clocks are swept all the same", service.__name__)
    return sweep(now=now)
