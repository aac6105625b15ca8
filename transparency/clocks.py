"""The clocks that publishing meets: of posting agreements, and of the page's review by 31 January and 31 July."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.contrib.contenttypes.models import ContentType

from contracts.clocks import posting_rules
from contracts.models import Agreement
from contracts.services import posting_clocks_meet
from deadlines.models import Deadline
from deadlines.selectors import deadlines_for_subject, deadlines_open
from deadlines.services import deadline_meet
from district.audit import Actor
from district.models import District
from transparency.building import Built
from transparency.models import Snapshot
from transparency.reviews import REVIEW_RULE

REVIEW_COUNTS: Final = timedelta(days=60)  # an earlier look at the page is no review for that day


def posting_clocks_settle(entries: Iterable[Built], snapshot: Snapshot, *, actor: Actor, now: datetime) -> None:
    """Meet the open clocks of agreements that now stand on the page with everything that the law asks beside them."""
    complete, _ = _divided(entries)
    for agreement in _running(complete):
        posting_clocks_meet(agreement=agreement, at=now, snapshot_sha256=snapshot.sha256, actor=actor, now=now)


def posting_clocks_running(entries: Iterable[Built]) -> tuple[str, ...]:
    """Titles of the agreements whose clock for posting is open and goes on, since something is lacking beside them."""
    _, lacking = _divided(entries)
    return tuple(sorted(f"{agreement.operator.name}: {agreement.title}" for agreement in _running(lacking)))


def _divided(entries: Iterable[Built]) -> tuple[list[Agreement], list[Agreement]]:
    """The agreements of entries: those complete for every product, and the others."""
    complete: dict[Agreement, bool] = {}
    for entry in entries:
        for agreement, _ in entry.agreements:
            complete[agreement] = complete.get(agreement, True) and entry.complete
    return [row for row, whole in complete.items() if whole], [row for row, whole in complete.items() if not whole]


def _running(agreements: list[Agreement]) -> list[Agreement]:
    if not agreements:
        return []
    clocks = deadlines_open(Deadline.objects.filter(rule__in=posting_rules())).filter(
        subject_type=ContentType.objects.get_for_model(Agreement), subject_id__in=[row.pk for row in agreements]
    )
    running = set(clocks.values_list("subject_id", flat=True))
    return [agreement for agreement in agreements if agreement.pk in running]


def review_clocks(district: District, now: datetime) -> list[Deadline]:
    """The open clocks of the page's review that a review done now answers: those late, or due within sixty days."""
    clocks = deadlines_open(deadlines_for_subject(Deadline.objects.filter(rule=REVIEW_RULE), district))
    return list(clocks.filter(due_at__lte=now + REVIEW_COUNTS))


def review_clocks_meet(district: District, *, evidence: str, actor: Actor, now: datetime) -> int:
    """How many clocks of the page's review were met."""
    clocks = review_clocks(district, now)
    for clock in clocks:
        deadline_meet(deadline=clock, at=now, actor=actor, now=now, evidence=evidence)
    return len(clocks)
