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
    return min((span.next_from(day) for span in spans), default=None)


def review_days(first: date, last: date) -> list[date]:
    """The days by which the page must be reviewed, from `first` to `last`, both included, the earliest first."""
    duty = load_packs().duty(REVIEW_RULE)
    spans = [term.span for term in duty.terms if isinstance(term.span, AnnualDates)]
    days = {day for span in spans for day in span.between(first, last)}
    return sorted(day for day in days if any(term.in_force(day) for term in duty.terms))
