"""Writes of tasks: who is asked what, what came back, what was made of it, and the clocks of all that."""

from requests_portal.holders.services.adding import holders_propose, task_add, task_owner_set, task_write
from requests_portal.holders.services.answering import HolderFile, task_answer
from requests_portal.holders.services.asking import task_ask, task_asked_by_hand, task_link_send, tasks_ask_all
from requests_portal.holders.services.cases import case_close, case_cure_link, case_open_for
from requests_portal.holders.services.clocks import correction_clocks_settle
from requests_portal.holders.services.extending import request_clock_extend
from requests_portal.holders.services.ringing import tasks_ring
from requests_portal.holders.services.settling import (
    task_accept,
    task_done,
    task_not_needed,
    task_send_back,
    task_take_up,
)

__all__ = [
    "HolderFile",
    "case_close",
    "case_cure_link",
    "case_open_for",
    "correction_clocks_settle",
    "holders_propose",
    "request_clock_extend",
    "task_accept",
    "task_add",
    "task_answer",
    "task_ask",
    "task_asked_by_hand",
    "task_done",
    "task_link_send",
    "task_not_needed",
    "task_owner_set",
    "task_send_back",
    "task_take_up",
    "task_write",
    "tasks_ask_all",
    "tasks_ring",
]
