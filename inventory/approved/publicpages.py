"""Where the public reads of an app: said by the room that publishes, which lies above this one, when it starts."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol


class PublicPages(Protocol):
    """Asked for {slug: address} of the apps, among these, that stand on the public page."""

    def __call__(self, *, slugs: Iterable[str]) -> Mapping[str, str]: ...


ASKED: dict[str, PublicPages] = {}


def public_pages_said_by(name: str) -> Callable[[PublicPages], PublicPages]:
    """Register a room's answer under a name; the same name replaces it, so that joining twice is harmless."""

    def register(pages: PublicPages) -> PublicPages:
        ASKED[name] = pages
        return pages

    return register


def public_pages_of(slugs: Iterable[str]) -> dict[str, str]:
    """{slug: address} of those that are published; one query for each room that answers."""
    asked = list(slugs)
    return {slug: url for pages in ASKED.values() for slug, url in pages(slugs=asked).items()} if asked else {}
