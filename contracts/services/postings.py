"""The record that an agreement stood on the public page."""

from collections.abc import Collection
from datetime import datetime

from contracts.clocks import clocks_meet_on_posting, posting_rules
from contracts.models import Agreement, Document, Posting
from district.audit import Actor, actor_label, audited


def posting_record(
    *,
    agreement: Agreement,
    document: Document,
    snapshot_sha256: str,
    actor: Actor,
    now: datetime,
    meet: bool = True,
    file_sha256: str = "",
) -> Posting:
    """The agreement's file has been public since `now`, in the snapshot with this hash; meets the clocks for posting.

    `file_sha256` is the redacted copy's where that stands in the document's place; without it, the document's own.
    Publishing the same file again keeps its first day: that is the day that the law asks about. With `meet` off the
    clocks go on: what the law asks beside the agreement is not there yet, and `posting_clocks_meet` follows later.
    """
    with audited(actor=actor, reason="Posted the agreement on the public page"):
        posting, _ = Posting.objects.get_or_create(
            agreement=agreement,
            document=document,
            file_sha256=file_sha256 or document.sha256,
            defaults={"posted_at": now, "snapshot_sha256": snapshot_sha256, "posted_by": actor_label(actor)},
        )
        if meet:
            clocks_meet_on_posting(
                agreement=agreement,
                rules=posting_rules(),
                at=posting.posted_at,
                evidence=f"posted in snapshot {posting.snapshot_sha256}",
                actor=actor,
                now=now,
            )
    return posting


def posting_clocks_meet(
    *,
    agreement: Agreement,
    rules: Collection[str],
    at: datetime,
    snapshot_sha256: str,
    actor: Actor,
    now: datetime,
) -> None:
    """The posted agreement has beside it since `at` what these rules ask, as of the snapshot with this hash."""
    with audited(actor=actor, reason="Completed what is posted beside the agreement"):
        evidence = f"posted with everything asked in snapshot {snapshot_sha256}"
        clocks_meet_on_posting(agreement=agreement, rules=rules, at=at, evidence=evidence, actor=actor, now=now)
