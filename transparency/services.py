"""Publishing: the difference is shown, approved, and frozen as one dated, hashed snapshot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from breaches.services.public import public_entries_posted
from contracts.selectors import files_posted
from contracts.services import posting_record
from district.audit import Actor, actor_label, audited
from district.clock import local_day
from district.selectors import district_current
from transparency.approving.selectors import two_people_needed
from transparency.asof import AsOf
from transparency.breaches import (
    breach_difference,
    breach_rows,
    breach_stamped,
    breaches_shown,
    differences_joined,
)
from transparency.building import Build, Built, entries_build
from transparency.clocks import posting_clocks_settle
from transparency.content import Content, content_stamped
from transparency.difference import AgreementKey, Difference, agreement_key, difference_between
from transparency.entryrows import entry_make, facets_of
from transparency.models import PublicBreach, PublicEntry, Snapshot
from transparency.presenters import gone_in_words
from transparency.proof import entry_sha256, snapshot_sha256
from transparency.selectors import breaches_current, entries_current, entries_shown, snapshot_latest
from transparency.signing.services import snapshot_sign
from transparency.turns import publishing_turn_take
from transparency.versions import TRUST, as_of_day

ROWS_AT_ONCE = 500


class PublicationChanged(RuntimeError):
    """What would be published is no longer what the person approved: show the difference again."""


@dataclass(frozen=True, slots=True)
class Publication:
    """The snapshot that stands, and whether this act made it. `snapshot` is None where there was nothing to publish."""

    snapshot: Snapshot | None
    made: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing now would show, change and lack."""

    build: Build
    difference: Difference


def publication_preview(now: datetime) -> Preview:
    """The difference between what is public and what would be. Raises DistrictMissing before the first set-up."""
    build = entries_build(now)
    current = entries_shown()
    before = {key: content for key, (content, _) in current.items()}
    after = {entry.key: entry.content for entry in build.entries}
    gone = gone_of(current, as_of_day(local_day(now, build.zone), build.zone))
    breaches = breach_difference(breaches_shown(), build.breaches)
    return Preview(build, differences_joined(difference_between(before, after, gone), breaches))


def gone_of(current: Mapping[str, tuple[Content, list[int]]], as_of: AsOf) -> dict[str, dict[AgreementKey, str]]:
    """Why public agreements do not hold any more, in sentences: {key of the entry: {agreement: sentence}}."""
    found: dict[str, dict[AgreementKey, str]] = {}
    for key, (content, ids) in current.items() if as_of.out else ():
        for row, pk in zip(content["agreements"], ids, strict=False):
            if gone := as_of.gone(pk):
                found.setdefault(key, {})[agreement_key(row)] = gone_in_words(gone)
    return found


class ApprovalNeeded(RuntimeError):
    """This district publishes only what a second person approved."""


def publish(*, actor: Actor, now: datetime, expected: str | None = None, approved: bool = False) -> Publication:
    """Publish what the records say now. Nothing changed: nothing is done, so that a second click is harmless.

    `expected` is the mark of the difference that the person saw; PublicationChanged where it is another by now.
    `approved`: a second person looked at it; ApprovalNeeded without where the district wants that. SigningRefused where
    the signing key does not open. Each agreement that becomes public is recorded as posted; its clocks are met by the
    publication that shows with it everything the law asks for each of its products.
    """
    with audited(actor=actor, reason="Published the public page"):
        publishing_turn_take()
        preview = publication_preview(now)
        if preview.difference.empty:
            return Publication(snapshot_latest(), made=False)
        if not approved and two_people_needed():
            raise ApprovalNeeded("A second person approves what is published here: ask for it on the page “Publish”.")
        if expected is not None and preview.difference.mark != expected:
            raise PublicationChanged("The records changed since you looked. Look at the new difference, then publish.")
        return Publication(_freeze(preview, actor=actor, now=now), made=True)


def postings_settle(*, actor: Actor, now: datetime) -> int:
    """Meet clocks for posting that began late, of a law adopted after everything that it asks was posted.

    Returns how many. Raises PublicationChanged where there is something to publish: publishing meets them then.
    """
    with audited(actor=actor, reason="Recorded that everything is posted"):
        publishing_turn_take()
        snapshot, preview = snapshot_latest(), publication_preview(now)
        if snapshot is None or not preview.difference.empty:
            raise PublicationChanged("There is something to publish. Look at the difference, then publish.")
        return posting_clocks_settle(preview.build.entries, snapshot, actor=actor, now=now)


def _freeze(preview: Preview, *, actor: Actor, now: datetime) -> Snapshot:
    district = district_current()
    day = local_day(now, district.time_zone)
    difference, before = preview.difference, snapshot_latest()
    arriving = {change.key for change in (*difference.added, *difference.changed)}
    leaving = arriving | {change.key for change in difference.removed}
    contents = {
        entry.key: content_stamped(entry.content, day) for entry in preview.build.entries if entry.key in arriving
    }
    breaches = {row.key: breach_stamped(row.content, day) for row in preview.build.breaches if row.key in arriving}
    hashes = {key: entry_sha256(content) for key, content in (contents | breaches).items()}
    standing = dict(entries_current().exclude(key__in=leaving).values_list("key", "sha256"))
    listed = dict(breaches_current().exclude(key__in=leaving).values_list("key", "sha256"))
    snapshot = Snapshot.objects.create(
        taken_at=now,
        published_by=actor_label(actor),
        sha256=snapshot_sha256([*standing.items(), *listed.items(), *hashes.items()]),
        entries=len(standing) + len(contents),
        breaches=len(listed) + len(breaches),
        difference=difference.as_json(),
    )
    ids = {entry.key: [agreement.pk for agreement, _ in entry.agreements] for entry in preview.build.entries}
    entries_current().filter(key__in=leaving).update(shown_until=now)
    _ids_complete(ids)
    rows = (entry_make(key, content, hashes[key], snapshot, now, ids[key]) for key, content in contents.items())
    PublicEntry.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    breaches_current().filter(key__in=leaving).update(shown_until=now)
    PublicBreach.objects.bulk_create(breach_rows(preview.build.breaches, breaches, hashes, snapshot))
    entries = [row.entry for row in preview.build.breaches]
    public_entries_posted(entries=entries, snapshot_sha256=snapshot.sha256, actor=actor, now=now)
    snapshot.facets = facets_of(entries_current())
    snapshot.save(update_fields=["facets"])
    snapshot_sign(snapshot=snapshot, before=before, actor=actor, now=now)
    _postings_record(preview.build.entries, snapshot, actor=actor, now=now)
    posting_clocks_settle(preview.build.entries, snapshot, actor=actor, now=now)
    TRUST.forget()
    transaction.on_commit(TRUST.forget)  # again: meanwhile an answer may have read what stood before
    return snapshot


def _ids_complete(ids: Mapping[str, list[int]]) -> None:
    """Entries that an earlier release published say from now on which agreements they show."""
    for entry in entries_current().exclude(row__has_key="agreements").filter(key__in=ids).only("row", "key"):
        entry.row["agreements"] = ids[entry.key]
        entry.save(update_fields=["row"])


def _postings_record(entries: Iterable[Built], snapshot: Snapshot, *, actor: Actor, now: datetime) -> None:
    """Once for each agreement and file that was not public before, whichever of its products shows it."""
    shown = {
        (agreement.pk, file.sha256): (agreement, file) for entry in entries for agreement, file in entry.agreements
    }
    known = files_posted(agreement for agreement, _ in shown.values())
    for key, (agreement, file) in shown.items():
        if key not in known:
            posting_record(
                agreement=agreement,
                document=file.document,
                file_sha256=file.sha256,
                snapshot_sha256=snapshot.sha256,
                actor=actor,
                now=now,
                meet=False,
            )
