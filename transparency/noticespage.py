"""The page of notices of contracts that the district's law asks to be posted: the latest first (F1; Connecticut)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from contracts.noticerules import notice_packs
from transparency.bodies import page_of
from transparency.content import Content
from transparency.frames import page
from transparency.links import links_of
from transparency.models import Snapshot
from transparency.presenters import file_url, notice_shown, plain_day
from transparency.selectors import entries_of
from transparency.speaking import address
from transparency.versions import Version

FOLDER: Final = "/notices/"


def notices_asked(version: Version) -> bool:
    """Whether a law that the district adopted asks for such notices."""
    return bool(notice_packs(version.packs))


def notices(version: Version, number: str | int = 1, *, static: bool = False) -> str:
    """One page of the list. Http404 for a page that does not exist."""
    shown = page_of(notices_of(version.snapshot), number)
    turned = f"{FOLDER}pages/{shown.number}/" if static else f"{FOLDER}?page={shown.number}"
    folder = address(f"{FOLDER}pages/") if static else ""
    return page(
        "notices.html",
        version,
        FOLDER,
        here=FOLDER if shown.number == 1 else turned,
        static=static,
        rows=[_shown(row) for row in shown],
        links=links_of(shown.number, shown.paginator.num_pages, folder=folder, query=""),
    )


def notices_of(snapshot: Snapshot | None) -> tuple[Content, ...]:
    """Each posted notice once, with the apps of its agreement: {agreement, operator, apps}, the latest posted first."""
    return _notices_of(snapshot, snapshot.sha256) if snapshot else ()


@lru_cache(maxsize=2)
def _notices_of(snapshot: Snapshot, sha256: str) -> tuple[Content, ...]:
    """By the hash too: a restored database may give a number to another publication."""
    found: dict[tuple[str, str], Content] = {}
    noticed = entries_of(snapshot).filter(content__agreements__contains=[{"notice": {}}])
    rows = noticed.order_by("name_sorted", "key").values_list("key", "name", "content__operator", "content__agreements")
    for key, name, operator, agreements in rows.iterator(chunk_size=500):
        for row in agreements:
            if row.get("notice"):
                same = (row["document"]["sha256"], row["title"])
                entry = found.setdefault(same, {"agreement": row, "operator": operator, "apps": []})
                entry["apps"].append({"key": key, "name": name})
    named = sorted(found.values(), key=lambda row: str(row["agreement"]["title"]).casefold())
    return tuple(sorted(named, key=lambda row: str(row["agreement"]["posted_on"]), reverse=True))


def _shown(row: Content) -> Mapping[str, Any]:
    agreement = row["agreement"]
    return {
        "title": agreement["title"],
        "operator": row["operator"],
        "apps": row["apps"],
        "posted": plain_day(agreement["posted_on"]),
        "signed": plain_day(agreement["signed_on"]),
        "file_url": file_url(agreement["document"]),
        "notice": notice_shown(agreement["notice"], agreement["title"], row["operator"]["name"]),
    }
