"""Dates and numbers in words, as every screen and letter says them."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Paginator

register = template.Library()


@register.filter
def day_in_words(day: date | datetime | None, zone: str = "") -> str:
    """Friday 27 November 2026; for an instant, its day in the zone given."""
    if day is None:
        return "no date"
    if isinstance(day, datetime) and zone:
        day = day.astimezone(ZoneInfo(zone))
    return f"{day:%A} {day.day} {day:%B %Y}"


@register.filter
def moment_in_words(instant: datetime | None, zone: str = "UTC") -> str:
    """Friday 27 November 2026, 3:05 p.m."""
    if instant is None:
        return "no date"
    local = instant.astimezone(ZoneInfo(zone))
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{day_in_words(local)}, {local.hour % 12 or 12}:{local:%M} {half}"


@register.filter
def closed(words: str) -> str:
    """With one full stop, also after "p.m."."""
    return words if words.endswith(".") else f"{words}."


@register.filter
def page_numbers(paginator: "Paginator[Any]", number: int) -> Iterator[str | int]:
    """Page numbers around the present one, with gaps: 1 … 4 5 6 … 20."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
