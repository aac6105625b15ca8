"""What retention removes of a mailing that ended: the names. Hashes, counts and evidence stay."""

from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from district.audit import Actor, audited
from district.storage import discard
from notices.models import BounceList, Mailing, MailingState, Message, MessageState, PrintBatch
from notices.services.mailings.states import mailing_locked

OVER = (MailingState.DONE, MailingState.STOPPED)
FILED = ~Q(pdf_stored="") | ~Q(manifest_stored="") | ~Q(certificate_stored="")


def mailing_names_remove(*, before: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Empty what is sealed of every mailing that ended before a day. How many of what; never names."""
    counts = {"mailings": 0, "messages": 0, "print batches": 0, "bounce lists": _bounce_lists_emptied(before, actor)}
    for mailing in _ended_before(before):
        messages, batches = _emptied(mailing, actor)
        counts["mailings"] += bool(messages or batches)
        counts["messages"] += messages
        counts["print batches"] += batches
    return counts


def _ended_before(before: date) -> list[Mailing]:
    """Of which something is still sealed. One whose last messages a lost sender holds waits until they are settled."""
    messages = Message.objects.filter(mailing=OuterRef("pk"))
    sealed = Exists(messages.filter(sealed__isnull=False))
    filed = Exists(PrintBatch.objects.filter(FILED, mailing=OuterRef("pk")))
    over = Mailing.objects.filter(sealed | filed, state__in=OVER, ended_at__date__lt=before)
    return list(over.exclude(Exists(messages.filter(state=MessageState.READY))).order_by("pk"))


def _emptied(mailing: Mailing, actor: Actor) -> tuple[int, int]:
    """One mailing in one transaction. Who may be found again goes too: ids of the roster, and hashes of names."""
    with audited(actor=actor, reason="Names in a mailing removed: their time is over"):
        locked = mailing_locked(mailing)
        if locked.state not in OVER or locked.ended_at != mailing.ended_at:
            return 0, 0  # it runs again: somebody typed another address meanwhile
        messages = Message.objects.filter(mailing=locked, sealed__isnull=False).update(
            sealed=None, content=None, keys=None, student_ids=None, guardian_id=None, household_id=None
        )
        batches = [_unfiled(batch) for batch in locked.batches.filter(FILED).select_for_update(no_key=True)]
    return messages, len(batches)


def _unfiled(batch: PrintBatch) -> PrintBatch:
    """Without its key the files say nothing; they go from the disk once that is committed."""
    files = [name for name in (batch.pdf_stored, batch.manifest_stored, batch.certificate_stored) if name]
    batch.pdf_stored = batch.manifest_stored = batch.certificate_stored = batch.file_key = ""
    batch.save(update_fields=["pdf_stored", "manifest_stored", "certificate_stored", "file_key"])
    for name in files:
        transaction.on_commit(partial(discard, name), robust=True)
    return batch


def _bounce_lists_emptied(before: date, actor: Actor) -> int:
    """Rows that fit no message: addresses that somebody uploaded."""
    emptied = 0
    for row in BounceList.objects.filter(at__date__lt=before, unmatched_rows__gt=0).order_by("pk"):
        if isinstance(row.unmatched, dict) and row.unmatched["rows"]:
            with audited(actor=actor, reason="Rows of a list of bounces removed: their time is over"):
                row.unmatched = {"rows": []}
                row.save(update_fields=["unmatched"])
            emptied += 1
    return emptied
