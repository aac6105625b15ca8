"""What the read API reads: published rows alone, each list in two queries whatever its length."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from transparency import selectors
from transparency.kinds import Kind, kinds_of
from transparency.models import PublicBreach, PublicEntry, Snapshot
from transparency.selectors import Narrowing, entries_narrowed, entries_numbered, entries_of
from transparency.versions import Version

ROW = (
    "key", "name", "operator_name", "operator_slug", "content_area", "grades", "schools", "element_count", "posted_on",
    "row__terms", "row__agreements",
)  # fmt: skip
WHOLE = ("key", "sha256", "content", "row")


def apps_listed(version: Version, narrowing: Narrowing, operator: str, information: str) -> QuerySet[PublicEntry, Any]:
    """Rows (ROW) of a publication. Empty texts: not asked for."""
    found = entries_of(version.snapshot)
    if operator:
        found = found.filter(operator_slug=operator)
    if information:
        found = found.filter(element_codes__contains=[information])
    return entries_narrowed(narrowing, found).values(*ROW)


def rows_by_number(numbers: Iterable[int]) -> dict[int, Mapping[str, Any]]:
    """Rows (ROW and pk) of the entries with these ids."""
    return {row["pk"]: row for row in entries_numbered(numbers).values("pk", *ROW)}


def app_whole(version: Version, key: str) -> Mapping[str, Any] | None:
    return entries_of(version.snapshot).filter(key=key).values(*WHOLE).first()


def operators_listed(version: Version, words: str) -> QuerySet[PublicEntry, Any]:
    """{operator_slug, operator_name, apps, some_key}, by name."""
    return selectors.operators_of_entries(entries_of(version.snapshot), words)


def operator_details(version: Version, keys: list[str]) -> dict[str, dict[str, Any]]:
    """The operator's part of the content of apps, by the app's key."""
    return selectors.operators_of(entries_of(version.snapshot), keys)


def operator_apps(version: Version, slug: str) -> list[Mapping[str, Any]]:
    """Rows (ROW) of all apps of an operator; none where it has no page."""
    return list(entries_of(version.snapshot).filter(operator_slug=slug).values(*ROW))


def operator_of_app(version: Version, key: str) -> dict[str, Any]:
    return operator_details(version, [key])[key]


def breaches_listed(version: Version, operator: str, app: str) -> QuerySet[PublicBreach]:
    """Breaches that the publication lists, the latest first."""
    found = selectors.breaches_of(version.snapshot)
    if operator:
        found = found.filter(operator_slug=operator)
    return found.filter(products__contains=[app]) if app else found


def breach_whole(version: Version, key: str) -> PublicBreach | None:
    return selectors.breaches_of(version.snapshot).filter(key=key).first()


def snapshots_until(version: Version) -> QuerySet[Snapshot]:
    """Every publication up to the one that is public, the latest first."""
    if version.snapshot is None:
        return selectors.snapshots_listed().none()
    return selectors.snapshots_listed().filter(taken_at__lte=version.snapshot.taken_at)


def snapshot_whole(version: Version, number: int) -> Snapshot | None:
    return snapshots_until(version).filter(pk=number).first()


def information_listed(version: Version) -> list[Kind]:
    """Kinds of information that apps of the publication hold, by group and name."""
    return kinds_of(version.snapshot)
