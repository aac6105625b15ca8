from contracts.models.agreements import (
    Agreement,
    AgreementKind,
    AgreementPermission,
    AgreementProduct,
    AgreementState,
    AgreementStateRow,
    Posting,
)
from contracts.models.documents import Document, DocumentState
from contracts.models.review import Check, CounselOpinion, Decision, DecisionKind, Finding, Opinion, Verdict

__all__ = [
    "Agreement",
    "AgreementKind",
    "AgreementPermission",
    "AgreementProduct",
    "AgreementState",
    "AgreementStateRow",
    "Check",
    "CounselOpinion",
    "Decision",
    "DecisionKind",
    "Document",
    "DocumentState",
    "Finding",
    "Opinion",
    "Posting",
    "Verdict",
]
