"""The bodies of the public pages of proof: one publication, and an app's page as it stood on a past day."""

from typing import Any

from django.http import Http404

from transparency import selectors
from transparency.asof import AsOf
from transparency.bodies import app_context, past_day
from transparency.frames import page
from transparency.models import Snapshot
from transparency.presenters import plain_day
from transparency.proving.context import publication_context
from transparency.versions import Version


def publication_or_404(number: int) -> Snapshot:
    snapshot = selectors.snapshot_numbered(number)
    if snapshot is None:
        raise Http404("There is no such publication.")
    return snapshot


def publication(version: Version, number: int) -> str:
    """One publication: its signed statement, and everything that is needed to check it."""
    context = publication_context(publication_or_404(number), version)
    return page("proving/publication.html", version, "", here=f"/proof/{number}/", **context)


def app_then(version: Version, day: str, slug: str) -> str:
    """An app's page as it stood at the end of a past day, with its agreements' standing on that day (F4)."""
    asked = past_day(day, version.day)
    entry = selectors.entries_on(asked, version.zone).filter(key=slug).first() if asked else None
    if asked is None or entry is None:
        raise Http404("This app was not listed on that day.")
    context: dict[str, Any] = {
        "asked": plain_day(asked),
        "then": selectors.snapshot_on(asked, version.zone),
        "local_day": asked.isoformat(),
        "entry_sha256": entry.sha256,
        "past": True,
        **app_context(entry.content, entry.row, AsOf(asked, version.as_of.out)),
    }
    return page("proving/app_then.html", version, "", here=f"/history/{day}/apps/{slug}/", **context)
