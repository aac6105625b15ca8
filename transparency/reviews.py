"""When the page must be reviewed next: Jan. 31 and July 31 where the Illinois pack is adopted (F2)."""

from collections.abc import Collection
from datetime import date

from rulebook.loading import load_packs
from rulebook.spans import AnnualDates

REVIEW_RULE = "il-soppa.posting.refresh"


def review_due(day: date, packs: Collection[str]) -> date | None:
    """The next day by which the page must be reviewed, `day` itself included; None where no adopted pack says so."""
    if REVIEW_RULE.partition(".")[0] not in packs:
        return None
    duty = load_packs().duty(REVIEW_RULE)
    if not any(term.in_force(day) for term in duty.terms):
        return None
    spans = [term.span for term in duty.terms_on(day) if isinstance(term.span, AnnualDates)]
    return min((_next(span, day) for span in spans), default=None)


def review_days(first: date, last: date) -> list[date]:
    """The days by which the page must be reviewed, from `first` to `last`, both included, the earliest first."""
    duty = load_packs().duty(REVIEW_RULE)
    days = {
        date(year, month, number)
        for term in duty.terms
        if isinstance(term.span, AnnualDates)
        for year in range(first.year, last.year + 1)
        for month, number in term.span.dates
    }
    return sorted(day for day in days if first <= day <= last and any(term.in_force(day) for term in duty.terms))


def _next(span: AnnualDates, day: date) -> date:
    return min(
        found
        for year in (day.year, day.year + 1)
        for month, number in span.dates
        if (found := date(year, month, number)) >= day
    )
