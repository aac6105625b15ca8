"""An event opens every clock that the adopted packs attach to it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from deadlines.counting import Count, StartedDuty, day_counted, duties_started, event_name, rulebook_current
from deadlines.errors import DeadlineRefused
from deadlines.models import Deadline, DeadlineState, Reckoning
from deadlines.services.laying import alarms_lay, alarms_moved, alarms_planned, reckoning_row, subject_lock
from district.audit import Actor, audited
from district.calendars import calendar_current
from district.clock import local_day
from district.models import User
from district.selectors import packs_adopted


def deadline_open_for_event(
    *,
    subject: Model,
    event: str,
    at: datetime,
    actor: Actor,
    now: datetime,
    packs: Sequence[str] | None = None,
    owner: User | None = None,
) -> list[Deadline]:
    """Open the clocks that `event` starts for `subject`, one row per duty and source. Doing it again changes nothing.

    `packs` are those adopted on the event's day unless named. Where a duty starts by the earlier of two events, a later
    one opens nothing and an earlier one, learnt of afterwards, moves the open clock. Raises ReckoningError where a date
    cannot be counted, DeadlineRefused for an event that lies ahead.
    """
    if at > now:
        raise DeadlineRefused("An event that has not happened yet starts no clock.")
    calendar = calendar_current()
    adopted = packs_adopted(local_day(at, calendar.timezone)) if packs is None else packs
    started = duties_started(event=event, at=at, packs=adopted, calendar=calendar, rulebook=rulebook_current())
    subject_type = ContentType.objects.get_for_model(subject)
    with audited(actor=actor, reason=f"{event.replace('_', ' ')}: {subject}"):
        subject_lock(subject, subject_type.pk)
        standing = _standing([one.duty.id for one in started], subject, subject_type)
        return [
            _started_open(one, standing, _blank(one, subject, subject_type, event, at, owner), calendar.timezone, now)
            for one in started
        ]


def deadline_open_until(
    *,
    subject: Model,
    rule: str,
    title: str,
    event: str,
    last_day: date,
    started_at: datetime,
    role: str,
    because: str,
    citation: str,
    actor: Actor,
    now: datetime,
    source: str = "agreement",
    owner: User | None = None,
) -> Deadline:
    """Open a clock whose last day a document names itself, such as the end of an agreement. Again changes nothing."""
    zone = calendar_current().timezone
    count = day_counted(last_day, because=because, citation=citation, zone=zone)
    if count.due_at <= started_at:
        raise DeadlineRefused("The last day lies before the clock would start.")
    subject_type = ContentType.objects.get_for_model(subject)
    deadline = Deadline(
        rule=rule,
        source=source,
        title=title,
        subject_type=subject_type,
        subject_id=subject.pk,
        subject_name=str(subject)[:300],
        event=event,
        started_at=started_at,
        role=role,
        owner=owner,
    )
    with audited(actor=actor, reason=f"{event.replace('_', ' ')}: {subject}"):
        subject_lock(subject, subject_type.pk)
        known = _standing([rule], subject, subject_type)
        same = next((one for one in known if one.source == source and one.started_at == started_at), None)
        return same or _open(deadline, count, zone=zone, now=now)


def _blank(
    one: StartedDuty, subject: Model, subject_type: ContentType, event: str, at: datetime, owner: User | None
) -> Deadline:
    return Deadline(
        rule=one.duty.id,
        source=one.source,
        title=one.duty.title,
        subject_type=subject_type,
        subject_id=subject.pk,
        subject_name=str(subject)[:300],
        event=event,
        started_at=at,
        role=one.duty.role,
        owner=owner,
        verified=one.verified,
    )


def _standing(rules: list[str], subject: Model, subject_type: ContentType) -> list[Deadline]:
    """The subject's clocks under these rules that were not withdrawn, the earliest first."""
    rows = Deadline.objects.filter(rule__in=rules, subject_type=subject_type, subject_id=subject.pk)
    return list(rows.exclude(state=DeadlineState.WITHDRAWN).order_by("started_at"))


def _started_open(one: StartedDuty, standing: list[Deadline], blank: Deadline, zone: str, now: datetime) -> Deadline:
    for known in standing:
        if (known.rule, known.source) != (blank.rule, blank.source):
            continue
        if known.started_at == blank.started_at:
            return known
        if event_name(known.event) != event_name(blank.event):
            return _earlier_counts(known, one.count, blank, zone, now)
    return _open(blank, one.count, zone=zone, now=now)


def _open(deadline: Deadline, count: Count, *, zone: str, now: datetime) -> Deadline:
    withdrawn = Deadline.objects.filter(
        rule=deadline.rule,
        source=deadline.source,
        subject_type=deadline.subject_type,
        subject_id=deadline.subject_id,
        started_at=deadline.started_at,
    ).first()
    if withdrawn is not None:  # the same instant was taken back by a person, with a reason: it stays so
        return withdrawn
    deadline.due_at, deadline.last_day = count.due_at, count.last_day
    deadline.save(force_insert=True)
    because = f"Opened: {deadline.event.replace('_', ' ')}."
    Reckoning.objects.bulk_create([reckoning_row(deadline, count, because=because, now=now)])
    alarms_lay(alarms_planned(deadline, zone=zone, now=now, opening=True))
    return deadline


def _earlier_counts(known: Deadline, count: Count, blank: Deadline, zone: str, now: datetime) -> Deadline:
    """Two events may start the duty; the earlier one counts."""
    if known.started_at <= blank.started_at or known.state != DeadlineState.OPEN:
        return known
    known.started_at, known.event = blank.started_at, blank.event
    known.due_at, known.last_day = count.due_at, count.last_day
    known.save(update_fields=["started_at", "event", "due_at", "last_day"])
    because = f"An earlier event counts: {blank.event.replace('_', ' ')}."
    Reckoning.objects.bulk_create([reckoning_row(known, count, because=because, now=now)])
    alarms_moved([known], zone=zone, now=now)
    return known
