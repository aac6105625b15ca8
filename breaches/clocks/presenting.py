"""The clocks of a breach for people: due in words, how much of the time is gone, late by how much, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from breaches.models import Breach
from breaches.owed import AGREEMENT_RULE, rules_of_operators
from deadlines.counting import rulebook_current
from deadlines.models import Deadline, DeadlineState, Hold, Reckoning
from deadlines.pages import clock_address
from deadlines.presenters import (
    counted,
    due_in_words,
    is_day_end,
    reason_in_words,
    sentence,
    status_in_words,
    status_tone,
)
from deadlines.selectors import clocks_of, holds_in_force, reckonings_by_clock
from deadlines.services.holding import rule_allows_hold
from district.clock import local_day
from district.selectors import district_current
from district.templatetags.words import closed, moment_in_words
from rulebook.model import Duty, Rulebook

STRIP: Final = 6
SOURCE_WORDS: Final = {"policy": "the board's policy", "statute": "the statute", "agreement": "its own clause"}


@dataclass(frozen=True, slots=True)
class Trace:
    """One time that the date was reckoned: when, why, and what it came to."""

    at: datetime
    because: str
    due: str


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock. `used` is the share of the time that is gone, in whole hundredths; `verdict` says late by how much."""

    pk: int
    title: str
    law: str
    source: str
    of_operator: bool
    due: str
    due_iso: str
    status: str
    tone: str
    left: str
    used: int
    verdict: str
    reason: str
    steps: tuple[str, ...]
    citation: str
    verified: bool
    doubt: str
    hold: Hold | None
    hold_note: str
    closed_words: str
    trace: tuple[Trace, ...]
    url: str
    late: bool


@dataclass(frozen=True, slots=True)
class ClockBoard:
    """The clocks side by side: those that run, those that are over, and those that do not apply, with the reason."""

    running: tuple[ClockView, ...]
    over: tuple[ClockView, ...]
    withdrawn: tuple[ClockView, ...]

    @property
    def held(self) -> bool:
        return any(clock.hold is not None for clock in self.running)


def clocks_board(breach: Breach, *, now: datetime) -> ClockBoard:
    """Every clock of the breach, the next due first. Four queries, whatever the number of clocks."""
    views = [(clock, view) for clock, view in _views(breach, list(clocks_of(breach)), now)]
    return ClockBoard(
        running=tuple(view for clock, view in views if clock.state == DeadlineState.OPEN),
        over=tuple(view for clock, view in views if clock.state == DeadlineState.MET),
        withdrawn=tuple(view for clock, view in views if clock.state == DeadlineState.WITHDRAWN),
    )


def clocks_strip(breach: Breach, *, now: datetime) -> tuple[ClockView, ...]:
    """For the room: the next open clocks, the latest first, then what the operator owed. Four queries."""
    clocks = [clock for clock in clocks_of(breach) if clock.state != DeadlineState.WITHDRAWN]
    first = [clock for clock in clocks if clock.state == DeadlineState.OPEN]
    after = [clock for clock in clocks if clock.state == DeadlineState.MET]
    return tuple(view for _, view in _views(breach, (first + after)[:STRIP], now))


def _views(breach: Breach, clocks: Sequence[Deadline], now: datetime) -> list[tuple[Deadline, ClockView]]:
    zone, book = district_current().time_zone, rulebook_current()
    ids = [clock.pk for clock in clocks]
    reckonings, holds = reckonings_by_clock(ids), holds_in_force(ids)
    return [
        (clock, _view(clock, reckonings.get(clock.pk, []), holds.get(clock.pk), book, zone, now, drill=breach.drill))
        for clock in clocks
    ]


def _view(
    clock: Deadline,
    reckonings: list[Reckoning],
    hold: Hold | None,
    book: Rulebook,
    zone: str,
    now: datetime,
    *,
    drill: bool,
) -> ClockView:
    newest = reckonings[0] if reckonings else None
    operator = clock.rule in rules_of_operators(book)
    return ClockView(
        pk=clock.pk,
        title=clock.title,
        law=_law(clock, book),
        source=SOURCE_WORDS.get(clock.source, clock.source),
        of_operator=operator,
        due=due_in_words(clock, zone),
        due_iso=clock.due_at.isoformat(),
        status=status_in_words(clock, now),
        tone=status_tone(clock, now),
        left=left_in_words(clock, now),
        used=used_of(clock, now),
        verdict=operator_verdict(clock, now) if operator else "",
        reason=reason_in_words(clock, newest, zone),
        steps=tuple(newest.steps) if newest else (),
        citation=newest.citation if newest else "",
        verified=clock.verified,
        doubt=_doubt(clock, book, zone),
        hold=hold,
        hold_note=_hold_note(clock),
        closed_words=_closed(clock, zone),
        trace=tuple(Trace(row.made_at, row.because, _due_of(row, zone)) for row in reckonings),
        url="" if drill else clock_address(clock),
        late=clock.state != DeadlineState.WITHDRAWN and not clock.held and (clock.closed_at or now) >= clock.due_at,
    )


def left_in_words(clock: Deadline, now: datetime) -> str:
    """Such as "2 days and 3 hours left", "late by 5 hours"; empty for a clock that is closed."""
    if clock.state != DeadlineState.OPEN:
        return ""
    if clock.due_at <= now:
        return f"late by {exact_length(now - clock.due_at)}"
    return f"{exact_length(clock.due_at - now)} left"


def used_of(clock: Deadline, now: datetime) -> int:
    """How much of the time from start to due instant is gone, from 0 to 100; of a closed one, when it was closed."""
    until = clock.closed_at if clock.state != DeadlineState.OPEN and clock.closed_at else now
    whole = clock.due_at - clock.started_at
    if whole <= timedelta(0):
        return 100
    return max(0, min(100, int((until - clock.started_at) * 100 / whole)))


def operator_verdict(clock: Deadline, now: datetime) -> str:
    """Whether the operator told in time, and by how much it did or did not."""
    if clock.state == DeadlineState.WITHDRAWN:
        return ""
    if clock.state == DeadlineState.MET and clock.closed_at is not None:
        if clock.closed_at >= clock.due_at:
            return f"The operator was late by {exact_length(clock.closed_at - clock.due_at)}."
        return f"The operator was in time, with {exact_length(clock.due_at - clock.closed_at)} to spare."
    if clock.due_at <= now:
        return f"The operator has not told the district yet, and is late by {exact_length(now - clock.due_at)}."
    return f"The operator has {exact_length(clock.due_at - now)} left."


def exact_length(length: timedelta) -> str:
    """The two largest units: "1 day and 9 hours", "5 hours and 10 minutes", "less than a minute"."""
    minutes = int(length.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    units = [(days, "day"), (hours, "hour")] if days else [(hours, "hour"), (rest, "minute")]
    words = [counted(number, unit) for number, unit in units if number]
    return " and ".join(words) or "less than a minute"


def _law(clock: Deadline, book: Rulebook) -> str:
    pack = book.packs.get(clock.rule.partition(".")[0])
    return pack.short_title if pack is not None else "The agreement"


def _doubt(clock: Deadline, book: Rulebook, zone: str) -> str:
    """Why a date is not certain: from the pack, or because nobody has confirmed the clause."""
    if clock.verified:
        return ""
    if clock.rule == AGREEMENT_RULE:
        return "No person has confirmed the clause yet."
    rule = book.index.get(clock.rule)
    day = local_day(clock.started_at, zone)
    terms = [term for term in rule.terms if term.in_force(day)] if isinstance(rule, Duty) else []
    mine = [term for term in terms if term.source == clock.source]
    newest = max(mine, key=lambda term: term.from_date or date.min, default=None)
    return sentence(closed(newest.doubt)) if newest is not None and newest.doubt else "Its source was not seen."


def _hold_note(clock: Deadline) -> str:
    if clock.state != DeadlineState.OPEN:
        return ""
    return "" if rule_allows_hold(clock.rule) else "No agency's request quiets it: its rule gives no ground to wait."


def _closed(clock: Deadline, zone: str) -> str:
    if clock.closed_at is None:
        return ""
    word = "Met" if clock.state == DeadlineState.MET else "Withdrawn"
    return f"{closed(f'{word} on {moment_in_words(clock.closed_at, zone)}')} {clock.closed_reason}".strip()


def _due_of(row: Reckoning, zone: str) -> str:
    if is_day_end(row.due_at, zone):
        return f"the end of {row.last_day:%A} {row.last_day.day} {row.last_day:%B %Y}"
    return moment_in_words(row.due_at, zone)
