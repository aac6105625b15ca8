from contracts.models.agreements import Agreement, AgreementKind, AgreementState, AgreementStateRow, Posting
from contracts.models.documents import Document, DocumentState
from contracts.models.review import Check, CounselOpinion, Decision, Finding, Verdict

__all__ = [
    "Agreement",
    "AgreementKind",
    "AgreementState",
    "AgreementStateRow",
    "Check",
    "CounselOpinion",
    "Decision",
    "Document",
    "DocumentState",
    "Finding",
    "Posting",
    "Verdict",
]
