"""A release may bring other packs or other holidays: then the open clocks are counted anew, once."""

import logging
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from deadlines.counting import rulebook_current
from deadlines.selectors import heartbeat_detail
from deadlines.services.heartbeats import heartbeat_write
from deadlines.services.recomputing import Recomputed, deadlines_recompute
from district.audit import SystemActor
from district.calendars import calendar_fingerprint, calendar_of
from district.clock import local_day
from district.selectors import district_current_or_none
from rulebook.calendars import Calendar

logger = logging.getLogger(__name__)

ACTOR: Final = SystemActor("timer:deadlines.rulebook_watch")
NAME: Final = "rulebook"  # of the heartbeat that keeps what the clocks were last counted by
BECAUSE: Final = "The rulebook or the holidays were brought up to date."


def rulebook_watch(*, now: datetime) -> Recomputed | None:
    """Count the open clocks anew where the packs, the holidays or the calendar are others than at the last tick.

    Three queries where nothing changed. None then, at the very first look, and before there is a district.
    """
    district = district_current_or_none()
    if district is None:
        return None
    calendar = calendar_of(district)
    found = _counted_by(calendar, local_day(now, calendar.timezone).year)
    known = heartbeat_detail(NAME)
    if found == known:
        return None
    result = deadlines_recompute(because=BECAUSE, actor=ACTOR, now=now) if known else None
    if result and result.refused:
        logger.warning("%s open clocks could not be counted anew: %s", len(result.refused), result.refused)
    heartbeat_write(name=NAME, now=now, detail=found)
    return result


def _counted_by(calendar: Calendar, year: int) -> dict[str, Any]:
    return {
        "calendar": calendar_fingerprint(calendar),
        "holidays": holidays_fingerprint(calendar.state, calendar.timezone, year),
        "packs": {pack.id: pack.version for pack in rulebook_current().packs.values()},
    }


@lru_cache(maxsize=8)
def holidays_fingerprint(state: str | None, timezone: str, year: int) -> str:
    """Changes when a day from last year to the year after next is open that was closed, or the other way round."""
    calendar = Calendar(state=state, timezone=timezone)
    first, end = date(year - 1, 1, 1), date(year + 3, 1, 1)
    days = (first + timedelta(days=number) for number in range((end - first).days))
    return sha256(bytes(calendar.is_open(day) for day in days)).hexdigest()[:16]
