"""What retention removes of a breach: the names. What was counted stays, for the evidence and the public entry."""

from dataclasses import astuple
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery

from breaches.affected import affected_tallies
from breaches.models import AffectedListRow, AffectedStudent, Breach, BreachState, Stage
from district.audit import Actor, audited
from district.sealedfiles import sealed_file_discard
from roster.models import Student

OVER = (Stage.CLOSED, Stage.NOT_A_BREACH)


def breach_lists_purge(*, before: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Delete the pupils and list rows of every breach that was closed before a day. How many of what; never names."""
    counts = {"breaches": 0, "pupils": 0, "list rows": 0}
    for breach in _closed_before(before):
        pupils, rows = _purged(breach, actor, now)
        counts["breaches"] += 1
        counts["pupils"] += pupils
        counts["list rows"] += rows
    return counts


def _closed_before(before: date) -> list[Breach]:
    closed = BreachState.objects.filter(breach=OuterRef("pk")).values("breach").annotate(last=Max("at")).values("last")
    over = Breach.objects.filter(state__in=OVER, students_purged_at=None).annotate(over_since=Subquery(closed))
    return list(over.filter(over_since__date__lt=before).order_by("pk"))


def _purged(breach: Breach, actor: Actor, now: datetime) -> tuple[int, int]:
    """One breach in one transaction: counted first, then deleted."""
    with audited(actor=actor, reason="Lists of affected pupils deleted: their time is over"):
        locked = Breach.objects.select_for_update().get(pk=breach.pk)
        if locked.state not in OVER or locked.students_purged_at is not None:
            return 0, 0
        locked.students_counted = {"tallies": [astuple(tally) for tally in affected_tallies(locked)]}
        locked.students_purged_at = now
        locked.save(update_fields=["students_counted", "students_purged_at"])
        for source in locked.lists.exclude(sealed_key=""):
            sealed_file_discard(source.sealed_key)
        rows, _ = AffectedListRow.objects.filter(list__breach=locked).delete()
        pupils, _ = AffectedStudent.objects.filter(breach=locked).delete()
    return pupils, rows


def students_of_open_breaches() -> QuerySet[Any, Any]:
    """Pupils whom the roster must keep: their breach is not over, so that letters may still go to their families."""
    affected = AffectedStudent.objects.filter(student=OuterRef("pk"), removed_at=None).exclude(breach__state__in=OVER)
    return Student.objects.filter(Exists(affected)).values("pk")
