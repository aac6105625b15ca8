"""The record that an agreement stood on the public page."""

from datetime import datetime

from contracts.clocks import clocks_meet_on_posting
from contracts.models import Agreement, Document, Posting
from district.audit import Actor, actor_label, audited


def posting_record(
    *, agreement: Agreement, document: Document, snapshot_sha256: str, actor: Actor, now: datetime
) -> Posting:
    """The agreement's file has been public since `now`, in the snapshot with this hash; meets the clocks for posting.

    Publishing the same file again keeps its first day: that is the day that the law asks about.
    """
    with audited(actor=actor, reason="Posted the agreement on the public page"):
        posting, _ = Posting.objects.get_or_create(
            agreement=agreement,
            document=document,
            defaults={"posted_at": now, "snapshot_sha256": snapshot_sha256, "posted_by": actor_label(actor)},
        )
        clocks_meet_on_posting(
            agreement=agreement,
            at=posting.posted_at,
            evidence=f"posted in snapshot {posting.snapshot_sha256}",
            actor=actor,
            now=now,
        )
    return posting
