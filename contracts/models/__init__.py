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
from contracts.models.drafts import Draft, DraftKind, DraftProduct
from contracts.models.offers import GeneralOffer, OfferException
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
    "Draft",
    "DraftKind",
    "DraftProduct",
    "Finding",
    "GeneralOffer",
    "OfferException",
    "Opinion",
    "Posting",
    "Verdict",
]
