"""A calendar or a pack changed: open clocks are counted anew. Old reasons stay; new ones are added."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from django.db import connection

from deadlines.counting import Count, day_counted, duty_recounted, rulebook_current, span_counted
from deadlines.models import Deadline, DeadlineState, Hold, Reckoning
from deadlines.selectors import reckonings_latest
from deadlines.services.laying import alarms_moved, reckoning_row
from deadlines.sqlarrays import array_of
from district.audit import Actor, audited
from district.calendars import calendar_current
from rulebook.calendars import Calendar
from rulebook.errors import RulebookError
from rulebook.holds import reckon_lifted
from rulebook.model import Rulebook
from rulebook.reckoning import Reckoning as Reckoned

AT_A_TIME: Final = 1000
COUNTED_SOURCES: Final = ("policy", "statute")  # the terms of other clocks stand in their own documents

MOVE: Final = """
UPDATE deadlines_deadline AS d SET due_at = new.due_at, last_day = new.last_day
FROM unnest(%s::bigint[], %s::timestamptz[], %s::date[]) AS new (id, due_at, last_day) WHERE d.id = new.id
"""


@dataclass(slots=True)
class Recomputed:
    """What a recomputation did: ids of clocks that moved, how many stayed, and those it could not count."""

    moved: list[int] = field(default_factory=list)
    stayed: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def deadlines_recompute(*, because: str, actor: Actor, now: datetime) -> Recomputed:
    """Count every open clock again. Those whose date moves get a new reckoning, new alarms, and ring once to say so.

    One transaction, seven statements per thousand open clocks. A clock whose last day an agreement names keeps that
    day, and ends when it is over in today's time zone; one whose term an agreement names is counted by that term. A
    clock that can no longer be counted (its rule has left the packs) keeps its date and is named in the answer.
    """
    result = Recomputed()
    calendar, rulebook = calendar_current(), rulebook_current()
    with audited(actor=actor, reason=because):
        for deadlines in _open_in_chunks():
            moved = _recounted(deadlines, calendar, rulebook, result)
            if moved:
                _move(moved, because=because, zone=calendar.timezone, now=now)
    return result


def _open_in_chunks() -> Iterator[list[Deadline]]:
    """Open clocks by id, locked until the end, so that none is met while its date moves."""
    last = 0
    while True:
        rows = Deadline.objects.filter(state=DeadlineState.OPEN, pk__gt=last)
        chunk = list(rows.order_by("pk").select_for_update()[:AT_A_TIME])
        if not chunk:
            return
        yield chunk
        last = chunk[-1].pk


def _recounted(
    deadlines: list[Deadline], calendar: Calendar, rulebook: Rulebook, result: Recomputed
) -> list[tuple[Deadline, Count]]:
    lifted = _lifted_holds([deadline.pk for deadline in deadlines])
    named = reckonings_latest([deadline.pk for deadline in deadlines if deadline.source not in COUNTED_SOURCES])
    moved = []
    for deadline in deadlines:
        try:
            if deadline.source in COUNTED_SOURCES:
                count = count_anew(deadline, lifted[deadline.pk], calendar, rulebook)
            else:
                count = _named(deadline, named.get(deadline.pk), lifted[deadline.pk], calendar)
        except RulebookError as problem:
            result.refused.append((deadline.pk, str(problem)))
            continue
        if (count.due_at, count.last_day) == (deadline.due_at, deadline.last_day):
            result.stayed += 1
        else:
            moved.append((deadline, count))
            result.moved.append(deadline.pk)
    return moved


def _lifted_holds(deadline_ids: list[int]) -> dict[int, list[Hold]]:
    holds: dict[int, list[Hold]] = defaultdict(list)
    for hold in Hold.objects.filter(deadline_id__in=deadline_ids, lifted_at__isnull=False).order_by("placed_at"):
        holds[hold.deadline_id].append(hold)
    return holds


def count_anew(deadline: Deadline, holds: list[Hold], calendar: Calendar, rulebook: Rulebook | None = None) -> Count:
    """The date of a clock whose term stands in a pack, with the extension and the lifted holds that it has."""
    count = duty_recounted(
        rule=deadline.rule,
        source=deadline.source,
        at=deadline.started_at,
        calendar=calendar,
        rulebook=rulebook or rulebook_current(),
        extension=deadline.extension,
    )
    for hold in holds:
        count = count_lifted(count, hold, calendar)
    return count


def _named(deadline: Deadline, known: Reckoning | None, holds: list[Hold], calendar: Calendar) -> Count:
    """By the document's own word: its last day, or its term, which was kept with the last reckoning."""
    if known is None or not known.term:
        return _day_ended(deadline, known, calendar.timezone)
    count = span_counted(
        known.term,
        at=deadline.started_at,
        because=known.steps[-1] if known.steps else "",
        citation=known.citation,
        calendar=calendar,
    )
    for hold in holds:
        count = count_lifted(count, hold, calendar)
    return count


def _day_ended(deadline: Deadline, known: Reckoning | None, zone: str) -> Count:
    """The same last day, over at midnight in the zone, for the reasons that the clock was opened with."""
    because, citation = (known.steps[0], known.citation) if known and known.steps else ("The day is named.", "")
    return day_counted(deadline.last_day, because=because, citation=citation, zone=zone)


def count_lifted(count: Count, hold: Hold, calendar: Calendar) -> Count:
    """A date after a hold was lifted: at once or on the original date, whichever is later."""
    if hold.lifted_at is None:
        return count
    original = Reckoned(count.due_at, count.last_day, count.steps)
    after = reckon_lifted(original, hold.placed_at, hold.lifted_at, calendar)
    return replace(count, due_at=after.due_at, last_day=after.last_day, steps=after.steps)


def _move(moved: list[tuple[Deadline, Count]], *, because: str, zone: str, now: datetime) -> None:
    Reckoning.objects.bulk_create(
        [reckoning_row(deadline, count, because=because, now=now) for deadline, count in moved], batch_size=AT_A_TIME
    )
    with connection.cursor() as cursor:
        ids = array_of(deadline.pk for deadline, _ in moved)
        due, last = array_of(count.due_at for _, count in moved), array_of(count.last_day for _, count in moved)
        cursor.execute(MOVE, [ids, due, last])
    for deadline, count in moved:
        deadline.due_at, deadline.last_day = count.due_at, count.last_day
    alarms_moved([deadline for deadline, _ in moved], zone=zone, now=now)
