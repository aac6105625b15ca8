"""Which agreements were checked by other packs or another checker than today's, and what a run over them found."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from contracts.examination import checker_version
from contracts.models import (
    Agreement,
    AgreementState,
    Check,
    Document,
    DocumentStanding,
    DocumentState,
    Recheck,
    RecheckItem,
    RecheckState,
)
from contracts.packs import packs_checked
from contracts.selectors import agreements_visible_to
from district.clock import local_day
from district.models import User
from district.selectors import district_current_or_none, packs_adopted
from rulebook.loading import load_packs
from rulebook.model import Pack

OVER: Final = (AgreementState.ENDED, AgreementState.VOID)
MOST_REASONS: Final = 6
MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Outdated:
    """An agreement whose reviewed file's newest check ran with other packs or another checker; why, in words."""

    agreement: Agreement
    document: Document
    check: Check
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files in all, checked, failed, and of those checked how many came out how."""

    total: int
    done: int
    failed: int
    worse: int
    lacking: int
    better: int
    requoted: int
    unchanged: int

    @property
    def ended(self) -> int:
        return self.done + self.failed


def outdated_among(agreements: QuerySet[Agreement], *, now: datetime) -> list[Outdated]:
    """Agreements in their own order, without those that are over: five queries, whatever their number.

    Empty before the district is entered: what applies is not known then.
    """
    district = district_current_or_none()
    if district is None:
        return []
    today = local_day(now, district.time_zone)
    adopted, zone = packs_adopted(today), district.time_zone
    rows = list(_with_reviewed(agreements))
    checks = _newest_checks(row.reviewed_id for row in rows if row.reviewed_id)  # type: ignore[attr-defined]
    found = []
    for agreement in rows:
        check = checks.get(agreement.reviewed_id)  # type: ignore[attr-defined]
        because = changes_since(check, packs_checked(agreement, adopted, today, zone)) if check is not None else ()
        if check is not None and because:
            found.append(Outdated(agreement, check.document, check, because))
    return found


def changes_since(check: Check, packs: Sequence[Pack]) -> tuple[str, ...]:
    """What is other now than when the check ran, one line each; nothing where it is pinned to today's versions."""
    today = {pack.id: pack for pack in packs}
    lines = [line for pack in packs if (line := _pack_change(pack, check.packs.get(pack.id)))]
    lines += [f"{_title(pack_id)} no longer applies" for pack_id in check.packs if pack_id not in today]
    if check.checker_version != checker_version():
        lines.append(f"checker {check.checker_version} → {checker_version()}")
    return tuple(lines)


def reasons_counted(outdated: Iterable[Outdated]) -> list[tuple[str, int]]:
    """Every reason with the number of agreements that it concerns, the most frequent first."""
    return Counter(reason for one in outdated for reason in one.because).most_common()


def reasons_in_words(outdated: Iterable[Outdated]) -> str:
    reasons = [reason for reason, _ in reasons_counted(outdated)]
    more = len(reasons) - MOST_REASONS
    return "; ".join([*reasons[:MOST_REASONS], *([f"and {more} more"] if more > 0 else [])])


def recheck_running() -> Recheck | None:
    return Recheck.objects.select_related("started_by").filter(finished_at=None).first()


def rechecks_finished(most: int = 10) -> list[Recheck]:
    return list(Recheck.objects.select_related("started_by").exclude(finished_at=None)[:most])


def rechecks_listed() -> QuerySet[Recheck]:
    return Recheck.objects.select_related("started_by")


def progress_of(recheck: Recheck) -> Progress:
    """How far it is, in one query."""
    rows = RecheckItem.objects.filter(recheck=recheck).values_list("state", "worse", "lacking", "better", "requoted")
    counts = Counter(_came_out(*row) for row in rows)
    ended = sum(counts.values()) - counts["open"]
    return Progress(
        total=sum(counts.values()),
        done=ended - counts["failed"],
        failed=counts["failed"],
        worse=counts["worse"],
        lacking=counts["lacking"],
        better=counts["better"],
        requoted=counts["requoted"],
        unchanged=counts["unchanged"],
    )


def items_changed(recheck: Recheck, user: User) -> QuerySet[RecheckItem]:
    """Files whose result changed or that failed, of agreements that the person may see.

    The order in which one would look: signed agreements that lost something, others that did, what is newly lacking,
    what could not be checked, what is better, what is only quoted otherwise.
    """
    rank = Case(
        When(worse__gt=0, signed=True, then=Value(0)),
        When(worse__gt=0, then=Value(1)),
        When(lacking__gt=0, then=Value(2)),
        When(state=RecheckState.FAILED, then=Value(3)),
        When(better__gt=0, then=Value(4)),
        default=Value(5),
        output_field=IntegerField(),
    )
    changed = Q(worse__gt=0) | Q(lacking__gt=0) | Q(better__gt=0) | Q(requoted__gt=0) | Q(state=RecheckState.FAILED)
    items = RecheckItem.objects.filter(changed, recheck=recheck).filter(
        document__agreement__in=agreements_visible_to(user)
    )
    columns = ("document__text", "document__pages", "document__page_copy_pages")
    rows = items.select_related("document__agreement__operator").defer(*columns)
    return rows.annotate(rank=rank).order_by("rank", F("worse").desc(), F("lacking").desc(), "pk")


def _came_out(state: str, worse: int, lacking: int, better: int, requoted: int) -> str:
    """How one file came out, by what weighs most."""
    if state != RecheckState.DONE:
        return "failed" if state == RecheckState.FAILED else "open"
    ways = {"worse": worse, "lacking": lacking, "better": better, "requoted": requoted}
    return next((way for way, number in ways.items() if number), "unchanged")


def _with_reviewed(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """With `reviewed_id`: the newest version that is no signed copy, as `document_reviewed` has it."""
    reviewed = Document.objects.filter(agreement=OuterRef("pk"), standing=DocumentStanding.VERSION)
    newest = reviewed.order_by("signed_copy", "-version").values("pk")[:1]
    return agreements.exclude(state__in=OVER).select_related("operator").annotate(reviewed_id=Subquery(newest))


def _newest_checks(document_ids: Iterable[int]) -> dict[int, Check]:
    """The newest check of each of these files that was read, by file."""
    checks = Check.objects.filter(document__in=list(document_ids), document__state=DocumentState.READ)
    rows = checks.select_related("document").defer("document__text", "document__pages", "document__page_copy_pages")
    return {
        check.document_id: check for check in rows.order_by("document_id", "-ran_at", "-pk").distinct("document_id")
    }


def _pack_change(pack: Pack, before: str | None) -> str:
    if before is None:
        return f"{pack.short_title} newly applies"
    if before == pack.version:
        return ""
    # A version is the declared one, a plus sign and a hash of the pack's text: an edit alone is noticed too.
    declared, now = before.partition("+")[0], pack.version.partition("+")[0]
    if declared == now:
        return f"{pack.short_title} was edited, still as {now}"
    return f"{pack.short_title} {declared} → {now}"


def _title(pack_id: str) -> str:
    pack = load_packs().packs.get(pack_id)
    return pack.short_title if pack is not None else pack_id
