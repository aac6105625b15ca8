"""The page for whoever wants to use what is published elsewhere: files, the feed, the list in a frame, the API."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from transparency.api.openapi import document
from transparency.embeds.bodies import FRAGMENT, FRAME
from transparency.frames import page
from transparency.place import place_own
from transparency.speaking import address
from transparency.versions import Version


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API, for people. `parameters`: (name, what it narrows by)."""

    path: str
    about: str
    parameters: tuple[tuple[str, str], ...]


def data(version: Version, *, place: str = "", static: bool = False) -> str:
    """`place`: where the page stands, with a slash at the end; empty: the installation's own address."""
    here = (place or place_own()).rstrip("/")
    return page(
        "data.html",
        version,
        "",
        here="/data/",
        static=static,
        frame_address=here + address(FRAME),
        fragment_address=here + address(FRAGMENT),
        feed_address=f"{here}/downloads/changes.atom",
        api_address=f"{place_own()}api/v1/",
        operations=operations(place_own()),
    )


@lru_cache(maxsize=2)
def operations(place: str) -> tuple[Operation, ...]:
    """Everything that the API's description names, in its order."""
    return tuple(_operations(document(place)))


def _operations(described: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in described["paths"].items():
        said = methods["get"]
        parameters = tuple(
            (row["name"], row.get("description", "")) for row in said.get("parameters", ()) if row["in"] == "query"
        )
        yield Operation(path, said.get("description", ""), parameters)
