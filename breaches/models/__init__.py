from breaches.models.breaches import OPEN_STAGES, Breach, BreachProduct, BreachState, Reporter, Stage
from breaches.models.evidence import EvidenceFile, EvidenceState
from breaches.models.facts import BreachElement, BreachFact, FactKind
from breaches.models.letters import BreachLetter, LetterLanguage, LetterSource, SourceKind
from breaches.models.public import PublicEntry
from breaches.models.work import BreachContact, BreachCost, BreachTask, Claim, ContactKind, Told

__all__ = [
    "OPEN_STAGES",
    "Breach",
    "BreachContact",
    "BreachCost",
    "BreachElement",
    "BreachFact",
    "BreachLetter",
    "BreachProduct",
    "BreachState",
    "BreachTask",
    "Claim",
    "ContactKind",
    "EvidenceFile",
    "EvidenceState",
    "FactKind",
    "LetterLanguage",
    "LetterSource",
    "PublicEntry",
    "Reporter",
    "SourceKind",
    "Stage",
    "Told",
]
