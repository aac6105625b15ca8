from breaches.admin.breaches import (
    AffectedChangeAdmin,
    AffectedListAdmin,
    BreachAdmin,
    BreachElementAdmin,
    BreachFactAdmin,
    BreachStateAdmin,
)
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
    "BreachStateAdmin",
    "BreachTaskAdmin",
    "ClaimAdmin",
    "PublicEntryAdmin",
    "ToldAdmin",
]
