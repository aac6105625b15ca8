"""Claiming due alarms: one statement that locks, looks at the clock again, marks, and answers with what to tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from deadlines.alarmplan import next_late
from deadlines.models import Alarm, AlarmKind
from deadlines.services.laying import alarms_lay

TOLD_LATE_AFTER: Final = timedelta(minutes=15)
ASK_AGAIN_EVERY: Final = timedelta(days=7)
TIMERS_AT: Final = "districtprivacy.timers.TIMERS"

_COLUMNS: Final = (
    "a.id, a.kind, a.step, a.fires_at, due.outcome, d.id, d.rule, d.source, d.title, d.subject_name, "
    "d.started_at, d.due_at, d.last_day, d.role, d.owner_id, d.verified"
)
# More urgent: later in the life of the clock. A reminder whose clock is due now is told by the alarm that says so.
_URGENCY: Final = (
    "(CASE {0}.kind WHEN 'opened' THEN 1 WHEN 'reminder' THEN 2 WHEN 'due' THEN 3 WHEN 'late' THEN 4 ELSE 0 END)"
)
_ORDER: Final = f"({_URGENCY.format('m')}, m.step, m.id) > ({_URGENCY.format('w')}, w.step, w.id)"

_CLAIM: Final = """
WITH due AS MATERIALIZED (
    SELECT w.id, CASE
        WHEN c.state <> 'open' THEN 'closed'
        WHEN w.kind = 'hold_check' THEN CASE WHEN c.held THEN 'told' ELSE 'lifted' END
        WHEN c.held THEN 'held'
        WHEN w.kind <> 'moved' AND EXISTS (
            SELECT 1 FROM deadlines_alarm m
            WHERE m.deadline_id = w.deadline_id AND m.state = 'pending' AND m.fires_at <= %(now)s AND {order}
        ) THEN 'folded'
        WHEN w.fires_at < %(late_before)s THEN 'told_late'
        ELSE 'told' END AS outcome
    FROM deadlines_alarm w JOIN deadlines_deadline c ON c.id = w.deadline_id
    WHERE {which}
    ORDER BY w.fires_at, w.id LIMIT %(most)s FOR UPDATE OF w SKIP LOCKED
)
UPDATE deadlines_alarm a SET
    state = CASE WHEN due.outcome IN ('told', 'told_late', 'folded') THEN 'fired' ELSE 'dropped' END,
    outcome = due.outcome, fired_at = %(now)s, retry_at = NULL
FROM due, deadlines_deadline d
WHERE a.id = due.id AND d.id = a.deadline_id
RETURNING {columns}
"""
_CLAIM_DUE: Final = _CLAIM.format(order=_ORDER, columns=_COLUMNS, which="w.state = 'pending' AND w.fires_at <= %(now)s")
_CLAIM_ONE: Final = _CLAIM.format(
    order=_ORDER, columns=_COLUMNS, which="w.state IN ('pending', 'failing') AND w.id = %(only)s"
)


@dataclass(frozen=True, slots=True)
class Firing:
    """One alarm whose moment has come, with what its clock says. `outcome` tells whether anybody is to be told."""

    alarm_id: int
    kind: str
    step: int
    fires_at: datetime
    outcome: str
    deadline_id: int
    rule: str
    source: str
    title: str
    subject_name: str
    started_at: datetime
    due_at: datetime
    last_day: date
    role: str
    owner_id: int | None
    verified: bool

    @property
    def told(self) -> bool:
        return self.outcome in ("told", "told_late")


def claim_due(*, now: datetime, most: int) -> list[Firing]:
    """Lock and mark up to `most` alarms whose moment has come, oldest first. Rows another sweep holds are left to it.

    Runs inside the caller's transaction: until that commits, a crash gives all of them back.
    """
    return _claim(_CLAIM_DUE, {"now": now, "late_before": now - TOLD_LATE_AFTER, "most": most})


def claim_one(alarm_id: int, *, now: datetime) -> list[Firing]:
    """The same for one alarm, pending or failing; empty if another sweep has it or it has rung."""
    return _claim(_CLAIM_ONE, {"now": now, "late_before": now - TOLD_LATE_AFTER, "most": 1, "only": alarm_id})


def _claim(statement: str, values: dict[str, Any]) -> list[Firing]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Firing(*row) for row in cursor.fetchall()]


def firings_tell(firings: Sequence[Firing], *, now: datetime) -> None:
    """Wake the services that the table names, each once with all that is its own, and lay the alarms that follow."""
    by_service: dict[str, list[Firing]] = {}
    for firing in firings:
        if firing.told:
            by_service.setdefault(service_for(firing.rule, firing.kind), []).append(firing)
    for path, theirs in by_service.items():
        import_string(path)(firings=theirs, now=now)
    alarms_lay([alarm for firing in firings if firing.told for alarm in _following(firing, now)])


@cache
def service_for(rule: str, kind: str) -> str:
    """Dotted path of the service to wake: the longest matching rule prefix, else the alarm's kind, else `*`."""
    timers: dict[str, str] = import_string(getattr(settings, "TIMERS_AT", TIMERS_AT))
    parts = rule.split(".")
    prefixes = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next(timers[key] for key in (*prefixes, kind, "*") if key in timers)


def _following(firing: Firing, now: datetime) -> list[Alarm]:
    """Being late rings again tomorrow, a hold next week. Days missed while the system stood still are not made up."""
    if firing.kind in (AlarmKind.DUE, AlarmKind.LATE):
        step, fires_at = next_late(firing.due_at, now)
        return [Alarm(deadline_id=firing.deadline_id, kind=AlarmKind.LATE, step=step, fires_at=fires_at)]
    if firing.kind == AlarmKind.HOLD_CHECK:
        return [
            Alarm(
                deadline_id=firing.deadline_id,
                kind=AlarmKind.HOLD_CHECK,
                step=firing.step + 1,
                fires_at=now + ASK_AGAIN_EVERY,
            )
        ]
    return []
