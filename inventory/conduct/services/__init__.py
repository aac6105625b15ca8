"""Writes of cases against operators (A4)."""

from inventory.conduct.services.answering import answer_enter, answer_from_operator
from inventory.conduct.services.asking import notice_proposed, notice_remind, notice_send, notices_ring
from inventory.conduct.services.cases import case_close, case_note, case_open, case_reopen, step_add
from inventory.conduct.services.ending import services_end
from inventory.conduct.services.files import evidence_keep
from inventory.conduct.services.reporting import authority_save, report_make, report_proposed, report_sent

__all__ = [
    "answer_enter",
    "answer_from_operator",
    "authority_save",
    "case_close",
    "case_note",
    "case_open",
    "case_reopen",
    "evidence_keep",
    "notice_proposed",
    "notice_remind",
    "notice_send",
    "notices_ring",
    "report_make",
    "report_proposed",
    "report_sent",
    "services_end",
    "step_add",
]
