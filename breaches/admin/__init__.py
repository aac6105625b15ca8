from breaches.admin.breaches import (
    AffectedChangeAdmin,
    AffectedListAdmin,
    BreachAdmin,
    BreachElementAdmin,
    BreachFactAdmin,
    BreachStateAdmin,
)
from breaches.admin.public import PublicEntryAdmin

__all__ = [
    "AffectedChangeAdmin",
    "AffectedListAdmin",
    "BreachAdmin",
    "BreachElementAdmin",
    "BreachFactAdmin",
    "BreachStateAdmin",
    "PublicEntryAdmin",
]
