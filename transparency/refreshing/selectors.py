"""Reads of the reviews: every day by which the page had to be reviewed, and what was attested for it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Subquery

from district.clock import local_day
from district.models import AdoptedPack
from transparency.models import PageReview, SnapshotProof
from transparency.reviews import REVIEW_RULE, review_days

AHEAD: Final = timedelta(days=60)  # an earlier look at the page is no review for that day


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day of the law. `review`: what was attested for it, or for a later day where it was left out: then that one
    made up for it. `today`: the day on which it is looked at. `left_out`: earlier days of which nothing was attested,
    which attesting this one makes up for.
    """

    day: date
    today: date
    review: PageReview | None
    left_out: tuple[date, ...] = ()

    @property
    def days_late(self) -> int:
        """Calendar days: of the review where there is one, else until today. 0: in time, or not due yet."""
        return max(0, ((self.review.attested_on if self.review else self.today) - self.day).days)

    @property
    def late(self) -> bool:
        return self.days_late > 0

    @property
    def open(self) -> bool:
        return self.review is None


def due_days(today: date, zone: str) -> list[DueDay]:
    """Every such day since the page was first published under a signature and the law adopted, the latest first.

    The next day still to come is the first one, where it lies within sixty days or was attested already.
    """
    first = _first_day(zone)
    days = review_days(first, today + AHEAD) if first else []
    if not days:
        return []
    rows = PageReview.objects.filter(due_on__in=days).select_related("snapshot").defer("snapshot__facets")
    reviews = sorted(rows, key=lambda review: review.due_on)
    first_for = {day: next((review for review in reviews if review.due_on >= day), None) for day in days}
    left_out = [day for day in days if first_for[day] is None and day < today]
    return [DueDay(day, today, first_for[day], tuple(one for one in left_out if one < day)) for day in reversed(days)]


def _first_day(zone: str) -> date | None:
    """The day from which reviews are owed; None before the first publication and where no adopted law asks for them."""
    signed = SnapshotProof.objects.order_by("pk").values("snapshot__taken_at")[:1]
    packs = AdoptedPack.objects.filter(pack=REVIEW_RULE.partition(".")[0], ended_on=None)
    found = packs.values_list("adopted_on", Subquery(signed)).first()
    if found is None or found[1] is None:
        return None
    return max(found[0], local_day(found[1], zone))
