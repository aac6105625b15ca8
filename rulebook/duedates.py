"""When is it due? A rule's id and a start in; the due dates of each source out, strictest first, with their reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rulebook.calendars import Calendar, calendar_for
from rulebook.errors import ReckoningError
from rulebook.loading import load_packs
from rulebook.model import DatedTerm, Duty, Rulebook, SourceKind
from rulebook.reckoning import Reckoning, reckon


@dataclass(frozen=True, slots=True)
class DueDate:
    """One source's answer. `due_at` is the first instant at which the duty is late.

    It is kept in UTC, since an hour that comes twice compares wrongly in its own zone; `local_due_at` is for people.
    """

    rule: str
    title: str
    source: SourceKind
    start: datetime
    due_at: datetime
    zone: ZoneInfo
    last_day: date
    steps: tuple[str, ...]
    citation: str
    quote: str
    verified: bool
    doubt: str

    @property
    def local_due_at(self) -> datetime:
        return self.due_at.astimezone(self.zone)

    def as_json(self) -> dict[str, object]:
        """Ready for json.dumps; moments as ISO 8601 with their offset from UTC."""
        return {
            "rule": self.rule,
            "title": self.title,
            "source": self.source,
            "start": self.start.isoformat(),
            "due_at": self.local_due_at.isoformat(),
            "last_day": self.last_day.isoformat(),
            "steps": list(self.steps),
            "citation": self.citation,
            "quote": self.quote,
            "verified": self.verified,
            "doubt": self.doubt,
        }


def due_dates(
    rule_id: str,
    start: datetime,
    on_source: str | None = None,
    state: str | None = None,
    timezone: str | None = None,
    closed: Iterable[date] = (),
    *,
    extended: bool = False,
    rulebook: Rulebook | None = None,
) -> list[DueDate]:
    """The due date by each source in force on the day of the start, strictest (earliest) first, the policy if equal.

    The state is the pack's own and the time zone the state's, unless named. `extended` adds the rule's extension.
    Raises UnknownRule and ReckoningError, each with one line that says what to do.
    """
    book = rulebook or load_packs()
    duty = book.duty(rule_id)
    if start.tzinfo is None or start.utcoffset() is None:
        raise ReckoningError("the start has no time zone: write its offset from UTC, as in 2026-11-20T15:00-06:00")
    calendar = _calendar(duty, state or book.pack_of(rule_id).state, timezone, closed)
    if extended and duty.extension is None:
        raise ReckoningError(f"{rule_id} has no extension")
    try:
        local_day = calendar.local_day(start)
    except OverflowError as problem:
        raise ReckoningError(f"the year {start.year} is beyond the calendar") from problem
    terms = duty.terms_on(local_day, on_source)
    found = [_due_date(duty, term, start, calendar, extended) for term in terms]
    return sorted(found, key=lambda due: (due.due_at, due.source))


def _calendar(duty: Duty, state: str | None, timezone: str | None, closed: Iterable[date]) -> Calendar:
    if state is None and timezone is None:
        raise ReckoningError(f"{duty.id} is a rule of no one state: name the state whose holidays and time zone count")
    return calendar_for(state, timezone, closed)


def _due_date(duty: Duty, term: DatedTerm, start: datetime, calendar: Calendar, extended: bool) -> DueDate:
    extension = duty.extension if extended else None
    result = reckon(term.span, start, calendar, extension.span if extension else None)
    return DueDate(
        rule=duty.id,
        title=duty.title,
        source=term.source,
        start=start,
        due_at=result.due_at,
        zone=calendar.zone,
        last_day=result.last_day,
        steps=(*result.steps, *_reasons(duty, term, result, extended)),
        citation=term.cite.at,
        quote=term.cite.quote,
        verified=term.verified and (extension is None or extension.verified),
        doubt="; ".join(filter(None, (term.doubt, extension.doubt if extension else ""))),
    )


def _reasons(duty: Duty, term: DatedTerm, result: Reckoning, extended: bool) -> list[str]:
    """What stands behind the term: its source and day, what was not verified, and what may change the date."""
    since = f", in force from {term.from_date.isoformat()}" if term.from_date else ""
    reasons = [f"The term ({term.span}) is set by {term.cite.source.title}{since}: {term.cite.at}."]
    if not term.verified:
        reasons.append(f"Not verified: {term.doubt}.")
    if duty.hold is not None:
        reasons.append(f"It may be held only if {duty.hold.only_if}; needed: {duty.hold.needs}.")
    if extended and duty.extension is not None:
        doubt = "" if duty.extension.verified else f" Not verified: {duty.extension.doubt}."
        reasons.append(f"The extension needs one of these reasons: {'; '.join(duty.extension.reasons)}.{doubt}")
    return reasons
