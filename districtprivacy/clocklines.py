"""A clock as the office's lists say it: status as word and shape, date in words, and the reason for the date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from deadlines.models import Deadline, Reckoning
from deadlines.presenters import is_day_end
from deadlines.selectors import DUE_SOON
from district.roles import ROLE_NAMES
from district.templatetags.words import day_in_words, moment_in_words
from districtprivacy.addresses import record_address

POSTING = ".agreement.post"
TELLING = ".agreement.notify"
# Rule → what is done about it, and the page where.
DONE_AT = {
    "il-soppa.posting.refresh": ("Review", "refresh"),
    "il-soppa.notice.school-year": ("Give it", "year-notices"),
}
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
A_YEAR_SAID_AFTER = timedelta(days=300)


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One running clock, ready to be shown. `url` leads to what it is about, `clock_url` to the clock itself."""

    tone: str
    status: str
    title: str
    subject: str
    role: str
    owner: str
    term: str
    date_words: str
    steps: tuple[str, ...]
    citation: str
    verified: bool
    action: str
    url: str
    clock_url: str


def clock_lines(
    clocks: Iterable[Deadline], reckonings: dict[int, Reckoning], *, now: datetime, zone: str, publishes: bool = False
) -> list[ClockLine]:
    """Lines for clocks that were read with their owners; `reckonings` holds the one in force of each, by clock id.

    `publishes` says whether the reader may publish: then a clock for posting leads straight there.
    """
    return [clock_line(clock, reckonings.get(clock.pk), now, zone, publishes) for clock in clocks]


def clock_line(clock: Deadline, reckoning: Reckoning | None, now: datetime, zone: str, publishes: bool) -> ClockLine:
    tone, status = clock_status(clock, now=now, zone=zone)
    action, url = place_of(clock, publishes)
    term = reckoning.term if reckoning else ""
    return ClockLine(
        tone=tone,
        status=status,
        title=clock.title,
        subject=clock.subject_name,
        role=ROLE_NAMES.get(clock.role, clock.role),
        owner=str(clock.owner) if clock.owner else "",
        term=term,
        date_words=date_words(clock, zone),
        steps=tuple(reckoning.steps) if reckoning else (),
        citation=reckoning.citation if reckoning else "",
        verified=clock.verified,
        action=action,
        url=url,
        clock_url=record_address("deadlines.deadline", clock.pk),
    )


def place_of(clock: Deadline, publishes: bool) -> tuple[str, str]:
    """What is done about the clock, and where. A person who publishes goes straight to the page that meets it."""
    if publishes and clock.rule.endswith(POSTING):
        return "Post", reverse("publish")
    if publishes and clock.rule.endswith(TELLING):
        return "Tell families", reverse("agreement-notice", args=[clock.subject_id])
    if publishes and clock.rule in DONE_AT:
        action, page = DONE_AT[clock.rule]
        return action, reverse(page)
    return "Open", subject_address(clock)


def clock_status(clock: Deadline, *, now: datetime, zone: str) -> tuple[str, str]:
    """Tone and word: ("late", "Late 2 h"), ("soon", "Due in 5 h"), ("open", "Fri 27 Nov"), ("held", "Held")."""
    if clock.held:
        return "held", "Held"
    left = clock.due_at - now
    if left <= timedelta(0):
        return "late", f"Late {span_words(-left)}"
    if left <= DAY:
        return "soon", f"Due in {span_words(left)}"
    return ("soon" if left <= DUE_SOON else "open"), last_day_words(clock, now, zone)


def last_day_words(clock: Deadline, now: datetime, zone: str) -> str:
    """The last day on which the duty can be met in time: Fri 27 Nov, or 27 Nov 2028 where the year must be said."""
    moment = (clock.due_at - timedelta(microseconds=1)).astimezone(ZoneInfo(zone))
    if clock.due_at - now > A_YEAR_SAID_AFTER:
        return f"{moment.day} {moment:%b %Y}"
    return f"{moment:%a} {moment.day} {moment:%b}"


def span_words(span: timedelta) -> str:
    """A length of time, rounded down: 20 min, 5 h, 3 days."""
    if span >= 2 * DAY:
        return f"{span // DAY} days"
    if span >= HOUR:
        return f"{span // HOUR} h"
    return f"{span // timedelta(minutes=1)} min"


def date_words(clock: Deadline, zone: str) -> str:
    """A term in hours ends at a moment; every other one with a day."""
    if is_day_end(clock.due_at, zone):
        return f"by the end of {day_in_words(clock.last_day)}"
    return f"by {moment_in_words(clock.due_at, zone)}"


def subject_address(clock: Deadline) -> str:
    """Where the thing itself is; the clock's own page where the thing has none in the office."""
    kind = ContentType.objects.get_for_id(clock.subject_type_id)
    about = record_address(f"{kind.app_label}.{kind.model}", clock.subject_id)
    return about or record_address("deadlines.deadline", clock.pk)
