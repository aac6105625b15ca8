from breaches.models.breaches import OPEN_STAGES, Breach, BreachProduct, BreachState, Reporter, Stage
from breaches.models.facts import BreachElement, BreachFact, FactKind

__all__ = [
    "OPEN_STAGES",
    "Breach",
    "BreachElement",
    "BreachFact",
    "BreachProduct",
    "BreachState",
    "FactKind",
    "Reporter",
    "Stage",
]
