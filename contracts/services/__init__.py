"""Writes of agreements, their files, their review and their posting. Import from here."""

from contracts.services.agreements import agreement_create, agreement_save, agreement_update
from contracts.services.checks import check_run, document_check
from contracts.services.counsel import OpinionRefused, counsel_request, opinion_record
from contracts.services.documents import FileRefused, document_add, document_claim, document_read
from contracts.services.postings import posting_clocks_meet, posting_record
from contracts.services.review import DecisionConflict, DecisionRefused, decision_record, decision_repeat
from contracts.services.signing import (
    SignedFile,
    SigningRefused,
    agreement_end,
    agreement_ready,
    agreement_sign,
    agreement_signing_correct,
)
from contracts.services.states import StepRefused, agreement_enter

__all__ = [
    "DecisionConflict",
    "DecisionRefused",
    "FileRefused",
    "OpinionRefused",
    "SignedFile",
    "SigningRefused",
    "StepRefused",
    "agreement_create",
    "agreement_end",
    "agreement_enter",
    "agreement_ready",
    "agreement_save",
    "agreement_sign",
    "agreement_signing_correct",
    "agreement_update",
    "check_run",
    "counsel_request",
    "decision_record",
    "decision_repeat",
    "document_add",
    "document_check",
    "document_claim",
    "document_read",
    "opinion_record",
    "posting_clocks_meet",
    "posting_record",
]
