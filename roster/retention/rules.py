"""The district's own times. None is set at first: nothing is removed that nobody decided upon."""

from dataclasses import dataclass
from datetime import datetime

from district.audit import Actor, audited
from district.refusals import Refused
from roster.models import PurgeRecord, RetentionRule
from roster.retention.kinds import KINDS, Kind, kinds

LONGEST = 36_500


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One kind with its time in days (None: kept), and what was removed under it last."""

    kind: Kind
    days: int | None
    last: PurgeRecord | None


def rule_lines() -> list[RuleLine]:
    """Every kind that is registered, in order of title; two queries."""
    days = dict(RetentionRule.objects.values_list("what", "days"))
    newest = PurgeRecord.objects.order_by("what", "-at", "-pk").distinct("what")
    last = {record.what: record for record in newest}
    return [RuleLine(kind, days.get(kind.what), last.get(kind.what)) for kind in kinds()]


def rule_set(*, what: str, days: int | None, actor: Actor, now: datetime) -> RetentionRule:
    """Set the time of one kind; None keeps its records. Refused for an unknown kind and for no time at all."""
    if what not in KINDS:
        raise Refused(f"{what} is not a kind of record that is removed.")
    if days is not None and not 1 <= days <= LONGEST:
        raise Refused(f"Give a number of days from 1 to {LONGEST:,}, or nothing.", field=what)
    with audited(actor=actor, reason="Retention time set"):
        rule, _ = RetentionRule.objects.update_or_create(what=what, defaults={"days": days})
    return rule
