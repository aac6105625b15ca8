from breaches.models.breaches import OPEN_STAGES, Breach, BreachProduct, BreachState, Reporter, Stage
from breaches.models.evidence import UNDER_WAY, EvidenceFile, EvidenceState
from breaches.models.facts import BreachElement, BreachFact, FactKind
from breaches.models.letters import BreachLetter, LetterLanguage, LetterSource, SourceKind
from breaches.models.public import PublicEntry
from breaches.models.students import (
    TO_SETTLE,
    AffectedChange,
    AffectedList,
    AffectedListRow,
    AffectedStudent,
    ChangeKind,
    How,
    ListState,
    RowFate,
)
from breaches.models.work import BreachContact, BreachCost, BreachTask, Claim, ContactKind, Told

__all__ = [
    "OPEN_STAGES",
    "TO_SETTLE",
    "UNDER_WAY",
    "AffectedChange",
    "AffectedList",
    "AffectedListRow",
    "AffectedStudent",
    "Breach",
    "BreachContact",
    "BreachCost",
    "BreachElement",
    "BreachFact",
    "BreachLetter",
    "BreachProduct",
    "BreachState",
    "BreachTask",
    "ChangeKind",
    "Claim",
    "ContactKind",
    "EvidenceFile",
    "EvidenceState",
    "FactKind",
    "How",
    "LetterLanguage",
    "LetterSource",
    "ListState",
    "PublicEntry",
    "Reporter",
    "RowFate",
    "SourceKind",
    "Stage",
    "Told",
]
