"""Small changes to the markup that Django's admin makes: labels for a phone's cards, labels without a colon."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
OPENING = re.compile(r"<td\b")


@register.filter
def labelled(cells: Sequence[SafeString], headers: Sequence[dict[str, Any]]) -> Iterator[SafeString]:
    """A row's finished cells, each `td` with its column's name in `data-label`, where a phone's card reads it."""
    for number, cell in enumerate(cells):
        label = str(headers[number]["text"]) if number < len(headers) else ""
        if not label or "<input" in label:
            yield cell
            continue
        name = conditional_escape(label[:1].upper() + label[1:])
        yield mark_safe(OPENING.sub(f'<td data-label="{name}"', str(cell), count=1))  # noqa: S308 -- escaped above


@register.filter
def without_colon(label: SafeString) -> SafeString:
    """A finished label tag without the colon before its end: a label above its field needs none."""
    return mark_safe(str(label).replace(":</label>", "</label>"))  # noqa: S308 -- only takes a character away
