"""Writes of the reviews: a named person attests what they looked at; that meets the clock of that day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from deadlines.models import Deadline
from deadlines.selectors import deadlines_for_subject, deadlines_open
from deadlines.services import deadline_meet, posting_period_open
from district.audit import audited
from district.clock import local_day
from district.models import User
from district.selectors import district_current
from transparency.clocks import posting_clocks_settle
from transparency.models import PageReview
from transparency.refreshing.selectors import DueDay, due_days
from transparency.reviews import REVIEW_RULE
from transparency.selectors import snapshot_latest
from transparency.services import PublicationChanged, publication_preview
from transparency.turns import publishing_turn_take
from transparency.versions import TRUST


class ReviewRefused(RuntimeError):
    """Nothing was attested; the message says why, for people."""


def page_attest(
    *,
    due_on: date,
    name: str,
    position: str,
    text: str,
    looked_at: Sequence[dict[str, Any]],
    why_late: str = "",
    actor: User,
    now: datetime,
) -> PageReview:
    """Keep what a person attests for a day of the law. The page must say what the records say: publish first.

    Meets the clock of that day and of earlier ones that were left out, and clocks for posting whose law was adopted
    after everything that it asks stood on the page. Raises ReviewRefused, and PublicationChanged where there is
    something to publish.
    """
    district = district_current()
    today = local_day(now, district.time_zone)
    with audited(actor=actor, reason=f"Attested the review of the public page due {due_on.isoformat()}"):
        publishing_turn_take()
        due = _may_attest(due_on, today, district.time_zone, late_without_word=not why_late.strip())
        snapshot, preview = snapshot_latest(), publication_preview(now)
        if snapshot is None or not preview.difference.empty:
            raise PublicationChanged("There is something to publish. Publish it first; then attest the review.")
        review = PageReview.objects.create(
            due_on=due_on,
            attested_at=now,
            attested_on=today,
            attested_by=actor,
            name=name.strip(),
            position=position.strip(),
            text=text.strip(),
            looked_at=list(looked_at),
            why_late=why_late.strip() if due.late or due.left_out else "",
            snapshot=snapshot,
        )
        posting_period_open(now=now)  # where the timer was not there yet, this day's clock would open afterwards
        evidence = f"Attested {today.isoformat()} by {review.name}, {review.position}; snapshot {snapshot.sha256}"
        for clock in _clocks(due_on):
            deadline_meet(deadline=clock, at=now, actor=actor, now=now, evidence=evidence)
        posting_clocks_settle(preview.build.entries, snapshot, actor=actor, now=now)
        TRUST.forget()
        transaction.on_commit(TRUST.forget)
    return review


def _may_attest(due_on: date, today: date, zone: str, *, late_without_word: bool) -> DueDay:
    found = next((row for row in due_days(today, zone) if row.day == due_on), None)
    if found is None:
        raise ReviewRefused("No review is due on that day, or it is more than 60 days ahead.")
    if found.review is not None:
        raise ReviewRefused(f"This review was attested already, by {found.review.name}.")
    if found.late and late_without_word:
        raise ReviewRefused("The day has passed. Say why the review is late.")
    if found.left_out and late_without_word:
        raise ReviewRefused("An earlier review was left out, and this one makes up for it. Say why it is late.")
    return found


def _clocks(due_on: date) -> list[Deadline]:
    """Open clocks of that day and of every earlier one, the earliest first."""
    clocks = deadlines_open(deadlines_for_subject(Deadline.objects.filter(rule=REVIEW_RULE), district_current()))
    return list(clocks.filter(last_day__lte=due_on).order_by("last_day", "pk"))
