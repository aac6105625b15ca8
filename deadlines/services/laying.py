"""Alarms and reckonings as rows: shared by opening, holding and recomputing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import Model

from deadlines.alarmplan import alarm_plan, next_late
from deadlines.counting import Count
from deadlines.models import Alarm, AlarmKind, AlarmOutcome, AlarmState, Deadline, Reckoning
from deadlines.sqlarrays import array_of

LAY: Final = """
INSERT INTO deadlines_alarm (deadline_id, kind, step, fires_at, state, outcome, failures, last_error)
SELECT deadline_id, kind, step, fires_at, 'pending', '', 0, ''
FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::timestamptz[]) AS wanted (deadline_id, kind, step, fires_at)
ON CONFLICT (deadline_id, kind, step, fires_at) DO UPDATE
SET state = 'pending', outcome = '', fired_at = NULL
WHERE deadlines_alarm.state = 'dropped'
"""


class AlarmRow(NamedTuple):
    """An alarm to lay."""

    deadline_id: int
    kind: str
    step: int
    fires_at: datetime


def reckoning_row(deadline: Deadline, count: Count, *, because: str, now: datetime) -> Reckoning:
    return Reckoning(
        deadline=deadline,
        made_at=now,
        because=because[:300],
        due_at=count.due_at,
        last_day=count.last_day,
        steps=list(count.steps),
        citation=count.citation,
        term=count.term,
        pack_version=count.pack_version,
    )


def alarms_planned(deadline: Deadline, *, zone: str, now: datetime, opening: bool) -> list[AlarmRow]:
    """The alarms still ahead. A due instant that has passed rings at once; a reminder that has passed never will.

    A drill's clocks have none: so the sweep never meets them.
    """
    rows: list[AlarmRow] = []
    if deadline.drill:
        return rows
    for kind, step, moment in alarm_plan(deadline.started_at, deadline.due_at, zone):
        if kind == AlarmKind.REMINDER and moment > now:
            rows.append(AlarmRow(deadline.pk, kind, step, moment))
        elif kind == AlarmKind.DUE or (kind == AlarmKind.OPENED and opening):
            rows.append(AlarmRow(deadline.pk, kind, step, max(moment, now)))
        elif kind == AlarmKind.LATE:
            rows.append(AlarmRow(deadline.pk, kind, *next_late(deadline.due_at, max(deadline.due_at, now))))
    return rows


def alarms_moved(deadlines: Iterable[Deadline], *, zone: str, now: datetime) -> None:
    """Other dates: the alarms of the old ones are dropped, new ones laid, and the change itself rings at once."""
    moved = list(deadlines)
    alarms_quiet([deadline.pk for deadline in moved], outcome=AlarmOutcome.RELAID)
    rows = [alarm for deadline in moved for alarm in alarms_planned(deadline, zone=zone, now=now, opening=False)]
    rows += [AlarmRow(deadline.pk, AlarmKind.MOVED, 0, now) for deadline in moved if not deadline.drill]
    alarms_lay(rows)


def alarms_quiet(deadline_ids: list[int], *, outcome: AlarmOutcome) -> None:
    """Drop what has not rung yet, but for the question about a hold."""
    waiting = Alarm.objects.filter(
        deadline_id__in=deadline_ids, state__in=[AlarmState.PENDING, AlarmState.FAILING]
    ).exclude(kind=AlarmKind.HOLD_CHECK)
    waiting.update(state=AlarmState.DROPPED, outcome=outcome)


def question_quiet(deadline: Deadline) -> None:
    """Drop the question about a hold that was lifted: the next hold asks its own."""
    asking = Alarm.objects.filter(
        deadline=deadline, kind=AlarmKind.HOLD_CHECK, state__in=[AlarmState.PENDING, AlarmState.FAILING]
    )
    asking.update(state=AlarmState.DROPPED, outcome=AlarmOutcome.LIFTED)


def alarms_lay(rows: list[AlarmRow]) -> None:
    """Insert in one statement. A dropped one wanted again at the same moment is armed again; one that rang is not."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(LAY, [array_of(column) for column in zip(*rows, strict=True)])


def subject_lock(subject: Model, type_id: int) -> None:
    """Nobody else opens clocks of this subject until the transaction ends: that the earlier event counts needs it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [type_id, int(subject.pk) % 2_147_483_647])
