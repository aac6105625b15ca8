"""The numbers of the report to the board, from what was published, attested and given in a span of days.

Shape: {"apps", "operators": numbers at the end, "apps_before": before the beginning,
"publications", "added", "changed", "removed": in the span, "posted": agreements posted for the first time,
"breaches", "breaches_new": listed at the end, and new in the span, "reviews": [sentences], "notices": [sentences],
"lacking": what the page lacked when the report was made, "sha256": of the publication that stood at the end}.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from contracts.models import Posting
from district.clock import local_day
from district.selectors import district_current
from transparency.models import Snapshot
from transparency.presenters import plain_day
from transparency.refreshing.selectors import due_days
from transparency.refreshing.words import review_said
from transparency.reporting.yearselectors import everybody_told_on, notices_listed
from transparency.selectors import breaches_on, day_ends, entries_on, snapshot_on
from transparency.services import publication_preview

PARTS = ("added", "changed", "removed")


def board_numbers(from_day: date, to_day: date, now: datetime) -> dict[str, Any]:
    """Everything that the report says of a span of days, both included."""
    zone = district_current().time_zone
    first = datetime.combine(from_day, time.min, ZoneInfo(zone))
    last = day_ends(to_day, zone)
    published = Snapshot.objects.filter(taken_at__gte=first, taken_at__lt=last).defer("facets")
    differences = [row.difference for row in published]
    before = Snapshot.objects.filter(taken_at__lt=first).exists()
    stood = snapshot_on(to_day, zone)
    breaches = breaches_on(to_day, zone)
    return {
        "apps": entries_on(to_day, zone).count(),
        "operators": _operators(to_day, zone),
        "apps_before": _day_before(from_day, zone) if before else 0,
        "publications": len(differences),
        **{part: sum(len(row.get(part, ())) for row in differences) for part in PARTS},
        "posted": Posting.objects.filter(posted_at__gte=first, posted_at__lt=last)
        .values("agreement")
        .distinct()
        .count(),
        "breaches": breaches.count(),
        "breaches_new": breaches.filter(first_snapshot__taken_at__gte=first).values("key").distinct().count(),
        "reviews": _reviews(from_day, to_day, local_day(now, zone), zone),
        "notices": list(_notices(from_day, to_day)),
        "lacking": len(publication_preview(now).build.shortcomings),
        "sha256": stood.sha256 if stood else "",
    }


def _operators(day: date, zone: str) -> int:
    return entries_on(day, zone).order_by().values("operator_slug").distinct().count()


def _day_before(day: date, zone: str) -> int:
    return entries_on(date.fromordinal(day.toordinal() - 1), zone).count()


def _reviews(from_day: date, to_day: date, today: date, zone: str) -> list[str]:
    return [review_said(due).sentence for due in due_days(today, zone) if from_day <= due.day <= to_day]


def _notices(from_day: date, to_day: date) -> Iterable[str]:
    for notice in notices_listed().filter(starts_on__gte=from_day, starts_on__lte=to_day):
        told_on, named = everybody_told_on(notice), f"The notice to parents {notice.school_year}"
        if told_on:
            yield f"{named} was given to every school's families by {plain_day(told_on)}."
        else:
            yield f"{named} was not recorded as given to every school's families."


def board_sentences(numbers: dict[str, Any]) -> list[str]:
    """The numbers as sentences, for the page and the paper."""
    said = [
        f"{_many(numbers['apps'], 'app')} of {_many(numbers['operators'], 'operator')} stood on the public page at the "
        f"end of these days; {_many(numbers['apps_before'], 'app')} before them.",
        f"It was published {_many(numbers['publications'], 'time')}: {numbers['added']:,} added, "
        f"{numbers['changed']:,} changed, {numbers['removed']:,} removed.",
        f"{_many(numbers['posted'], 'agreement')} posted for the first time.",
        f"{_many(numbers['breaches'], 'breach', 'breaches')} listed at the end, {numbers['breaches_new']:,} new.",
        *numbers["reviews"],
        *numbers["notices"],
    ]
    return [*said, _lacking(numbers["lacking"])]


def _lacking(number: int) -> str:
    if not number:
        return "When this report was made, nothing that our records can tell was missing from the page."
    verb = "was" if number == 1 else "were"
    return f"When this report was made, {_many(number, 'thing')} that the law asks for {verb} missing from the page."


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"
