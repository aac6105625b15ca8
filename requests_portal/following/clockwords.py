"""A clock in words for families: what it promises, whence its day comes, where that is written, why it is longer."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from deadlines.models import Deadline
from district.calendars import calendar_current
from requests_portal.asking.terms import span_in_words
from requests_portal.holders.extensionwords import reason_in_language
from rulebook.errors import RulebookError
from rulebook.loading import load_packs
from rulebook.model import DatedTerm
from rulebook.reckoning import reckon
from rulebook.spans import Span, span_parse

CONFIRMED_EVENT: Final = "operator_correction_confirmed"
# By the event that starts a clock: what we promise. `%(day)s` is its last day.
PROMISES: Final[dict[str, str | Promise]] = {
    "record_inspection_requested": lazy("You see what is part of the school student record by %(day)s at the latest."),
    "inspection_requested": lazy("You see everything else by %(day)s at the latest."),
    "record_copy_requested": lazy("You get what is part of the school student record by %(day)s at the latest."),
    "copy_requested": lazy("You get everything else by %(day)s at the latest."),
    "information_correction_requested": lazy("We correct what is wrong and tell you by %(day)s at the latest."),
    CONFIRMED_EVENT: lazy("A correction was confirmed to us. We write to you about it by %(day)s at the latest."),
    "request_received": lazy("We answer by %(day)s at the latest. The law names no day: this is our own aim."),
}
OTHER: Final = lazy("We answer by %(day)s at the latest.")


def promise_words(clock: Deadline) -> str:
    """What the event's clock promises, without its day filled in."""
    return str(PROMISES.get(clock.event, OTHER))


def why_this_day(clock: Deadline) -> Iterator[str]:
    """Whence the day comes, and why there is more time where more was taken."""
    term = _term(clock)
    if term is not None and isinstance(term.span, Span):
        confirmed = _("That is %(term)s after it was confirmed to us.")
        asked = _("That is %(term)s after you asked.")
        yield (confirmed if clock.event == CONFIRMED_EVENT else asked) % {"term": span_in_words(term.span)}
    if clock.extension:
        more = {"more": _longer(clock), "reason": reason_in_language(clock.extended_because)}
        yield _("We need more time: %(more)s more. The reason: %(reason)s.") % more
    if clock.held:
        yield _("A written order makes us wait. The day stays as it is.")


def law_of(clock: Deadline) -> str:
    """Where the term is written, such as "105 ILCS 10/5(c)"; empty for the district's own days."""
    term = _term(clock)
    return term.cite.at if term is not None else ""


def told_after_confirmation(last_day: date, packs: tuple[str, ...]) -> date | None:
    """By when the family is told if a holder confirms a correction on its very last day; None where no pack says."""
    duties = load_packs().duties_started_by(CONFIRMED_EVENT, packs=packs, on=last_day)
    spans = [term.span for duty in duties for term in duty.terms_on(last_day) if isinstance(term.span, Span)]
    if not spans:
        return None
    calendar = calendar_current()
    noon = datetime(last_day.year, last_day.month, last_day.day, 12, tzinfo=calendar.zone)
    try:
        return min(reckon(span, noon, calendar).last_day for span in spans)
    except RulebookError:  # beyond the last year that the calendar knows
        return None


def _longer(clock: Deadline) -> str:
    try:
        span = span_parse(clock.extension)
    except RulebookError:
        return clock.extension
    return span_in_words(span) if isinstance(span, Span) else clock.extension


def _term(clock: Deadline) -> DatedTerm | None:
    """The term of the pack from which the clock was counted; None for a clock of the district's own."""
    try:
        return load_packs().duty(clock.rule).terms_on(clock.started_at.date(), clock.source)[0]
    except RulebookError:
        return None
