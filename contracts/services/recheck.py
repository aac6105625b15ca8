"""Checking many agreements again: one run at a time, file by file, taken up again after a worker was lost.

A run only adds checks. Whoever runs it twice, or kills it in the middle, loses and doubles nothing: each file is
claimed by one worker, a claim runs out, and the same file, packs and checker give the check that is there already.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Q
from django.urls import reverse

from contracts.comparing.verdicts import Side, changes_between, counted, newly_lacking
from contracts.models import AgreementState, Check, Document, Recheck, RecheckItem, RecheckState
from contracts.rechecking import Outdated, outdated_among, progress_of, reasons_in_words
from contracts.selectors import agreements_visible_to
from contracts.services.checks import document_check
from district.audit import Actor, audited
from district.models import User
from district.selectors import district_current
from notices.services import message_queue
from notices.services.announcing import digest_day, digest_moment

# Longer than the checker may take for one file (contracts.examination.CHECK), so that no file has two workers.
CLAIM: Final = timedelta(minutes=7)
MOST_ATTEMPTS: Final = 3
LOST: Final = "Checking it was begun three times and never ended. Tell whoever keeps this installation."
NOT_CHECKED: Final = "It could not be checked: its text is missing."


class RecheckRefused(ValueError):
    """Why no run begins, as a sentence for people."""


def recheck_start(*, actor: User, now: datetime, agreements: Collection[int] | None = None) -> Recheck:
    """Begin a run over the chosen agreements (all that the person may see, where none are named) that are outdated.

    Raises RecheckRefused where nothing is outdated or another run is not finished.
    """
    chosen = [
        one
        for one in outdated_among(agreements_visible_to(actor), now=now)
        if agreements is None or one.agreement.pk in agreements
    ]
    if not chosen:
        raise RecheckRefused("Nothing to check again: every result rests on today's packs and checker.")
    try:
        with audited(actor=actor, reason="Checking agreements again"):
            return _recheck_kept(chosen, actor, now)
    except IntegrityError as error:
        if "contracts_one_recheck_at_a_time" not in str(error):
            raise
        raise RecheckRefused("Agreements are being checked again already. Wait until that is done.") from error


def recheck_item_claim(*, recheck: Recheck, actor: Actor, now: datetime) -> RecheckItem | None:
    """The next file of a run for one worker, or None where none is left. One begun in vain too often is given up."""
    with audited(actor=actor, reason="Took up a file to check again"):
        free = Q(state=RecheckState.WAITING) | Q(state=RecheckState.WORKING, working_since__lte=now - CLAIM)
        items = RecheckItem.objects.select_for_update(skip_locked=True, of=("self",)).filter(free, recheck=recheck)
        for item in items.order_by("pk")[:20]:
            if item.attempts < MOST_ATTEMPTS:
                item.state, item.working_since, item.attempts = RecheckState.WORKING, now, item.attempts + 1
                item.save(update_fields=["state", "working_since", "attempts"])
                return item
            item.state, item.problem = RecheckState.FAILED, LOST
            item.save(update_fields=["state", "problem"])
    return None


def recheck_item_check(*, item: RecheckItem, actor: Actor, now: datetime) -> RecheckItem:
    """Check one claimed file again and keep what changed. Doing it twice changes nothing more."""
    document = Document.objects.select_related("agreement").get(pk=item.document_id)
    check = document_check(document=document, actor=actor, now=now)
    with audited(actor=actor, reason="Checked again"):
        if check is None:
            item.state, item.problem = RecheckState.FAILED, document.check_problem or NOT_CHECKED
        else:
            item.state, item.after = RecheckState.DONE, check
            item.signed = document.agreement.state == AgreementState.SIGNED
            _changes_kept(item, check)
        item.save()
    return item


def recheck_finish(*, recheck: Recheck, actor: Actor, now: datetime) -> bool:
    """End a run of which no file is left, and tell the privacy officers. Whether it ended now."""
    with audited(actor=actor, reason="Checked agreements again"):
        locked = Recheck.objects.select_for_update().get(pk=recheck.pk)
        left = locked.items.filter(state__in=[RecheckState.WAITING, RecheckState.WORKING])
        if locked.finished_at is not None or left.exists():
            return False
        locked.finished_at = now
        locked.save(update_fields=["finished_at"])
        _officers_told(locked, actor, now)
    return True


def rechecks_waiting(*, now: datetime) -> list[int]:
    """Ids of runs that nobody works on: their message or their worker was lost."""
    working = RecheckItem.objects.filter(state=RecheckState.WORKING, working_since__gt=now - CLAIM)
    waiting = Recheck.objects.filter(finished_at=None, started_at__lte=now - timedelta(minutes=1))
    return list(waiting.exclude(items__in=working).values_list("pk", flat=True))


def _recheck_kept(chosen: list[Outdated], actor: User, now: datetime) -> Recheck:
    recheck = Recheck.objects.create(
        started_by=actor, started_at=now, because=reasons_in_words(chosen), total=len(chosen)
    )
    RecheckItem.objects.bulk_create(
        RecheckItem(recheck=recheck, document=one.document, before=one.check) for one in chosen
    )
    return recheck


def _changes_kept(item: RecheckItem, check: Check) -> None:
    """As the checker said before and says now: what people decided stands with the earlier check."""
    changes = changes_between(_said(item.before), _said(check))
    counts = counted(changes)
    item.worse, item.better = counts.get("worse", 0), counts.get("better", 0)
    item.requoted, item.lacking = counts.get("reworded", 0), newly_lacking(changes)


def _said(check: Check) -> list[Side]:
    return [
        Side(row.provision, row.verdict, row.verdict, tuple(row.quotes), tuple(row.conflicts))
        for row in check.findings.order_by("position")
    ]


def _officers_told(recheck: Recheck, actor: Actor, now: datetime) -> None:
    """At once where something got worse; with the next digest's hour otherwise."""
    progress, district = progress_of(recheck), district_current()
    lines = [
        f"{progress.ended} agreements were checked again: {recheck.because}.",
        f"Worse: {progress.worse}. Newly asked and not found: {progress.lacking}. Better: {progress.better}. "
        f"Only quoted otherwise: {progress.requoted}. Unchanged: {progress.unchanged}. "
        f"Could not be checked: {progress.failed}.",
        "What was decided stays with the earlier checks.",
        settings.SITE_ADDRESS + reverse("contracts:recheck-run", args=[recheck.pk]),
    ]
    urgent = progress.worse or progress.failed
    for officer in User.objects.filter(groups__name="privacy_officer", is_active=True).order_by("pk"):
        message_queue(
            key=f"contracts.recheck.{recheck.pk}.{officer.pk}",
            recipient=officer,
            subject=f"Agreements checked again: {progress.worse} worse, {progress.lacking} newly lacking",
            body="\n\n".join(lines),
            at=now if urgent else digest_moment(digest_day(now, district), district),
            now=now,
            actor=actor,
        )
