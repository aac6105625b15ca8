"""The list for other websites: a small page for a frame, and a piece of HTML without style or script.

Both lead to the public page by absolute addresses, in the language that is active.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from transparency.api.selectors import apps_listed
from transparency.bodies import page_of
from transparency.links import links_of
from transparency.narrowing import narrowing_write
from transparency.place import app_address, operator_address
from transparency.presenters import counted
from transparency.selectors import Narrowing
from transparency.speaking import address, language_now
from transparency.standing import STANDINGS, best_of, standings_of_row
from transparency.versions import Version

FRAME: Final = "/embed/apps/"
FRAGMENT: Final = "/embed/apps.html"


def frame(version: Version, place: str, words: str = "", number: str | int = 1, *, static: bool = False) -> str:
    """The page for a frame: a search, fifty apps, and links that leave the frame. A file has no search."""
    shown = page_of(apps_listed(version, Narrowing(words=words), "", ""), number)
    return frame_body(version, place, words, shown, static=static)


def frame_body(version: Version, place: str, words: str, shown: Page[Any], *, static: bool = False) -> str:
    """The same of rows (api.selectors.ROW) that were read before."""
    query = narrowing_write(Narrowing(words=words))
    folder = address(f"{FRAME}pages/") if static else ""
    return render_to_string(
        "embeds/apps.html",
        {
            **around(version, place),
            "rows": [row_said(row, version, place) for row in shown],
            "links": links_of(shown.number, shown.paginator.num_pages, folder=folder, query=query),
            "count": counted(shown.paginator.count, shown.start_index(), shown.end_index()),
            "words": words,
            "static": static,
            "action": address(FRAME),
        },
    )


def fragment(version: Version, place: str) -> str:
    """Every app as one list: a piece of HTML to be put into a page of another website."""
    rows = [row_said(row, version, place) for row in apps_listed(version, Narrowing(), "", "").iterator(chunk_size=500)]
    return render_to_string("embeds/fragment.html", {**around(version, place), "rows": rows})


def around(version: Version, place: str) -> dict[str, Any]:
    return {
        "district": version.district,
        "home": spoken(place),
        "language": language_now(),
    }


def spoken(place: str) -> str:
    """The address of the page in the language that is active."""
    return place.rstrip("/") + address("/")


def row_said(row: Mapping[str, Any], version: Version, place: str) -> dict[str, str]:
    """One line: the app, who runs it, and how its agreement stands. `row` as api.selectors.ROW reads it."""
    best = best_of(standings_of_row(row, version.as_of))
    here = spoken(place)
    return {
        "name": row["name"],
        "address": app_address(here, row["key"]),
        "operator": row["operator_name"],
        "operator_address": operator_address(here, row["operator_slug"]),
        "standing": _(STANDINGS[best]) if best else _("No agreement"),
    }
