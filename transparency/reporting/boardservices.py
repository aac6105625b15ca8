"""Writes of the reports to the board."""

from datetime import date, datetime

from district.audit import audited
from district.clock import local_day
from district.models import User
from district.selectors import district_current
from transparency.models import BoardReport
from transparency.reporting.board import board_numbers


class ReportRefused(ValueError):
    """Nothing was made; the message says why, for people."""


def board_report_make(
    *, from_day: date, to_day: date, title: str, words: str = "", actor: User, now: datetime
) -> BoardReport:
    """Freeze the numbers of a span of days that is over, or ends today, with a person's own words."""
    if to_day < from_day:
        raise ReportRefused("The last day is before the first one.")
    if to_day > local_day(now, district_current().time_zone):
        raise ReportRefused("The last day has not come yet.")
    with audited(actor=actor, reason=f"Made the report to the board: {title.strip()}"[:500]):
        return BoardReport.objects.create(
            from_day=from_day,
            to_day=to_day,
            title=title.strip(),
            words=words.strip(),
            numbers=board_numbers(from_day, to_day, now),
            made_at=now,
            made_by=actor,
        )
