"""What the clocks say goes into the outbox: a line of each person's next digest, or a message at once for short clocks.

Runs inside the sweep's transaction and works in sets, a statement per table, since a sweep may bring thousands at once.
Keys are unique (`alarm.<alarm>.to.<person>`), so that an alarm told twice after a crash is one line.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from deadlines.alarmplan import told_at_once
from deadlines.firing import Firing
from deadlines.presenters import is_day_end
from deadlines.sqlarrays import array_of
from district.models import District
from district.selectors import district_current
from notices.models import Message, MessageState
from notices.recipients import Directory, Person, directory_read
from notices.wording import URGENCY, digest_subject, line_of, subject_of

QUEUE: Final = """
INSERT INTO notices_message
    (key, channel, recipient_id, address, language, subject, body, digest,
     queued_at, send_after, state, attempts, last_error)
SELECT key, 'email', recipient, address, 'en', subject, '', %s, %s, %s, 'queued', 0, ''
FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[]) AS new (key, recipient, address, subject)
ORDER BY key
ON CONFLICT (key) DO NOTHING
"""
ADD_LINES: Final = """
INSERT INTO notices_messageline (message_id, key, deadline_id, text, urgency, path)
SELECT *, '' FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::int[])
ON CONFLICT (key) DO NOTHING
"""


class Line(NamedTuple):
    """One thing to tell one person."""

    firing: Firing
    person: Person
    text: str

    @property
    def key(self) -> str:
        return f"alarm.{self.firing.alarm_id}.to.{self.person.id}"


def alarms_announce(*, firings: Sequence[Firing], now: datetime) -> None:
    """Tell the owner and the roles of each clock. Raises NobodyToTell where a clock has no one at all."""
    district, directory = district_current(), directory_read()
    at_once: list[Line] = []
    digest: list[Line] = []
    for firing in firings:
        short = told_at_once(firing.started_at, firing.due_at)
        (at_once if short else digest).extend(_lines(firing, directory, district.time_zone, now, exact=short))
    if at_once:
        _tell_at_once(at_once, zone=district.time_zone, now=now)
    if digest:
        _tell_by_digest(digest, district=district, now=now)


def _lines(firing: Firing, directory: Directory, zone: str, now: datetime, *, exact: bool) -> list[Line]:
    to_the_minute = exact and not is_day_end(firing.due_at, zone)
    text = line_of(firing, zone=zone, now=now, exact=to_the_minute)
    return [Line(firing, person, text) for person in directory.told_of(firing, now=now)]


def _tell_at_once(lines: list[Line], *, zone: str, now: datetime) -> None:
    subjects = [subject_of(line.firing, zone=zone, now=now) for line in lines]
    _queue(
        [(line.key, line.person, subject) for line, subject in zip(lines, subjects, strict=True)],
        now,
        now,
        digest=False,
    )
    waiting = _waiting([line.key for line in lines])
    _add([(waiting[line.key], line) for line in lines if line.key in waiting])


def _tell_by_digest(lines: list[Line], *, district: District, now: datetime) -> None:
    """Into each person's next digest that has not left yet. This morning's may be leaving just now."""
    day = digest_day(now, district)
    while lines:
        keys = {line.person: f"digest.{line.person.id}.{day.isoformat()}" for line in lines}
        rows = [(key, person, digest_subject(day)) for person, key in keys.items()]
        _queue(rows, now, digest_moment(day, district), digest=True)
        waiting = _waiting(list(keys.values()))
        _add([(waiting[keys[line.person]], line) for line in lines if keys[line.person] in waiting])
        lines = [line for line in lines if keys[line.person] not in waiting]
        day += timedelta(days=1)


def digest_day(now: datetime, district: District) -> date:
    """The day of the next digest: today's if its hour is still to come."""
    local = now.astimezone(ZoneInfo(district.time_zone))
    return local.date() + timedelta(days=local.hour >= district.digest_hour)


def digest_moment(day: date, district: District) -> datetime:
    """When the digest of a day leaves."""
    return datetime.combine(day, time(district.digest_hour), ZoneInfo(district.time_zone))


def _queue(rows: list[tuple[str, Person, str]], now: datetime, send_after: datetime, *, digest: bool) -> None:
    new = [(key, person.id, person.email, subject) for key, person, subject in rows]
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [digest, now, send_after, *(array_of(column) for column in zip(*new, strict=True))])


def _waiting(keys: list[str]) -> dict[str, int]:
    """Ids of those messages that have not left and are not leaving, held in place until this transaction ends."""
    rows = Message.objects.filter(key__in=keys, state=MessageState.QUEUED, leased_until=None)
    return dict(rows.order_by("key").select_for_update(no_key=True).values_list("key", "pk"))


def _add(lines: list[tuple[int, Line]]) -> None:
    if not lines:
        return
    values = [
        (message_id, line.key, line.firing.deadline_id, line.text, URGENCY[line.firing.kind])
        for message_id, line in lines
    ]
    with connection.cursor() as cursor:
        cursor.execute(ADD_LINES, [array_of(column) for column in zip(*values, strict=True)])
