"""All clocks of one subject are made to say what is now known of it: opened, moved, met, withdrawn, or opened again.

For subjects whose facts are corrected, where what happened is not one event after the other but a state of knowledge.
Every change leaves a reckoning with its reason. What a person met or withdrew stays so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from deadlines.counting import Count
from deadlines.models import AlarmOutcome, Deadline, DeadlineState, Hold, Reckoning
from deadlines.presenters import event_in_words
from deadlines.services.laying import (
    alarms_lay,
    alarms_moved,
    alarms_planned,
    alarms_quiet,
    reckoning_row,
    subject_lock,
)
from deadlines.services.recomputing import count_lifted
from district.audit import Actor, actor_label, audited
from district.calendars import calendar_current
from district.clock import local_day
from district.models import User
from rulebook.calendars import Calendar

Key = tuple[str, str]  # rule and source


@dataclass(frozen=True, slots=True)
class WantedClock:
    """One clock as it should be by what is known. `met_at` is the moment of the record that meets it, if there is."""

    rule: str
    source: str
    title: str
    event: str
    started_at: datetime
    role: str
    count: Count
    verified: bool = True
    met_at: datetime | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class _Settling:
    subject: Model
    subject_type: ContentType
    calendar: Calendar
    actor: Actor
    now: datetime
    drill: bool


def clocks_settle(
    *,
    subject: Model,
    wanted: Sequence[WantedClock],
    otherwise: Mapping[Key, str],
    actor: Actor,
    now: datetime,
    drill: bool = False,
) -> list[Deadline]:
    """Make the subject's clocks those that are wanted. Answers with the ones that changed, those withdrawn last.

    A clock that is not wanted any more is withdrawn for the reason under its key in `otherwise`, or the one under
    ("", ""). Five queries where nothing changes. A drill's clocks ring nobody.
    """
    at = _Settling(subject, ContentType.objects.get_for_model(subject), calendar_current(), actor, now, drill)
    with audited(actor=actor, reason=f"clocks by what is known: {subject}"):
        subject_lock(subject, at.subject_type.pk)
        known = _known(at)
        lifted = _lifted([row.pk for rows in known.values() for row in rows])
        changed = [_settled(one, known.pop((one.rule, one.source), []), lifted, at) for one in wanted]
        left = [row for rows in known.values() for row in rows if _falls_away(row)]
        for row in left:
            _withdraw(row, otherwise.get((row.rule, row.source)) or otherwise[("", "")], at)
    return [row for row in changed if row is not None] + left


def _known(at: _Settling) -> dict[Key, list[Deadline]]:
    """The subject's clocks by rule and source, locked: those that count before those that were withdrawn."""
    rows = Deadline.objects.filter(subject_type=at.subject_type, subject_id=at.subject.pk).select_for_update()
    found: dict[Key, list[Deadline]] = {}
    for row in sorted(rows.order_by("pk"), key=lambda row: row.state == DeadlineState.WITHDRAWN):
        found.setdefault((row.rule, row.source), []).append(row)
    return found


def _lifted(ids: list[int]) -> dict[int, list[Hold]]:
    holds: dict[int, list[Hold]] = {}
    for hold in Hold.objects.filter(deadline_id__in=ids, lifted_at__isnull=False).order_by("placed_at"):
        holds.setdefault(hold.deadline_id, []).append(hold)
    return holds


def _settled(
    one: WantedClock, rows: list[Deadline], lifted: Mapping[int, list[Hold]], at: _Settling
) -> Deadline | None:
    """The clock, if anything of it changed."""
    row = rows[0] if rows else None
    if row is None:
        return _opened(one, at)
    if any(_taken_back(other, one) for other in rows):
        for other in filter(_falls_away, rows):
            _withdraw(other, "A clock of the same moment was withdrawn by a person.", at)
        return None
    if row.state == DeadlineState.WITHDRAWN and not row.may_return:
        return _opened(one, at)
    count = one.count
    for hold in lifted.get(row.pk, ()):
        count = count_lifted(count, hold, at.calendar)
    # All three are tried: a clock may open again, on another date, and be met at once.
    changed = [_reopened(row, one, at), _moved(row, one, count, at), _met(row, one, at)]
    return row if any(changed) else None


def _taken_back(row: Deadline, one: WantedClock) -> bool:
    """A person withdrew the clock of this very instant: that stands."""
    return row.state == DeadlineState.WITHDRAWN and not row.may_return and row.started_at == one.started_at


def _opened(one: WantedClock, at: _Settling) -> Deadline:
    row = Deadline(
        rule=one.rule,
        source=one.source,
        title=one.title,
        subject_type=at.subject_type,
        subject_id=at.subject.pk,
        subject_name=str(at.subject)[:300],
        event=one.event,
        started_at=one.started_at,
        due_at=one.count.due_at,
        last_day=one.count.last_day,
        role=one.role,
        verified=one.verified,
        drill=at.drill,
    )
    row.save(force_insert=True)
    _reckon(row, one.count, f"Opened: {event_in_words(one.event)}.", at)
    if one.met_at is None:
        alarms_lay(alarms_planned(row, zone=at.calendar.timezone, now=at.now, opening=True))
    else:
        _met(row, one, at)
    return row


def _reopened(row: Deadline, one: WantedClock, at: _Settling) -> bool:
    """Closed by what was known before, and by what is known now it is not."""
    if row.state == DeadlineState.OPEN or not row.may_return:
        return False
    if row.state == DeadlineState.MET and one.met_at is not None:
        return False
    row.state, row.may_return = DeadlineState.OPEN, False
    row.closed_at, row.closed_by, row.closed_reason = None, "", ""
    row.save(update_fields=["state", "may_return", "closed_at", "closed_by", "closed_reason"])
    _reckon(row, one.count, "Open again: by what is known now it applies.", at)
    alarms_lay(alarms_planned(row, zone=at.calendar.timezone, now=at.now, opening=True))
    return True


def _moved(row: Deadline, one: WantedClock, count: Count, at: _Settling) -> bool:
    before = (row.event, row.started_at, row.due_at, row.last_day, row.verified)
    if before == (one.event, one.started_at, count.due_at, count.last_day, one.verified):
        return False
    because = _why_moved(row, one, at)
    redated = (row.due_at, row.last_day) != (count.due_at, count.last_day)
    row.event, row.started_at, row.verified = one.event, one.started_at, one.verified
    row.due_at, row.last_day = count.due_at, count.last_day
    row.save(update_fields=["event", "started_at", "verified", "due_at", "last_day"])
    _reckon(row, count, because, at)
    if redated and row.state == DeadlineState.OPEN:
        alarms_moved([row], zone=at.calendar.timezone, now=at.now)
    return True


def _why_moved(row: Deadline, one: WantedClock, at: _Settling) -> str:
    if row.event != one.event:
        return f"It counts from another moment: {event_in_words(one.event)}, not {event_in_words(row.event)}."
    if row.started_at != one.started_at:
        zone = at.calendar.timezone
        days = [local_day(moment, zone) for moment in (one.started_at, row.started_at)]
        now, then = (f"{day.day} {day:%B %Y}" for day in days)
        return f"A fact was corrected: {event_in_words(one.event)} on {now}, not on {then}."
    return "What is known of it changed." if row.due_at == one.count.due_at else "It is counted by another term."


def _met(row: Deadline, one: WantedClock, at: _Settling) -> bool:
    """Met by a record, or at another moment than was thought. What a person met keeps its moment."""
    if one.met_at is None or row.state == DeadlineState.WITHDRAWN:
        return False
    same = row.state == DeadlineState.MET and (row.closed_at == one.met_at or not row.may_return)
    if same:
        return False
    row.state, row.closed_at, row.may_return = DeadlineState.MET, one.met_at, True
    _close(row, one.evidence, at)
    return True


def _falls_away(row: Deadline) -> bool:
    """Open, or met by what was known alone. What a person did stays done."""
    return row.state == DeadlineState.OPEN or (row.state == DeadlineState.MET and row.may_return)


def _withdraw(row: Deadline, reason: str, at: _Settling) -> None:
    row.state, row.closed_at, row.may_return = DeadlineState.WITHDRAWN, at.now, True
    _close(row, reason, at)


def _close(row: Deadline, reason: str, at: _Settling) -> None:
    row.held, row.closed_by, row.closed_reason = False, actor_label(at.actor), reason
    row.save(update_fields=["state", "closed_at", "may_return", "held", "closed_by", "closed_reason"])
    person = at.actor if isinstance(at.actor, User) else None
    Hold.objects.filter(deadline=row, lifted_at=None).update(lifted_at=at.now, lifted_by=person)
    alarms_quiet([row.pk], outcome=AlarmOutcome.CLOSED)


def _reckon(row: Deadline, count: Count, because: str, at: _Settling) -> None:
    Reckoning.objects.bulk_create([reckoning_row(row, count, because=because, now=at.now)])
