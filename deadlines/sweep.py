"""The tick: everything whose moment has come is told, once, however late (see the ADR on clocks).

Alarms are claimed in batches, one transaction each: locking, marking, the messages and the alarms that follow commit
together. Where a batch fails, its rows are taken one by one, a transaction each, so that the bad one alone is set
aside: it is tried again later, ever more seldom, and stands in the office with its error until it succeeds.
"""

import logging
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from deadlines.firing import Firing, claim_due, claim_one, firings_tell
from deadlines.models import Alarm, AlarmState
from deadlines.services.heartbeats import heartbeat_write

logger = logging.getLogger(__name__)

BATCH: Final = 2000
RETRIES_AT_A_TIME: Final = 200
FIRST_RETRY: Final = timedelta(minutes=5)
LONGEST_RETRY: Final = timedelta(hours=6)


@dataclass(slots=True)
class Swept:
    """What one sweep did, in alarms."""

    told: int = 0
    late: int = 0
    quiet: int = 0
    failing: int = 0

    def add(self, firings: list[Firing]) -> None:
        self.told += sum(firing.told for firing in firings)
        self.late += sum(firing.outcome == "told_late" for firing in firings)
        self.quiet += sum(not firing.told for firing in firings)


def sweep(*, now: datetime, batch: int = BATCH) -> Swept:
    """Ring everything due at `now`. Safe to run twice at once: each alarm is claimed by one of them only."""
    swept = Swept()
    while _batch_rung(swept, now=now, most=batch):
        pass
    for alarm_id in _failing_due(now):
        _ring_alone(alarm_id, swept, now=now)
    heartbeat_write(name="tick", now=now, detail=asdict(swept))
    return swept


def _batch_rung(swept: Swept, *, now: datetime, most: int) -> bool:
    """One batch; whether there may be more."""
    firings: list[Firing] = []
    try:
        with transaction.atomic():
            firings = claim_due(now=now, most=most)
            firings_tell(firings, now=now)
    except Exception:
        if not firings:  # the claim itself failed: the database is in trouble, and no single row is to blame
            raise
        logger.exception("A batch of %s alarms failed; taking them one by one", len(firings))
        for firing in firings:
            _ring_alone(firing.alarm_id, swept, now=now)
    else:
        swept.add(firings)
    return len(firings) == most


def _ring_alone(alarm_id: int, swept: Swept, *, now: datetime) -> None:
    try:
        with transaction.atomic():
            firings = claim_one(alarm_id, now=now)
            firings_tell(firings, now=now)
    except Exception as error:
        logger.error("Alarm %s is set aside: %s", alarm_id, error)
        _set_aside(alarm_id, error, now=now)
        swept.failing += 1
    else:
        swept.add(firings)


def _set_aside(alarm_id: int, error: Exception, *, now: datetime) -> None:
    alarm = Alarm.objects.only("failures").get(pk=alarm_id)
    wait = min(FIRST_RETRY * 2 ** min(alarm.failures, 10), LONGEST_RETRY)
    Alarm.objects.filter(pk=alarm_id, state__in=[AlarmState.PENDING, AlarmState.FAILING]).update(
        state=AlarmState.FAILING,
        failures=F("failures") + 1,
        last_error=f"{type(error).__name__}: {error}"[:2000],
        retry_at=now + wait,
    )


def _failing_due(now: datetime) -> list[int]:
    rows = Alarm.objects.filter(state=AlarmState.FAILING, retry_at__lte=now).order_by("retry_at")
    return list(rows.values_list("pk", flat=True)[:RETRIES_AT_A_TIME])
