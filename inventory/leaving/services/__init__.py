"""Writes of the end of an agreement: opened by itself or by a person, asked, closed with what came of it (C12)."""

from inventory.leaving.services.asking import AskGiven, leaving_ask, option_choose
from inventory.leaving.services.closing import (
    leaving_close,
    leaving_reopen,
    leaving_withdraw,
    owner_set,
    result_of,
)
from inventory.leaving.services.days import day_proposed
from inventory.leaving.services.opening import leaving_follow, leaving_open

__all__ = [
    "AskGiven",
    "day_proposed",
    "leaving_ask",
    "leaving_close",
    "leaving_follow",
    "leaving_open",
    "leaving_reopen",
    "leaving_withdraw",
    "option_choose",
    "owner_set",
    "result_of",
]
