"""A hold is not extra days: the deadline keeps its date.

When the hold is lifted, the duty is due at once or on the original date, whichever is later.
"""

from datetime import UTC, datetime

from rulebook.calendars import Calendar
from rulebook.reckoning import Reckoning, ReckoningError, words_for_day, words_for_moment


def reckon_lifted(original: Reckoning, placed_at: datetime, lifted_at: datetime, calendar: Calendar) -> Reckoning:
    """When a held duty is due once its hold is lifted.

    `placed_at` and `lifted_at` are aware. A hold placed when the duty was late already changes nothing.
    Raises ReckoningError for naive times and for a hold lifted before it was placed.
    """
    for moment in (placed_at, lifted_at):
        if moment.tzinfo is None or moment.utcoffset() is None:
            raise ReckoningError("a hold's times need a time zone: write the offset from UTC")
    placed, lifted = placed_at.astimezone(UTC), lifted_at.astimezone(UTC)
    if lifted < placed:
        raise ReckoningError("the hold was lifted before it was placed")
    last_day = words_for_day(original.last_day)
    held = f"It was held from {words_for_moment(placed_at, calendar)} to {words_for_moment(lifted_at, calendar)}."
    if placed >= original.due_at:
        stays = f"The term had ended on {last_day}, before the hold was placed: what was late stays late."
        return Reckoning(original.due_at, original.last_day, (*original.steps, held, stays))
    if lifted < original.due_at:
        kept = f"The hold was lifted before the term ended, so the last day stays {last_day}: a hold adds no days."
        return Reckoning(original.due_at, original.last_day, (*original.steps, held, kept))
    late = f"The term ended on {last_day}, while the hold stood, so it is due at once when the hold is lifted."
    return Reckoning(lifted, calendar.local_day(lifted), (*original.steps, held, late))
