"""The statement of proof as an accessible PDF: what was public, its signature, and how a stranger checks it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.conf import settings

from district.clock import local_day
from district.printing import pdf_rendered
from transparency.models import PublicEntry, Snapshot
from transparency.presenters import plain_day
from transparency.proving.context import publication_context
from transparency.selectors import entries_of
from transparency.versions import Version

LISTED_AT_MOST: Final = 300
ROW: Final = ("key", "name", "operator_name", "sha256")


def statement_pdf(
    snapshot: Snapshot, version: Version, *, asked: date | None = None, entry: PublicEntry | None = None, **app: Any
) -> bytes:
    """The paper about one publication. `asked`: the day that somebody asked for; `entry`: one app, with what its page
    said (`app`, as bodies.app_context gives it). Raises PrintingUnavailable."""
    day = asked or local_day(snapshot.taken_at, version.zone)
    about = f"{entry.name}, " if entry else ""
    context = {
        **publication_context(snapshot, version),
        **app,
        "asked": plain_day(asked) if asked else "",
        "entry": entry,
        "apps": [] if entry else _apps(snapshot),
        "listed_at_most": LISTED_AT_MOST,
        "place": settings.SITE_ADDRESS.rstrip("/"),
        "made_on": plain_day(version.day),
        "past": True,
    }
    return pdf_rendered(
        "letters/proof_statement.html", context, title=f"Proof of what was public: {about}{plain_day(day)}"
    )


def _apps(snapshot: Snapshot) -> Sequence[dict[str, Any]]:
    """The apps of a publication, by name; none where there are too many for a paper."""
    if snapshot.entries > LISTED_AT_MOST:
        return []
    return list(entries_of(snapshot).order_by("name_sorted", "key").values(*ROW))
