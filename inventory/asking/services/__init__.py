"""Writes of what is asked of operators: asking, answering, judging the answer, and what the clocks wake."""

from inventory.asking.services.answering import ask_answer
from inventory.asking.services.asking import ask_again, ask_put, link_new, link_send
from inventory.asking.services.ringing import asks_ring
from inventory.asking.services.settling import (
    ask_not_needed,
    ask_prove,
    ask_prove_otherwise,
    ask_send_back,
    ask_take_up,
    ask_unproven,
)

__all__ = [
    "ask_again",
    "ask_answer",
    "ask_not_needed",
    "ask_prove",
    "ask_prove_otherwise",
    "ask_put",
    "ask_send_back",
    "ask_take_up",
    "ask_unproven",
    "asks_ring",
    "link_new",
    "link_send",
]
