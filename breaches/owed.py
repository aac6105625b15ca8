"""Which clocks are the operator's: the office waits for them, and nothing of its own is due by them. No database."""

from typing import Final

from rulebook.model import Rulebook

AGREEMENT_RULE: Final = "agreement.breach-notice"


def rules_of_operators(book: Rulebook) -> frozenset[str]:
    """Ids of the duties that operators have by the packs, and of the notice that an agreement itself asks of one."""
    duties = (duty for pack in book.packs.values() for duty in pack.duties)
    return frozenset({AGREEMENT_RULE, *(duty.id for duty in duties if duty.who == "operator")})
