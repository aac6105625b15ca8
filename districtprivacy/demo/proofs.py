"""The demonstration's reviews of the public page, its yearly notice to parents, and a report to the board."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from district.clock import local_day
from district.models import User
from district.selectors import district_current, schools_all
from transparency.models import GivenHow
from transparency.refreshing.checklist import looked_at, review_items
from transparency.refreshing.selectors import due_days
from transparency.refreshing.services import page_attest
from transparency.reporting.boardservices import board_report_make
from transparency.reporting.yearservices import year_notice_approve, year_notice_given, year_notice_write
from transparency.reporting.yeartexts import TITLES, text_proposed, year_of
from transparency.selectors import snapshot_latest
from transparency.services import publish

BEFORE: Final = timedelta(days=8)
AFTER: Final = timedelta(days=3)
WHY_LATE: Final = "The officer's place was empty for two weeks (invented)."
TEXT: Final = "I looked at each thing that has to be posted. The page says what our records say (invented)."


def reviews_told(officer: User, *, until: datetime) -> None:
    """Attest every day of the law before `until` that nobody attested yet: eight days early, the first one late."""
    district = district_current()
    zone, last = district.time_zone, snapshot_latest()
    days = [due for due in reversed(due_days(local_day(until, zone), zone)) if due.day < local_day(until - AFTER, zone)]
    for number, due in enumerate(days):
        if due.review is not None or last is None:
            continue
        late = number == 0
        noon = datetime.combine(due.day, time(12), ZoneInfo(zone)) + (AFTER if late else -BEFORE)
        moment = max(noon, last.taken_at)
        publish(actor=officer, now=moment)  # a review publishes first what changed, if anything did
        page_attest(
            due_on=due.day,
            name=officer.name,
            position="Privacy officer",
            text=TEXT,
            looked_at=looked_at(review_items(), {}),
            why_late=WHY_LATE,  # kept only where the moment lies after the day
            actor=officer,
            now=moment,
        )


def papers_make(officer: User, *, now: datetime) -> None:
    """This school year's notice, in the handbook of each school; and the report of the last year to the board."""
    district = district_current()
    starts_on = district.school_year_starts_on
    today = local_day(now, district.time_zone)
    if starts_on is not None and starts_on <= today:
        year = year_of(starts_on)
        texts = {language: text_proposed(district, year, language) for language in TITLES}
        notice = year_notice_write(
            starts_on=starts_on,
            title=TITLES["en"],
            text=texts["en"],
            title_es=TITLES["es"],
            text_es=texts["es"],
            actor=officer,
            now=now,
        )
        year_notice_approve(notice=notice, actor=officer, now=now)
        for school in schools_all():
            year_notice_given(
                notice=notice,
                school=school,
                how=GivenHow.HANDBOOK,
                given_on=starts_on,
                evidence="Page 7 of the handbook that each family signed for (invented).",
                actor=officer,
                now=now,
            )
    board_report_make(
        from_day=today - timedelta(days=365),
        to_day=today,
        title="Students' data: a year in numbers",
        words="The page is complete but for what is listed as missing (invented).",
        actor=officer,
        now=now,
    )
