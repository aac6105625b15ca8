"""The job that removes what is over. It writes counts, never names; running it again removes nothing twice."""

import logging
from datetime import date, datetime, timedelta

from district.audit import Actor, audited
from roster.models import PurgeRecord, RetentionRule
from roster.retention.kinds import Kind, kinds

log = logging.getLogger(__name__)


def purge(*, today: date, actor: Actor, now: datetime) -> list[PurgeRecord]:
    """Remove every kind whose time is set and over; one record for each kind of which something went.

    A kind that fails does not stop the others: it is logged by its id, and tried again with the next run.
    """
    rules = {rule.what: rule for rule in RetentionRule.objects.filter(days__gte=1)}
    found = []
    for kind in kinds():
        rule = rules.get(kind.what)
        if rule is None:
            continue
        try:
            record = _removed(kind, rule, today=today, actor=actor, now=now)
        except Exception as error:  # whatever another room's remover meets
            # Neither the message nor the traceback: a database quotes the row that it refuses.
            log.error("Removing %s failed (%s); the next run tries again.", kind.what, type(error).__name__)
            continue
        if record is not None:
            found.append(record)
    return found


def _removed(kind: Kind, rule: RetentionRule, *, today: date, actor: Actor, now: datetime) -> PurgeRecord | None:
    days = rule.days or 0  # the query left out the rules without days
    before = today - timedelta(days=days)
    with audited(actor=actor, reason=f"Retention: {kind.title.lower()} older than {days} days"):
        counts = {name: number for name, number in kind.remove(before=before, actor=actor, now=now).items() if number}
        if not counts:
            return None
        return PurgeRecord.objects.create(what=kind.what, counts=counts, before=before, at=now, rule=rule, days=days)
