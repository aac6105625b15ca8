"""What screens and letters say about a clock: dates in words, with their reasons."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from deadlines.alarmplan import days_late, told_at_once
from deadlines.models import Deadline, DeadlineState, Reckoning
from deadlines.selectors import DUE_SOON
from district.templatetags.words import closed, day_in_words, moment_in_words

UNVERIFIED: Final = "Not verified: the rule's own text was not seen. Ask counsel before relying on this date."

# How an event reads after "when".
EVENT_WORDS: Final[dict[str, str]] = {
    "agreement_signed": "the agreement was signed",
    "agreement_executed": "the agreement was executed",
    "agreement_ends": "the agreement's term began",
    "agreement_ended": "the agreement ended",
    "operator_notice_received": "the operator's notice was received",
    "breach_determined": "the breach was determined",
    "breach_discovered_by_operator": "the operator discovered the breach",
    "operator_aware": "the operator became aware of it",
    "information_correction_requested": "the correction was requested",
    "correction_notice_sent_to_operator": "the operator was told of the correction",
    "operator_correction_confirmed": "the operator confirmed the correction",
    "copy_requested": "the copy was requested",
    "record_copy_requested": "the copy of the record was requested",
    "inspection_requested": "the inspection was requested",
    "record_inspection_requested": "the inspection of the record was requested",
    "posting_period": "the posting period began",
    "school_year_started": "the school year started",
    "cure_notice_sent": "the cure notice was sent",
    "operator_asked": "the holder was asked",
}


def event_in_words(event: str) -> str:
    """Such as "the breach was determined"."""
    return EVENT_WORDS.get(event, event.replace("_", " "))


def due_in_words(deadline: Deadline, zone: str) -> str:
    """Such as "Due by the end of Wednesday 11 March 2026.", or to the minute for a clock in hours."""
    if is_day_end(deadline.due_at, zone):
        return f"Due by the end of {day_in_words(deadline.last_day)}."
    return f"Due by {closed(moment_in_words(deadline.due_at, zone))}"


def reason_in_words(deadline: Deadline, reckoning: Reckoning | None, zone: str) -> str:
    """Such as "30 calendar days after 9 February 2026, when the breach was determined (105 ILCS 85/27)."""
    if reckoning is None:
        return ""
    cited = f" ({reckoning.citation})" if reckoning.citation else ""
    if not reckoning.term:
        return f"{' '.join(reckoning.steps)}{cited}"
    began = deadline.started_at.astimezone(ZoneInfo(zone))
    when = f"{began.day} {began:%B %Y}, when {event_in_words(deadline.event)}"
    if reckoning.term[0].isdigit():
        return f"{sentence(reckoning.term)} after {when}{cited}."
    return f"{sentence(reckoning.term)}, counted from {when}{cited}."


def deadline_in_words(deadline: Deadline, reckoning: Reckoning | None, zone: str) -> str:
    """The whole sentence: when, why, and whether the rule was verified."""
    parts = [due_in_words(deadline, zone), reason_in_words(deadline, reckoning, zone)]
    if not deadline.verified:
        parts.append(UNVERIFIED)
    return " ".join(part for part in parts if part)


def status_in_words(deadline: Deadline, now: datetime) -> str:
    """One of: met, met late, withdrawn, held, late 2 days, due in 3 days."""
    if deadline.state == DeadlineState.MET:
        late = deadline.closed_at is not None and deadline.closed_at >= deadline.due_at
        return "met late" if late else "met"
    if deadline.state == DeadlineState.WITHDRAWN:
        return "withdrawn"
    if deadline.held:
        return "held"
    if deadline.due_at <= now:
        return f"late {length_in_words(now - deadline.due_at)}"
    return f"due in {length_in_words(deadline.due_at - now)}"


def status_tone(deadline: Deadline, now: datetime) -> str:
    """The tone of a status on screens: done, withdrawn, held, late, soon or open."""
    if deadline.state != DeadlineState.OPEN:
        return "done" if deadline.state == DeadlineState.MET else "withdrawn"
    if deadline.held:
        return "held"
    if deadline.due_at <= now:
        return "late"
    return "soon" if deadline.due_at <= now + DUE_SOON else "open"


def length_in_words(length: timedelta) -> str:
    """The largest unit that fits, rounded down: 40 minutes, 5 hours, 12 days. Days begin at 72 hours."""
    if length >= timedelta(hours=72):
        return counted(length.days, "day")
    hours = int(length.total_seconds() // 3600)
    return counted(hours, "hour") if hours else counted(int(length.total_seconds() // 60), "minute")


def late_in_words(due_at: datetime, now: datetime) -> str:
    """Such as "late since today", "late for 3 days"."""
    days = days_late(due_at, now)
    return f"late for {counted(days, 'day')}" if days else "late since today"


def counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def sentence(words: str) -> str:
    """With a capital letter, the rest as it is."""
    return words[:1].upper() + words[1:]


def is_day_end(due_at: datetime, zone: str) -> bool:
    """Whether a due instant is the midnight that ends a day, in the district's time zone."""
    local = due_at.astimezone(ZoneInfo(zone))
    return (local.hour, local.minute, local.second) == (0, 0, 0)


def is_short(deadline: Deadline) -> bool:
    """Whether its people are told at once rather than by the daily digest."""
    return told_at_once(deadline.started_at, deadline.due_at)
