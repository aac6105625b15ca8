"""Where the public page stands: the beginning of every absolute address that downloads, feeds and embeds give."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from transparency.presenters import file_url


def place_own() -> str:
    """The installation's own address, with a slash at the end. Never what a visitor's request says it is."""
    return settings.SITE_ADDRESS.rstrip("/") + "/"


class PlaceRefused(ValueError):
    """What was typed is no address of a page."""


def place_read(text: str) -> str:
    """An address that somebody typed, with a slash at the end. PlaceRefused unless it is http or https, and no more."""
    text = text.strip()
    if not text.startswith(("http://", "https://")) or any(letter in text for letter in " \"'<>?#"):
        raise PlaceRefused(f"{text} is no address of a page: it begins with https:// and has no ? or #.")
    return text.rstrip("/") + "/"


def app_address(place: str, key: str) -> str:
    return f"{place}apps/{key}/"


def operator_address(place: str, slug: str) -> str:
    return f"{place}operators/{slug}/"


def copy_address(place: str, document: Mapping[str, Any]) -> str:
    """The posted copy of an agreement."""
    return f"{place}{file_url(document).removeprefix('/')}"
