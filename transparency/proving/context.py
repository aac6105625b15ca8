"""What the pages and papers of a proof show of one publication."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from district.clock import local_day
from district.templatetags.words import closed, moment_in_words
from transparency.models import Snapshot
from transparency.presenters import plain_day
from transparency.proving.selectors import snapshot_after, snapshot_before
from transparency.refreshing.selectors import due_days
from transparency.refreshing.words import review_said
from transparency.signing.selectors import keys_listed, signature_of
from transparency.signing.services import FIRST_KEY
from transparency.versions import Version


def version_then(version: Version, snapshot: Snapshot) -> Version:
    """A publication as the public saw it on the day it was made, under a mark of its own."""
    day = local_day(snapshot.taken_at, version.zone)
    return replace(version, mark=f"{version.mark}|{snapshot.pk}", day=day, snapshot_number=snapshot.pk)


def publication_context(snapshot: Snapshot, version: Version) -> dict[str, Any]:
    """One publication: its numbers, its signature, what stands before and after it, and how it is checked."""
    zone = version.zone
    return {
        "number": snapshot.pk,
        "shown": snapshot,
        "taken": moment_in_words(snapshot.taken_at, zone),
        "stood": stood(snapshot, version),
        "taken_on": plain_day(local_day(snapshot.taken_at, zone)),
        "local_day": local_day(snapshot.taken_at, zone).isoformat(),
        "before": snapshot_before(snapshot),
        "after": snapshot_after(snapshot),
        "signed": signature_of(snapshot),
        "commands": commands(snapshot.pk),
        "reviews": [
            review_said(due)
            for due in due_days(version.day, zone)
            if due.review is not None and due.review.snapshot_id == snapshot.pk
        ],
    }


def commands(number: int) -> list[str]:
    """What a stranger types to check a publication: docs/proof.md explains it."""
    place = settings.SITE_ADDRESS.rstrip("/")
    names = ("proof.py", f"{number}/apps.json", "publications.json", "key.pem")
    fetched = [f"curl -fO {place}/proof/{name}" for name in names]
    return [*fetched, "python3 proof.py apps.json --chain publications.json --key key.pem"]


def proof_context(version: Version) -> dict[str, Any]:
    """What the page of proof shows beside the publications: keys, signature, reviews, and the way to check."""
    snapshot = version.snapshot
    return {
        "signed": signature_of(snapshot),
        "keys": [key_shown(key, version.zone) for key in keys_listed()],
        "reviews": [review_said(due) for due in version.reviews],
        "commands": commands(snapshot.pk) if snapshot else [],
    }


def key_shown(key: Any, zone: str) -> dict[str, Any]:
    """A public key in words."""
    return {
        "fingerprint": key.fingerprint,
        "since": plain_day(local_day(key.made_at, zone)),
        "until": plain_day(local_day(key.retired_at, zone)) if key.retired_at else "",
        "because": key.because if key.because != FIRST_KEY else "",
        "handed_over": key.endorsed_by_id is not None,
    }


def stood(snapshot: Snapshot, version: Version) -> str:
    """From when until when the publication was what the page showed, as a sentence."""
    after, first = snapshot_after(snapshot), moment_in_words(snapshot.taken_at, version.zone)
    if after is None:
        said = _("This is what the page has said since %(first)s.") % {"first": first}
    else:
        last = moment_in_words(after.taken_at, version.zone)
        said = _("This is what the page said from %(first)s until %(last)s.") % {"first": first, "last": last}
    return closed(said.rstrip("."))
