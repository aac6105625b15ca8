"""After a fact, an element or a step has changed, every clock of the breach is made to say what is now known."""

from datetime import datetime

from breaches.models import Breach
from deadlines.models import Deadline
from district.audit import Actor


def clocks_recount(breach: Breach, actor: Actor, now: datetime) -> list[Deadline]:
    """Open, move, meet or withdraw the clocks of the breach; those that changed."""
    return []


def clocks_met_by_mailing(breach: Breach, at: datetime, actor: Actor, now: datetime) -> list[Deadline]:
    """The last family was sent to at `at`: the clocks that letters meet are met."""
    return []
