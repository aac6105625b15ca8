"""What changed on the public page, as an Atom feed (RFC 4287): an entry for each publication, in the words in which its
difference was approved."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from transparency import selectors
from transparency.models import Snapshot
from transparency.place import app_address
from transparency.presenters import publication_summary
from transparency.versions import Version
from transparency.xmltext import xml_quoted, xml_text

MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"
NAME: Final = "changes.atom"
MOST_PUBLICATIONS: Final = 50
MOST_CHANGES: Final = 100  # of one publication, by name: the first of a large district adds thousands
HEADINGS: Final = {"added": "Added", "changed": "Changed", "removed": "No longer listed"}


def changes_atom(version: Version, place: str) -> Iterator[str]:
    """The feed in pieces, the latest publication first."""
    name = version.district.name if version.district else "District Privacy"
    snapshot = version.snapshot
    updated = snapshot.taken_at if snapshot else datetime.combine(version.day, time.min, UTC)
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
    yield f"<id>{xml_text(place)}downloads/{NAME}</id>\n"
    yield f"<title>{xml_text(name)}: apps that hold our students’ information</title>\n"
    yield f"<updated>{updated.isoformat()}</updated>\n<author><name>{xml_text(name)}</name></author>\n"
    yield f'<link rel="self" type="application/atom+xml" href="{xml_quoted(place)}downloads/{NAME}"/>\n'
    yield f'<link rel="alternate" type="text/html" href="{xml_quoted(place)}"/>\n'
    if snapshot is not None:
        until = selectors.snapshots_listed().filter(taken_at__lte=snapshot.taken_at)
        for row in until[:MOST_PUBLICATIONS]:
            yield entry_xml(row, place)
    yield "</feed>\n"


def entry_xml(snapshot: Snapshot, place: str) -> str:
    """One publication. Its id is its own wherever the page stands, and if the same list is published once more."""
    moment = snapshot.taken_at.isoformat()
    summary = publication_summary(snapshot.difference, snapshot.entries, snapshot.breaches)
    return (
        f"<entry><id>urn:uuid:{uuid5(NAMESPACE_OID, f'{snapshot.sha256} {moment}')}</id>"
        f"<title>{xml_text(summary)}</title><updated>{moment}</updated><published>{moment}</published>"
        f'<link rel="alternate" type="text/html" href="{xml_quoted(place)}proof/"/>'
        f'<content type="html">{xml_text("".join(changes_html(snapshot.difference, place)))}</content></entry>\n'
    )


def changes_html(difference: Mapping[str, Any], place: str) -> Iterator[str]:
    """What was added, changed and removed, as HTML. Names and sentences come from people, and are escaped."""
    for kind, heading in HEADINGS.items():
        changes = difference.get(kind) or []
        if changes:
            rows = "".join(change_html(change, place, there=kind != "removed") for change in changes[:MOST_CHANGES])
            more = f"<p>And {len(changes) - MOST_CHANGES:,} more.</p>" if len(changes) > MOST_CHANGES else ""
            yield f"<h2>{heading}</h2><ul>{rows}</ul>{more}"


def change_html(change: Mapping[str, Any], place: str, *, there: bool) -> str:
    name = xml_text(change["name"])
    key = str(change.get("key", ""))
    if there and key:
        address = f"{place}breaches/" if key.startswith("breaches/") else app_address(place, key)
        name = f'<a href="{xml_quoted(address)}">{name}</a>'
    said = " ".join(xml_text(sentence) for sentence in change.get("what", ()))
    return f"<li>{name} ({xml_text(change['operator'])}){': ' if said else ''}{said}</li>"
