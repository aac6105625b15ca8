"""What surrounds every public page: the district, what was published last, when it is reviewed next.

The frame is the same on every page of a section but for the title, the way back and the other language's address. It is
rendered once for each mark and language, and each page is laid into it.
"""

import re
from collections.abc import Hashable, Mapping
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as lazy

from contracts.noticerules import notice_packs
from district.clock import local_day
from transparency.presenters import plain_day
from transparency.refreshing.words import reviews_late
from transparency.reviews import review_due
from transparency.speaking import (
    NAMES,
    address,
    address_in,
    language_now,
    other_language,
    portal_address,
)
from transparency.versions import Version

NAVIGATION: Final = (
    ("/", lazy("Apps")),
    ("/operators/", lazy("Operators")),
    ("/information/", lazy("Information")),
    ("/breaches/", lazy("Breaches")),
    ("/your-rights/", lazy("Your rights")),
    ("/glossary/", lazy("What words mean")),
)
# Where a page is laid into its frame. Nothing that anybody wrote can look like this: it would be escaped.
PLACES: Final = ("<!--title-->", "<!--alternate-->", "<!--switch-->", "<!--way-->", "<!--content-->")
WAYS: Final = PLACES[1:3]
CUT: Final = "<!--cut-->"
PART: Final = re.compile(r"<!--([a-z]+)-->")


def frame(version: Version, section: str, *, static: bool = False) -> dict[str, Any]:
    """Context of the public base template, in three queries. `section`: English address of the current item."""
    snapshot = version.snapshot
    place = settings.SITE_ADDRESS.rstrip("/") if static else ""
    return {
        "district": version.district,
        "snapshot": snapshot,
        "day": version.day,
        "published_on": plain_day(local_day(snapshot.taken_at, version.zone)) if snapshot else "",
        "review_by": plain_day(review_due(version.day, version.packs)),
        "reviews_late": reviews_late(version.reviews),
        "navigation": [(address(url), name, url == section) for url, name in NAVIGATION],
        "home": address("/"),
        "portal_url": portal_address(static=static),
        "notices_asked": bool(notice_packs(version.packs)),
        "sign_in_url": f"{place}{reverse('account_login')}",
        "static": static,
        "site": place,
    }


def page(template: str, version: Version, section: str, *, here: str = "", static: bool = False, **context: Any) -> str:
    """A rendered public page, without a request: nothing of the visitor can get into a body that others will see.

    `here`: the page's own English address, with its query, for the way to the other language. A file's frame leads to
    the installation where files cannot answer (`static`).
    """
    return framed(template, version, section, ways(here or section), static, context)


def page_filled(
    template: str,
    version: Version,
    section: str,
    kind: Hashable,
    parts: Mapping[str, str],
    *,
    here: str = "",
    static: bool = False,
    **context: Any,
) -> str:
    """The same for pages of one `kind`, which differ in `parts` alone: ready HTML, by the name in the template.

    All else of such a page, of which `context` is the same for all of the kind, is rendered once for each mark.
    """
    key = ("filled", template, language_now(), section, static, kind)
    if key not in version.frames:
        marked = {name: SafeString(f"<!--{name}-->") for name in parts}
        text = framed(template, version, section, list(WAYS), static, {**context, **marked})
        version.frames[key] = PART.split(text)
    machines, people = ways(here or section)
    filling = {**parts, "alternate": machines, "switch": people}
    return "".join(filling[text] if place % 2 else text for place, text in enumerate(version.frames[key]))


def framed(
    template: str, version: Version, section: str, both_ways: list[str], static: bool, context: dict[str, Any]
) -> str:
    """A page in its frame."""
    values = {**frame_context(version, section, static), **context, "outline": "public/inner.html"}
    text: str = render_to_string(f"public/{template}", values)
    parts = text.split(CUT)
    if len(parts) != 3:  # a template with a frame of its own
        return text
    title, way, content = parts
    return laid(frame_pieces(version, section, static), [title.strip(), *both_ways, way, content])


def frame_context(version: Version, section: str, static: bool) -> dict[str, Any]:
    """The frame's context, made once for each mark and language."""
    key = ("context", language_now(), section, static)
    if key not in version.frames:
        version.frames[key] = frame(version, section, static=static)
    found: dict[str, Any] = version.frames[key]
    return found


def frame_pieces(version: Version, section: str, static: bool) -> list[str]:
    """The frame, cut at its PLACES."""
    key = ("pieces", language_now(), section, static)
    if key not in version.frames:
        text: str = render_to_string("public/frame.html", frame_context(version, section, static))
        pieces = []
        for place in PLACES:
            piece, _, text = text.partition(place)
            pieces.append(piece)
        version.frames[key] = [*pieces, text]
    found: list[str] = version.frames[key]
    return found


def laid(pieces: list[str], parts: list[str]) -> str:
    """Pieces and parts in turn."""
    return "".join(text for pair in zip(pieces, [*parts, ""], strict=True) for text in pair)


def ways(here: str) -> list[str]:
    """The page's addresses in both languages for machines, and the switch for people. Nothing where `here` is empty."""
    if not here:
        return ["", ""]
    other = other_language()
    machines = "".join(
        f'<link rel="alternate" hreflang="{language}" href="{escape(address_in(here, language))}">\n'
        for language in NAMES
    )
    target = escape(address_in(here, other))
    people = f'<a class="site-language__other" href="{target}" lang="{other}" hreflang="{other}">{NAMES[other]}</a>'
    return [machines, people]
