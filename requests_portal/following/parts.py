"""What other parts of the portal show on the family's page: a copy that is ready, a hearing, who you are.

A part joins in `RequestsPortalConfig.ready`, and answers with what it has to say about a request, or nothing:

    part_register("copies")(copies_part)
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from requests_portal.models import PrivacyRequest


@dataclass(frozen=True, slots=True)
class Part:
    """A card on the page, in the active language. `url_name` takes the token; `label` is the words of its button.

    `order`: smaller stands higher; below 50 it is something that the family should do.
    """

    title: str
    text: str = ""
    url_name: str = ""
    label: str = ""
    order: int = 50


class PartMaker(Protocol):
    """Cards about one request; its queries are counted with the page's, so that there must be few."""

    def __call__(self, *, request: PrivacyRequest, now: datetime) -> list[Part]: ...


MAKERS: dict[str, PartMaker] = {}


def part_register(name: str) -> Callable[[PartMaker], PartMaker]:
    """Registering the same name again replaces it, so that joining twice is harmless."""

    def register(maker: PartMaker) -> PartMaker:
        MAKERS[name] = maker
        return maker

    return register


def parts_of(request: PrivacyRequest, now: datetime) -> list[Part]:
    """Every card, in order."""
    return sorted(_made(request, now), key=lambda part: part.order)


def _made(request: PrivacyRequest, now: datetime) -> Iterator[Part]:
    for maker in MAKERS.values():
        yield from maker(request=request, now=now)
