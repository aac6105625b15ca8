"""Who writes, and when: handed through the steps of one write."""

from dataclasses import dataclass
from datetime import datetime

from district.audit import Actor


@dataclass(frozen=True, slots=True)
class Acting:
    """Who writes, and when."""

    actor: Actor
    now: datetime
