"""The one door from the clocks to the rulebook: which terms an event starts, and where each ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from district.clock import local_day
from rulebook.errors import UnknownRule
from rulebook.loading import load_packs
from rulebook.model import EVENT_SYNONYMS, DatedTerm, Duty, Extension, Rulebook
from rulebook.reckoning import Calendar, ReckoningError, reckon
from rulebook.spans import Span, span_parse


@dataclass(frozen=True, slots=True)
class Count:
    """A date with its reasons: what a Reckoning row keeps."""

    due_at: datetime
    last_day: date
    steps: tuple[str, ...]
    citation: str
    term: str
    pack_version: str


@dataclass(frozen=True, slots=True)
class StartedDuty:
    """One term of one source of one duty, counted."""

    duty: Duty
    source: str
    verified: bool
    count: Count


def rulebook_current() -> Rulebook:
    """The packs that the product brings."""
    return load_packs()


def event_name(event: str) -> str:
    """One name for events that are the same moment: a contract executed is an agreement signed."""
    return EVENT_SYNONYMS.get(event, event)


def duties_started(
    *, event: str, at: datetime, packs: Sequence[str], calendar: Calendar, rulebook: Rulebook
) -> list[StartedDuty]:
    """Every duty of the packs that the event starts, each source of its own, counted from `at`."""
    day = local_day(at, calendar.timezone)
    return [
        StartedDuty(duty, term.source, term.verified, term_counted(duty, term, at, calendar, rulebook))
        for duty in rulebook.duties_started_by(event, packs=packs, on=day)
        for term in duty.terms_on(day)
    ]


def term_counted(
    duty: Duty, term: DatedTerm, at: datetime, calendar: Calendar, rulebook: Rulebook, extension: str = ""
) -> Count:
    """Where a term ends, counted from `at`, with `extension` (such as "5 business days") counted on.

    Raises ReckoningError where the calendar does not reach so far, and for an extension in another unit.
    """
    longer = span_parse(extension) if extension else None
    if longer is not None and not isinstance(longer, Span):
        raise ReckoningError(f"{extension!r} is no count of hours or days")
    end = reckon(term.span, at, calendar, longer)
    allowed = duty.extension if longer is not None else None
    return Count(
        due_at=end.due_at,
        last_day=end.last_day,
        steps=end.steps,
        citation="; ".join(cite.at for cite in (term.cite, allowed and allowed.cite) if cite),
        term=f"{term.span} and {longer} more" if longer is not None else str(term.span),
        pack_version=f"{rulebook.pack_of(duty.id).id} {rulebook.pack_of(duty.id).version}",
    )


def duty_recounted(
    *, rule: str, source: str, at: datetime, calendar: Calendar, rulebook: Rulebook, extension: str = ""
) -> Count:
    """The same duty and source, counted anew by today's packs and calendar. Raises RulebookError where it cannot be.

    An extension that was given stays, even if the packs of today name none.
    """
    duty = rulebook.duty_counting(rule)
    (term,) = duty.terms_on(local_day(at, calendar.timezone), source)
    return term_counted(duty, term, at, calendar, rulebook, extension)


def extension_of(rule: str) -> Extension | None:
    """The more time that a rule allows, with the reasons for it; None where it allows none, or where no pack has it."""
    try:
        return rulebook_current().duty_counting(rule).extension
    except UnknownRule:
        return None


def span_counted(term: str, *, at: datetime, because: str, citation: str, calendar: Calendar) -> Count:
    """A term that a document gives itself, such as an agreement's "72 hours". `because` says where, as the last step.

    Raises ReckoningError for what is no term.
    """
    end = reckon(span_parse(term), at, calendar)
    return Count(end.due_at, end.last_day, (*end.steps, because), citation, term, "")


def day_counted(last_day: date, *, because: str, citation: str, zone: str) -> Count:
    """A date that a document names itself, such as the end of an agreement: due when that day is over."""
    due_at = datetime.combine(last_day + timedelta(days=1), time.min, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
    return Count(due_at, last_day, (because,), citation, "", "")
