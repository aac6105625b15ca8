"""Links from one page of a list to the others, live (`?page=2`) or as files (`/pages/2/`)."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

ASKED: Final = "ASKED"  # where what was asked is laid into links that are drawn once for all questions


@dataclass(frozen=True, slots=True)
class PageLink:
    """One link; without an address it is this page, or a gap."""

    text: str
    url: str = ""
    rel: str = ""
    current: bool = False


def links_of(number: int, pages: int, *, folder: str = "", query: str = "") -> list[PageLink]:
    """Previous, the first, those around this one, the last, next. None where there is only one page."""
    if pages < 2:
        return []
    near = sorted({1, number - 1, number, number + 1, pages} & set(range(1, pages + 1)))
    links = [PageLink(_("Previous"), _address(number - 1, folder, query), "prev")] if number > 1 else []
    for place, page in enumerate(near):
        if place and page - near[place - 1] > 1:
            links.append(PageLink("…"))
        here = page == number
        links.append(PageLink(str(page), "" if here else _address(page, folder, query), current=here))
    return [*links, PageLink(_("Next"), _address(number + 1, folder, query), "next")] if number < pages else links


def links_drawn(number: int, pages: int, language: str, *, folder: str = "", query: str = "") -> SafeString:
    """The same as HTML, in the language that is active."""
    drawn = _drawn(number, pages, language, folder, ASKED if query else "")
    return SafeString(drawn.replace(ASKED, escape(query))) if query else drawn


@lru_cache(maxsize=500)
def _drawn(number: int, pages: int, language: str, folder: str, query: str) -> SafeString:
    links = links_of(number, pages, folder=folder, query=query)
    return SafeString(render_to_string("public/links.html", {"links": links}))


def _address(page: int, folder: str, query: str) -> str:
    if folder:
        return f"{folder}{page}/" if page > 1 else folder.removesuffix("pages/")
    return f"?{query}&page={page}" if query else f"?page={page}"
