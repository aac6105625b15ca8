"""Duties that no record starts but the year itself: the posting period and the beginning of the school year."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from deadlines.counting import rulebook_current
from deadlines.models import Deadline
from deadlines.services.opening import deadline_open_for_event
from district.audit import SystemActor
from district.clock import local_day
from district.models import District
from district.selectors import district_current_or_none, packs_adopted
from rulebook.spans import AnnualDates

ACTOR: Final = SystemActor("timer:deadlines.yearly_open")
PERIOD: Final = "posting_period"
SCHOOL_YEAR: Final = "school_year_started"
# An installation set up in the middle of a year is not called late for what happened before it was there.
STARTED_LATELY: Final = timedelta(days=30)
ONE_YEAR_APART: Final = timedelta(days=180)
NOON: Final = time(12)  # a period must not begin on the day before, its last day, when the time zone is set right


def yearly_open(*, now: datetime) -> list[Deadline]:
    """Open the clocks of the running posting period and of a school year that has just begun, the district their
    subject. Doing it again opens nothing: five queries. Answers with the clocks that stand for what began.
    """
    district = district_current_or_none()
    if district is None:
        return []
    today = local_day(now, district.time_zone)
    packs = packs_adopted(today)
    return [*_period_open(district, today, packs, now), *_school_year_open(district, today, packs, now)]


def posting_period_open(*, now: datetime) -> list[Deadline]:
    """The clocks of the running posting period alone, for whoever meets them before the timer was there."""
    district = district_current_or_none()
    if district is None:
        return []
    today = local_day(now, district.time_zone)
    return _period_open(district, today, packs_adopted(today), now)


def _period_open(district: District, today: date, packs: Sequence[str], now: datetime) -> list[Deadline]:
    """The running period, from the day after the last due day, one clock each, also while an earlier one is late."""
    begins = _period_begins(packs, today)
    if begins is None:
        return []
    at = datetime.combine(begins, NOON, ZoneInfo(district.time_zone))
    standing = _clocks_of(district, PERIOD).filter(last_day__gte=today)  # met early, or withdrawn, it stands too
    if at > now or standing.exists():
        return []
    return deadline_open_for_event(subject=district, event=PERIOD, at=at, actor=ACTOR, now=now, packs=packs)


def _period_begins(packs: Sequence[str], today: date) -> date | None:
    """The day after the latest due day that has passed. A due day itself still belongs to the period that it ends."""
    passed = [
        term.span.last_before(today)
        for duty in rulebook_current().duties_started_by(PERIOD, packs=packs, on=today)
        for term in duty.terms_on(today)
        if isinstance(term.span, AnnualDates)
    ]
    return max(passed) + timedelta(days=1) if passed else None


def _school_year_open(district: District, today: date, packs: Sequence[str], now: datetime) -> list[Deadline]:
    """Once a school year, at its first midnight; a first day that is put right afterwards opens no second clock."""
    first = district.school_year_starts_on
    if first is None or not first <= today <= first + STARTED_LATELY:
        return []
    at = datetime.combine(first, time.min, ZoneInfo(district.time_zone))
    if _clocks_of(district, SCHOOL_YEAR).filter(started_at__gt=at - ONE_YEAR_APART).exists():
        return []
    return deadline_open_for_event(subject=district, event=SCHOOL_YEAR, at=at, actor=ACTOR, now=now, packs=packs)


def _clocks_of(district: District, event: str) -> QuerySet[Deadline]:
    kind = ContentType.objects.get_for_model(District)
    return Deadline.objects.filter(subject_type=kind, subject_id=district.pk, event=event)
