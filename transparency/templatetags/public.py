"""Addresses and texts in templates of the public page, in the language that the page speaks."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from transparency import rows, speaking

register = template.Library()


@register.simple_tag
def at(name: str, *arguments: Any) -> str:
    """The address of a public page: {% at "public:operator" slug %}."""
    return speaking.page_address(name, *arguments)


@register.filter
def said(english: str, spanish: str = "") -> SafeString:
    """What the office wrote: {{ row.purpose|said:row.purpose_es }}. English is marked where the page is not English."""
    return speaking.said(english, spanish)


@register.filter
def worded(english: str) -> SafeString:
    """Words of the product's own lists: {{ row.name|worded }}."""
    return speaking.worded(english)


@register.simple_tag
def information_rows(elements: Iterable[Mapping[str, Any]], past: Any = False) -> SafeString:
    """Kinds of information in an app (apppage.element_shown) as rows: {% information_rows elements past %}."""
    return rows.information_filled(elements, past=bool(past))
