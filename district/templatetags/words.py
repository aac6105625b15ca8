"""Dates and numbers in words, as every screen and letter says them."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Paginator
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


def _spanish() -> bool:
    return (get_language() or "").startswith("es")


@register.filter
def day_in_words(day: date | datetime | None, zone: str = "") -> str:
    """Friday 27 November 2026; for an instant, its day in the zone given. Spanish: viernes 27 de noviembre de 2026."""
    if day is None:
        return _("no date")
    if isinstance(day, datetime) and zone:
        day = day.astimezone(ZoneInfo(zone))
    if _spanish():
        return f"{WEEKDAYS[day.weekday()]} {plain_day(day)}"
    return f"{day:%A} {day.day} {day:%B %Y}"


@register.filter
def plain_day(day: date | datetime | None) -> str:
    """Without the day of the week: 27 November 2026; Spanish: 27 de noviembre de 2026."""
    if day is None:
        return _("no date")
    if _spanish():
        return f"{day.day} de {MONTHS[day.month]} de {day.year}"
    return f"{day.day} {day:%B %Y}"


@register.filter
def moment_in_words(instant: datetime | None, zone: str = "UTC") -> str:
    """Friday 27 November 2026, 3:05 p.m.; Spanish: viernes 27 de noviembre de 2026, 3:05 p. m."""
    if instant is None:
        return _("no date")
    local = instant.astimezone(ZoneInfo(zone))
    halves = ("a. m.", "p. m.") if _spanish() else ("a.m.", "p.m.")
    return f"{day_in_words(local)}, {local.hour % 12 or 12}:{local:%M} {halves[local.hour >= 12]}"


@register.filter
def closed(words: str) -> str:
    """With one full stop, also after "p.m."."""
    return words if words.endswith(".") else f"{words}."


@register.filter
def page_numbers(paginator: "Paginator[Any]", number: int) -> Iterator[str | int]:
    """Page numbers around the present one, with gaps: 1 … 4 5 6 … 20."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
