"""The decision's first draft, in words that the requester will read; a person changes them before they are sent."""

from collections.abc import Iterable
from datetime import date, timedelta

from inventory.committee.tallies import Tally
from inventory.models import AppRequest, CommitteeSettings, Vote


def reason_draft(request: AppRequest, tally: Tally, votes: Iterable[Vote]) -> str:
    """From the vote: what was asked, how the committee saw it, and the members' own reasons without their names."""
    reasons = list(dict.fromkeys(vote.reason.strip() for vote in votes if vote.reason.strip()))
    if tally.result == "carried":
        lines = [f"The committee looked at {request.product_name} for {request.grades} and approves it."]
        if tally.conditions_wanted:
            lines = [f"The committee looked at {request.product_name} for {request.grades} and approves it if:"]
    else:
        lines = [f"The committee looked at {request.product_name} for {request.grades} and does not approve it."]
    return "\n\n".join([*lines, *reasons])


def outcomes_possible(request: AppRequest, tally: Tally) -> list[str]:
    """The outcomes that the vote bears, the likeliest first."""
    if tally.result == "carried":
        return ["conditions"] if tally.conditions_wanted else ["approved", "conditions"]
    return ["withdrawn"] if request.reviews_id else ["refused"]


def terms_proposed(settings: CommitteeSettings, today: date) -> tuple[date | None, date | None]:
    """(review begins, last day) by the district's settings; (None, None) where it set no length."""
    if settings.validity_months is None:
        return None, None
    expires = months_later(today, settings.validity_months) - timedelta(days=1)
    return max(expires - timedelta(days=settings.review_days), today), expires


def months_later(day: date, months: int) -> date:
    """The same day of a later month; its last day where it has no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
