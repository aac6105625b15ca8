"""After a fact, a kind of information or a step has changed, every clock of the breach says what is now known."""

from datetime import datetime
from typing import Final

from breaches.clocks.knowing import breach_known
from breaches.clocks.wanting import clocks_wanted
from breaches.models import Breach
from breaches.services.tasks import tasks_settle
from breaches.services.telling import breach_told_at_once
from deadlines.counting import rulebook_current
from deadlines.models import Deadline
from deadlines.selectors import clocks_of, deadlines_open
from deadlines.services import clocks_settle, deadline_meet
from district.audit import Actor, audited

FAMILIES_NOTIFIED: Final = "families_notified"


def clocks_recount(breach: Breach, actor: Actor, now: datetime) -> list[Deadline]:
    """Open, move, meet or withdraw every clock of the breach at once; the ones that changed.

    Those that moved have a reckoning that says which fact changed. ReckoningError where a date cannot be counted. The
    list of tasks follows; with the first count, whoever is told of a breach at once is told.
    """
    known = breach_known(breach)
    wanting = clocks_wanted(known)
    with audited(actor=actor, reason=f"{breach.number}: clocks counted by what is known"):
        changed = clocks_settle(
            subject=breach,
            wanted=wanting.clocks,
            otherwise=wanting.otherwise,
            actor=actor,
            now=now,
            drill=breach.drill,
        )
        if not breach.tasks.exists():
            breach_told_at_once(breach=breach, actor=actor, now=now)
        tasks_settle(breach=breach, known=known, actor=actor, now=now)
    return changed


def clocks_met_by_mailing(breach: Breach, at: datetime, actor: Actor, now: datetime) -> list[Deadline]:
    """The last family was sent to at `at`: the clocks that letters meet are met, a held one too.

    Which they are, the packs say. Doing it again changes nothing.
    """
    rules = [duty.id for duty in rulebook_current().duties_met_on(FAMILIES_NOTIFIED)]
    evidence = "The last of the families concerned was sent to."
    with audited(actor=actor, reason=f"{breach.number}: the last family was sent to"):
        met = [
            deadline_meet(deadline=clock, at=max(at, clock.started_at), actor=actor, now=now, evidence=evidence)
            for clock in deadlines_open(clocks_of(breach)).filter(rule__in=rules)
        ]
        tasks_settle(breach=breach, known=breach_known(breach), actor=actor, now=now)
    return met
