"""Writes of the clocks: opening, closing, holding, recomputing, signs of life."""

from deadlines.services.closing import deadline_meet, deadline_meet_for, deadline_withdraw
from deadlines.services.extending import deadline_extend
from deadlines.services.heartbeats import heartbeat_write
from deadlines.services.holding import hold_lift, hold_place
from deadlines.services.opening import deadline_open_for_event, deadline_open_until
from deadlines.services.recomputing import deadlines_recompute
from deadlines.services.returning import deadline_bring_back
from deadlines.services.settling import WantedClock, clocks_settle
from deadlines.services.watching import rulebook_watch
from deadlines.services.yearly import posting_period_open, yearly_open

__all__ = [
    "WantedClock",
    "clocks_settle",
    "deadline_bring_back",
    "deadline_extend",
    "deadline_meet",
    "deadline_meet_for",
    "deadline_open_for_event",
    "deadline_open_until",
    "deadline_withdraw",
    "deadlines_recompute",
    "heartbeat_write",
    "hold_lift",
    "hold_place",
    "posting_period_open",
    "rulebook_watch",
    "yearly_open",
]
