"""Form E1, the reporting form of covered information: what the law asks to be posted, operator by operator.

The form itself is the district's own paper; its items are those of the procedure (7:345-AP1, Privacy Officer, 3).
"""

from collections.abc import Iterable
from typing import Any, Final

from django.core.paginator import Page

from transparency.apppage import handling_in_words, schools_in_words
from transparency.bodies import page_of
from transparency.content import Content, content_read
from transparency.presenters import file_url, plain_day
from transparency.selectors import entries_of
from transparency.speaking import said, worded
from transparency.versions import Version

APPS_A_VOLUME: Final = 50


def covered_page(version: Version, number: str | int) -> Page[Any]:
    """A page of apps of the publication, by operator. Http404 for a page that is not there."""
    rows = (
        entries_of(version.snapshot).order_by("operator_sorted", "name_sorted", "key").values_list("content", flat=True)
    )
    return page_of(rows, number)


def by_operator(contents: Iterable[Content]) -> list[dict[str, Any]]:
    """Operators in order, each with its address, subcontractors and apps as the form shows them."""
    found: dict[str, dict[str, Any]] = {}
    for content in map(content_read, contents):
        operator = content["operator"]
        row = found.setdefault(operator["slug"], {"operator": operator, "apps": []})
        row["apps"].append(_app(content))
    return list(found.values())


def _app(content: Content) -> dict[str, Any]:
    use = content["use"]
    return {
        "name": content["product"]["name"],
        "purpose": said(use["purpose"], use["purpose_es"]) if use else "",
        "where": schools_in_words(use["schools"]) if use else "",
        "elements": [_element(row) for row in content["elements"]],
        "agreements": [_agreement(row) for row in content["agreements"]],
    }


def _element(row: Content) -> dict[str, Any]:
    return {
        "name": worded(row["name"]),
        "handling": handling_in_words(row),
        "how_used": said(row["how_used"], row["how_used_es"]),
        "disclosed_to": said(row["disclosed_to"], row["disclosed_to_es"]),
        "purpose": said(row["purpose"], row["purpose_es"]),
    }


def _agreement(row: Content) -> dict[str, str]:
    return {
        "title": row["title"],
        "signed": plain_day(row["signed_on"]),
        "ends": plain_day(row["ends_on"]),
        "url": file_url(row["document"]),
        "sha256": row["document"]["sha256"],
    }
