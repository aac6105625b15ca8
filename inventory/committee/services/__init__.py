"""Writes of the committee. Who may do what is decided here, so that no other way in is wider than the pages."""

from inventory.committee.services.asking import (
    app_request_answer,
    app_request_ask,
    app_request_join,
    app_request_triage,
    app_request_withdraw,
    note_add,
    review_open,
)
from inventory.committee.services.deciding import (
    Terms,
    Wanted,
    approval_end,
    approval_record,
    condition_meet,
    decision_make,
    exception_write,
)
from inventory.committee.services.judging import conflict_declare, conflict_lift, evaluation_save
from inventory.committee.services.lapsing import committee_lapse
from inventory.committee.services.meetings import meeting_cancel, meeting_hold, meeting_plan
from inventory.committee.services.settings import settings_save
from inventory.committee.services.voting import VoteState, vote_cast, vote_open, vote_state, votes_correct, votes_record

__all__ = [
    "Terms",
    "VoteState",
    "Wanted",
    "app_request_answer",
    "app_request_ask",
    "app_request_join",
    "app_request_triage",
    "app_request_withdraw",
    "approval_end",
    "approval_record",
    "committee_lapse",
    "condition_meet",
    "conflict_declare",
    "conflict_lift",
    "decision_make",
    "evaluation_save",
    "exception_write",
    "meeting_cancel",
    "meeting_hold",
    "meeting_plan",
    "note_add",
    "review_open",
    "settings_save",
    "vote_cast",
    "vote_open",
    "vote_state",
    "votes_correct",
    "votes_record",
]
