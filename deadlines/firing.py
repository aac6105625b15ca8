"""Claiming due alarms: lock, look at the clock again, mark, and say what is to be told."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from deadlines.alarmplan import next_late
from deadlines.services.laying import AlarmRow, alarms_lay
from deadlines.sqlarrays import array_of

TOLD_LATE_AFTER: Final = timedelta(minutes=15)
ASK_AGAIN_EVERY: Final = timedelta(days=7)
FIRED_OUTCOMES: Final = frozenset({"told", "told_late", "folded"})
TIMERS_AT: Final = "districtprivacy.timers.TIMERS"

_COLUMNS: Final = (
    "w.id, w.kind, w.step, w.fires_at, c.id AS deadline_id, c.rule, c.source, c.title, c.subject_name, "
    "c.started_at, c.due_at, c.last_day, c.role, c.owner_id, c.verified"
)
# More urgent: later in the life of the clock. A reminder whose clock is due now is told by the alarm that says so.
RANK: Final = {"opened": 1, "reminder": 2, "due": 3, "late": 4}

# Without JIT: compiling would take longer than the work. Marking is a statement of its own, since the planner guesses
# the rows that a locked and limited query yields so badly that it would read the whole table to join them.
_CLAIM: Final = """
SET LOCAL jit = off;
SELECT CASE
    WHEN c.state <> 'open' THEN 'closed'
    WHEN w.kind = 'hold_check' THEN CASE WHEN c.held THEN 'told' ELSE 'lifted' END
    WHEN c.held THEN 'held'
    WHEN w.fires_at < %(late_before)s THEN 'told_late'
    ELSE 'told' END AS outcome, {columns}
FROM deadlines_alarm w JOIN deadlines_deadline c ON c.id = w.deadline_id
WHERE {which}
ORDER BY w.fires_at, w.id LIMIT %(most)s FOR UPDATE OF w SKIP LOCKED
"""
_WAITING: Final = """
SELECT deadline_id, kind, step FROM deadlines_alarm
WHERE deadline_id = ANY(%s::bigint[]) AND state = 'pending' AND fires_at <= %s AND id <> ALL(%s::bigint[])
"""
_MARK: Final = """
UPDATE deadlines_alarm SET state = %s, outcome = %s, fired_at = %s, retry_at = NULL WHERE id = ANY(%s::bigint[])
"""
_DUE: Final = "w.state = 'pending' AND w.fires_at <= %(now)s"
_ONE: Final = "w.state IN ('pending', 'failing') AND w.id = %(only)s"
_CLAIM_DUE: Final = _CLAIM.format(columns=_COLUMNS, which=_DUE)
_CLAIM_ONE: Final = _CLAIM.format(columns=_COLUMNS, which=_ONE)


class Firing(NamedTuple):
    """One alarm whose moment has come, with what its clock says. `outcome` tells whether anybody is to be told.

    A tuple and no model: a sweep may make thousands.
    """

    outcome: str
    alarm_id: int
    kind: str
    step: int
    fires_at: datetime
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
        firings = [Firing._make(row) for row in cursor.fetchall()]
        # A full batch may have cut a clock's alarms in two: the more urgent ones are then still waiting.
        waiting = _still_waiting(cursor, firings, values["now"]) if len(firings) == values["most"] else []
        firings = _folded(firings, waiting)
        by_outcome: dict[str, list[int]] = {}
        for firing in firings:
            by_outcome.setdefault(firing.outcome, []).append(firing.alarm_id)
        for outcome, alarm_ids in by_outcome.items():
            state = "fired" if outcome in FIRED_OUTCOMES else "dropped"
            cursor.execute(_MARK, [state, outcome, values["now"], array_of(alarm_ids)])
    return firings


def _still_waiting(cursor: Any, firings: list[Firing], now: datetime) -> list[tuple[int, str, int]]:
    clocks = array_of({firing.deadline_id for firing in firings})
    cursor.execute(_WAITING, [clocks, now, array_of(firing.alarm_id for firing in firings)])
    return list(cursor.fetchall())


def _folded(firings: list[Firing], waiting: list[tuple[int, str, int]]) -> list[Firing]:
    """Of several due alarms of one clock only the most urgent is told; the others are marked as told by it."""
    urgent: dict[int, tuple[int, int]] = {}
    for deadline_id, kind, step in (*((one.deadline_id, one.kind, one.step) for one in firings), *waiting):
        urgent[deadline_id] = max(urgent.get(deadline_id, (0, 0)), (RANK.get(kind, 0), step))
    return [
        firing._replace(outcome="folded")
        if firing.told and firing.kind in RANK and (RANK[firing.kind], firing.step) < urgent[firing.deadline_id]
        else firing
        for firing in firings
    ]


def firings_tell(firings: Sequence[Firing], *, now: datetime) -> None:
    """Wake the services that the table names, each once with all that is its own, and lay the alarms that follow."""
    by_service: dict[str, list[Firing]] = {}
    for firing in firings:
        if firing.told:
            by_service.setdefault(service_for(firing.rule, firing.kind), []).append(firing)
    for path, theirs in by_service.items():
        import_string(path)(firings=theirs, now=now)
    alarms_lay([row for firing in firings if firing.told and (row := _following(firing, now))])


@cache
def service_for(rule: str, kind: str) -> str:
    """Dotted path of the service to wake: the longest matching rule prefix, else the alarm's kind, else `*`."""
    timers: dict[str, str] = import_string(getattr(settings, "TIMERS_AT", TIMERS_AT))
    parts = rule.split(".")
    prefixes = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next(timers[key] for key in (*prefixes, kind, "*") if key in timers)


def _following(firing: Firing, now: datetime) -> AlarmRow | None:
    """Being late rings again tomorrow, a hold next week. Days missed while the system stood still are not made up."""
    if firing.kind == "late":
        step, fires_at = next_late(firing.due_at, now)
        return AlarmRow(firing.deadline_id, "late", step, fires_at)
    if firing.kind == "hold_check":
        return AlarmRow(firing.deadline_id, "hold_check", firing.step + 1, now + ASK_AGAIN_EVERY)
    return None
