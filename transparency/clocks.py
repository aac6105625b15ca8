"""The clocks that publishing meets: of posting agreements. The page's review is attested (transparency/refreshing)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType

from contracts.clocks import posting_rules
from contracts.models import Agreement, AgreementState
from contracts.noticerules import posting_rules_with_notice
from contracts.services import posting_clocks_meet
from deadlines.models import Deadline
from deadlines.selectors import deadlines_open
from district.audit import Actor
from transparency.building import Built
from transparency.models import Snapshot

NO_NOTICE: Final = "the notice of the agreement, which has to be posted with it"
NOT_SHOWN: Final = "a file that could be opened, and a product that the agreement is for"


@dataclass(frozen=True, slots=True)
class PostingClock:
    """An open clock for posting, and what keeps this publication from meeting it: nothing, where `lacks` is empty."""

    agreement: Agreement
    rule: str
    title: str
    last_day: date
    lacks: tuple[str, ...]
    lacks_notice: bool = False


def posting_clocks_foreseen(entries: Iterable[Built]) -> list[PostingClock]:
    """Every open clock for posting a signed agreement, the first due first, with what publishing would do about it.

    Two queries. A rule whose law asks for the notice and the contract is met by these two; any other by the contract
    with the law's items beside it.
    """
    shown = _shown(entries)
    with_notice = posting_rules_with_notice()
    clocks = list(_posting_clocks().order_by("due_at", "pk"))
    agreements = Agreement.objects.select_related("operator").filter(state=AgreementState.SIGNED)
    by_id = agreements.in_bulk({clock.subject_id for clock in clocks})
    return [
        _foreseen(clock, by_id[clock.subject_id], shown.get(clock.subject_id), with_notice)
        for clock in clocks
        if clock.subject_id in by_id
    ]


def _posting_clocks() -> Any:
    kind = ContentType.objects.get_for_model(Agreement)
    return deadlines_open(Deadline.objects.filter(rule__in=posting_rules(), subject_type=kind))


@dataclass(slots=True)
class _Shown:
    """An agreement on the page to be: what is missing beside it, and whether its notice stands there."""

    lacks: dict[str, None]
    noticed: bool


def _shown(entries: Iterable[Built]) -> Mapping[int, _Shown]:
    found: dict[int, _Shown] = {}
    for entry in entries:
        for (agreement, _), row in zip(entry.agreements, entry.content["agreements"], strict=True):
            known = found.setdefault(agreement.pk, _Shown({}, noticed=bool(row.get("notice"))))
            known.lacks |= dict.fromkeys(entry.lacks)
    return found


def _foreseen(
    clock: Deadline, agreement: Agreement, shown: _Shown | None, with_notice: Collection[str]
) -> PostingClock:
    lacks: tuple[str, ...]
    asks_notice = clock.rule in with_notice
    if shown is None:
        lacks = (NOT_SHOWN,)
    elif asks_notice:
        lacks = () if shown.noticed else (NO_NOTICE,)
    else:
        lacks = tuple(shown.lacks)
    without = asks_notice and shown is not None and not shown.noticed
    return PostingClock(agreement, clock.rule, clock.title, clock.last_day, lacks, lacks_notice=without)


def posting_clocks_settle(entries: Iterable[Built], snapshot: Snapshot, *, actor: Actor, now: datetime) -> int:
    """Meet the open clocks of agreements that stand on the page with what each clock's law asks beside them.

    Returns how many were met.
    """
    rules: dict[Agreement, list[str]] = defaultdict(list)
    for clock in posting_clocks_foreseen(entries):
        if not clock.lacks:
            rules[clock.agreement].append(clock.rule)
    for agreement, its in rules.items():
        posting_clocks_meet(
            agreement=agreement, rules=its, at=now, snapshot_sha256=snapshot.sha256, actor=actor, now=now
        )
    return sum(len(its) for its in rules.values())
