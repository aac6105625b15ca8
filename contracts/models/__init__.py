from contracts.models.agreements import (
    Agreement,
    AgreementKind,
    AgreementPermission,
    AgreementProduct,
    AgreementState,
    AgreementStateRow,
    Posting,
)
from contracts.models.cure import (
    OPEN_STATES,
    CureAnswer,
    CureItem,
    CureNotice,
    CureOutcome,
    CureState,
    CureStateRow,
)
from contracts.models.documents import Document, DocumentStanding, DocumentState
from contracts.models.drafts import Draft, DraftKind, DraftProduct
from contracts.models.offers import GeneralOffer, OfferException
from contracts.models.recheck import Recheck, RecheckItem, RecheckState
from contracts.models.redaction import (
    Redaction,
    RedactionMark,
    RedactionState,
    RedactionStep,
    StatedEvidence,
)
from contracts.models.review import Check, CounselOpinion, Decision, DecisionKind, Finding, Opinion, Verdict

__all__ = [
    "OPEN_STATES",
    "Agreement",
    "AgreementKind",
    "AgreementPermission",
    "AgreementProduct",
    "AgreementState",
    "AgreementStateRow",
    "Check",
    "CounselOpinion",
    "CureAnswer",
    "CureItem",
    "CureNotice",
    "CureOutcome",
    "CureState",
    "CureStateRow",
    "Decision",
    "DecisionKind",
    "Document",
    "DocumentStanding",
    "DocumentState",
    "Draft",
    "DraftKind",
    "DraftProduct",
    "Finding",
    "GeneralOffer",
    "OfferException",
    "Opinion",
    "Posting",
    "Recheck",
    "RecheckItem",
    "RecheckState",
    "Redaction",
    "RedactionMark",
    "RedactionState",
    "RedactionStep",
    "StatedEvidence",
    "Verdict",
]
