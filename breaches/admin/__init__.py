from breaches.admin.breaches import (
    AffectedChangeAdmin,
    AffectedListAdmin,
    BreachAdmin,
    BreachElementAdmin,
    BreachFactAdmin,
    BreachStateAdmin,
)
from breaches.admin.evidence import EvidenceFileAdmin
from breaches.admin.letters import BreachLetterAdmin, LetterSourceAdmin
from breaches.admin.public import PublicEntryAdmin
from breaches.admin.work import BreachContactAdmin, BreachCostAdmin, BreachTaskAdmin, ClaimAdmin, ToldAdmin

__all__ = [
    "AffectedChangeAdmin",
    "AffectedListAdmin",
    "BreachAdmin",
    "BreachContactAdmin",
    "BreachCostAdmin",
    "BreachElementAdmin",
    "BreachFactAdmin",
    "BreachLetterAdmin",
    "BreachStateAdmin",
    "BreachTaskAdmin",
    "ClaimAdmin",
    "EvidenceFileAdmin",
    "LetterSourceAdmin",
    "PublicEntryAdmin",
    "ToldAdmin",
]
