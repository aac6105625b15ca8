from breaches.admin.breaches import (
    AffectedChangeAdmin,
    AffectedListAdmin,
    BreachAdmin,
    BreachElementAdmin,
    BreachFactAdmin,
    BreachStateAdmin,
)

__all__ = [
    "AffectedChangeAdmin",
    "AffectedListAdmin",
    "BreachAdmin",
    "BreachElementAdmin",
    "BreachFactAdmin",
    "BreachStateAdmin",
]
