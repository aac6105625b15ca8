"""An answer to a question about a safeguard becomes evidence of it."""

from inventory.asking.acting import Acting
from inventory.models import OperatorAsk


def evidence_follow(ask: OperatorAsk, at: Acting) -> None:
    """Listener of asks that were proven."""
