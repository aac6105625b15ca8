"""Reads of the yearly notices and of how they were given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from district.models import School
from district.selectors import schools_all
from notices.models import MailingState
from transparency.models import YearNotice, YearNoticeGiven


@dataclass(frozen=True, slots=True)
class SchoolTold:
    """How a school's families were given a notice. `by`: nothing recorded where it is empty."""

    school: School
    by: tuple[YearNoticeGiven, ...]


def notices_listed() -> QuerySet[YearNotice]:
    return YearNotice.objects.select_related("prepared_by", "approved_by", "mailing")


def notices_public() -> QuerySet[YearNotice]:
    """Those that a person approved: everybody may read them, the latest year first."""
    return YearNotice.objects.exclude(approved_at=None)


def notice_of_year(school_year: str) -> YearNotice | None:
    return notices_listed().filter(school_year=school_year).first()


def mailing_possible(notice: YearNotice) -> bool:
    """Whether a mailing may be prepared: there is none, or a person stopped it."""
    return notice.mailing is None or notice.mailing.state == MailingState.STOPPED


def given_of(notice: YearNotice) -> QuerySet[YearNoticeGiven]:
    return notice.given.select_related("school")


def schools_told(notice: YearNotice) -> list[SchoolTold]:
    """Every school, and what is recorded of its families: two queries."""
    rows = list(given_of(notice))
    return [
        SchoolTold(school, tuple(row for row in rows if row.school_id in (None, school.pk))) for school in schools_all()
    ]


def everybody_told_on(notice: YearNotice) -> date | None:
    """The day on which the last school's families were given it; None while one is missing."""
    if not (told := schools_told(notice)):
        return max((row.given_on for row in given_of(notice)), default=None)
    return None if any(not row.by for row in told) else max(_first(row.by) for row in told)


def _first(rows: Sequence[YearNoticeGiven]) -> date:
    return min(row.given_on for row in rows)
