"""The figures, each table counted by the database in one statement: 100,000 requests leave it as a few lines.

What counts: every request that was confirmed, once; one that was joined to another goes on under that number. It was in
time where each clock that it met was met before it was due. Late: one was met later, or runs on past its day. Requests
whose clocks were withdrawn, or for which the law names no days, are neither. Drills count nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from district.models import User
from requests_portal.models import OPEN_STATES, PrivacyRequest, RequestState
from requests_portal.reports.periods import Period
from requests_portal.selectors import requests_visible_to

NOT_COUNTED: Final = [RequestState.UNCONFIRMED, RequestState.EXPIRED, RequestState.JOINED]

# Both end with the days to the answer: the middle one, and that within which nine of ten were answered.
_REQUESTS: Final = """
WITH clocks AS (
    SELECT subject_id,
        bool_or((state = 'met' AND closed_at >= due_at) OR (state = 'open' AND due_at <= %(now)s)) AS late
    FROM deadlines_deadline
    WHERE subject_type_id = %(type)s AND state <> 'withdrawn' AND NOT drill
    GROUP BY subject_id
), asked AS (
    SELECT request.kind, request.answered_at IS NOT NULL AS answered, request.state = ANY(%(open)s) AS open,
        clocks.late, date_trunc('month', request.asked_at AT TIME ZONE %(zone)s)::date AS month,
        extract(epoch FROM request.answered_at - request.asked_at) / 86400 AS days
    FROM requests_portal_privacyrequest AS request LEFT JOIN clocks ON clocks.subject_id = request.id
    WHERE request.asked_at >= %(begins)s AND request.asked_at < %(ends)s AND NOT request.state = ANY(%(without)s)
)
SELECT kind, month, count(*), count(*) FILTER (WHERE answered), count(*) FILTER (WHERE open),
    count(*) FILTER (WHERE answered AND NOT late), count(*) FILTER (WHERE late),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE days IS NOT NULL),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY days) FILTER (WHERE days IS NOT NULL)
FROM asked GROUP BY GROUPING SETS ((kind), (month), ()) ORDER BY month NULLS FIRST, kind NULLS FIRST
"""
_OPERATORS: Final = """
WITH asked AS (
    SELECT operator.name, task.answered_at IS NOT NULL AS answered,
        task.answered_at IS NULL AND task.settled_at IS NULL AS open,
        coalesce(task.answered_at AT TIME ZONE %(zone)s, task.settled_at AT TIME ZONE %(zone)s,
            %(now)s AT TIME ZONE %(zone)s)::date > task.last_day AS late,
        extract(epoch FROM task.answered_at - task.asked_at) / 86400 AS days
    FROM requests_portal_requesttask AS task JOIN vendors_operator AS operator ON operator.id = task.operator_id
    WHERE task.asked_at >= %(begins)s AND task.asked_at < %(ends)s
)
SELECT name, count(*), count(*) FILTER (WHERE answered), count(*) FILTER (WHERE open),
    count(*) FILTER (WHERE answered AND NOT late), count(*) FILTER (WHERE late),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE days IS NOT NULL),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY days) FILTER (WHERE days IS NOT NULL)
FROM asked GROUP BY name ORDER BY count(*) DESC, name LIMIT %(most)s
"""
MOST_OPERATORS: Final = 200


@dataclass(frozen=True, slots=True)
class Figures:
    """One line. `median` and `slowest_tenth` are calendar days as a fraction, None where nothing was answered."""

    name: str
    asked: int
    answered: int
    open: int
    in_time: int
    late: int
    median: float | None
    slowest_tenth: float | None
    month: date | None = None

    @property
    def judged(self) -> int:
        """Those of which it can be said whether they were in time."""
        return self.in_time + self.late

    @property
    def share_in_time(self) -> float | None:
        return self.in_time / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class RequestFigures:
    """All requests of a period, and the same by kind and by the month in which they were asked."""

    all: Figures
    kinds: tuple[Figures, ...]
    months: tuple[Figures, ...]


NOTHING: Final = Figures("", 0, 0, 0, 0, 0, None, None)


def request_figures(user: User, period: Period, *, now: datetime) -> RequestFigures:
    """One query. Nothing for people who may not read requests."""
    if not _may(user):
        return RequestFigures(NOTHING, (), ())
    kind_type = ContentType.objects.get_for_model(PrivacyRequest)
    lines = [
        (kind, month, _figures(kind or "", numbers, month))
        for kind, month, *numbers in _asked(
            _REQUESTS, period, now, type=kind_type.pk, open=list(OPEN_STATES), without=list(NOT_COUNTED)
        )
    ]
    return RequestFigures(
        next(line for kind, month, line in lines if kind is None and month is None),
        tuple(line for kind, _, line in lines if kind is not None),
        tuple(line for _, month, line in lines if month is not None),
    )


def operator_figures(user: User, period: Period, *, now: datetime) -> tuple[Figures, ...]:
    """What operators were asked and how they answered, those asked most first, at most MOST_OPERATORS. One query.

    Whoever was asked counts, also where the answer was not needed in the end.
    """
    if not _may(user):
        return ()
    rows = _asked(_OPERATORS, period, now, most=MOST_OPERATORS)
    return tuple(_figures(name, numbers) for name, *numbers in rows)


def _figures(name: str, numbers: Sequence[Any], month: date | None = None) -> Figures:
    asked, answered, still_open, in_time, late, median, slowest_tenth = numbers
    return Figures(name, asked, answered, still_open, in_time, late, median, slowest_tenth, month)


def _may(user: User) -> bool:
    """The rule of `requests_visible_to`: all or nothing."""
    return not requests_visible_to(user).query.is_empty()


def _asked(statement: str, period: Period, now: datetime, **more: Any) -> list[tuple[Any, ...]]:
    values = {"begins": period.begins, "ends": period.ends, "zone": period.zone, "now": now, **more}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
