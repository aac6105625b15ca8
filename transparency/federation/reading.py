"""Another district's file, read with suspicion: its shape is checked whole before a word of it is used.

What is read is what the published schema describes (docs/public-data.md). Members that it does not know are passed
over. Addresses in the file must lie under the district's own: a file cannot send this installation elsewhere.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

VERSION: Final = 2
SCHEMA_FILE: Final = Path(__file__).parent.parent / "api" / "schema" / f"district-public-{VERSION}.json"
MOST_ADDRESS: Final = 500
MOST_STUDENTS: Final = 10_000_000  # more than any district has
MOST_WORDS: Final = 300  # of a message about what is wrong: the file's own text may be long


class FeedRefused(ValueError):
    """The file cannot be used; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class AppRead:
    """One app: the parts that are compared and shown. `agreements` is as FollowedApp keeps them."""

    key: str
    name: str
    operator: str
    website: str
    page: str
    agreements: list[dict[str, Any]]
    elements: list[str]
    offered_until: date | None


@dataclass(frozen=True, slots=True)
class BreachRead:
    key: str
    operator: str
    products: list[str]
    happened_from: date | None
    happened_until: date | None
    students: int | None
    withheld: bool
    posted_on: date | None


@dataclass(frozen=True, slots=True)
class Feed:
    """What a district's file says of itself, its apps and its breaches."""

    name: str
    state: str
    page: str
    published_at: datetime | None
    apps: list[AppRead] = field(default_factory=list)
    breaches: list[BreachRead] = field(default_factory=list)


def feed_read(body: bytes, address: str) -> Feed:
    """The file at `address`. FeedRefused, with the first thing that is wrong, for one of another shape."""
    data = _parsed(body)
    if not isinstance(data, dict) or "schema" not in data:
        raise FeedRefused("This is not the file of a district's public page. Its name ends with /downloads/apps.json.")
    if data["schema"] != VERSION:
        told = str(data["schema"])[:20]
        raise FeedRefused(f"The file is of version {told} of its shape; this installation reads version {VERSION}.")
    if (fault := next(_validator().iter_errors(data), None)) is not None:
        raise FeedRefused(_fault_in_words(best_match([fault]) or fault))
    if data["district"] is None:
        raise FeedRefused("That installation has no district yet: its file says nothing.")
    return _feed(data, address)


def _parsed(body: bytes) -> Any:
    try:
        if b"\\u0000" in body:
            raise ValueError("a letter that no text holds")
        data = json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant, parse_float=_no_number)
        json.dumps(data, ensure_ascii=False).encode()  # half letters, which no text may hold, fail here
    except (ValueError, RecursionError) as error:
        raise FeedRefused("The answer is not a JSON file: it may be a page for people, or broken.") from error
    return data


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _no_number(word: str) -> Any:
    raise ValueError(f"{word}: the file holds whole numbers alone")


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def _fault_in_words(fault: ValidationError) -> str:
    place = " / ".join(str(part) for part in fault.absolute_path) or "its first line"
    return f"The file is not of the documented shape, at {place}: {fault.message}"[:MOST_WORDS]


def _feed(data: Mapping[str, Any], address: str) -> Feed:
    district = data["district"]
    if _place(district["address"]) != _place(address) or len(district["address"]) > MOST_ADDRESS:
        told = urlsplit(district["address"]).hostname or "another place"
        raise FeedRefused(f"The file says that it belongs to {told[:100]}, which is not where it was read.")
    published = data["published"]
    try:
        return Feed(
            name=district["name"],
            state=district["state"],
            page=district["address"],
            published_at=_moment(published["at"]) if published else None,
            apps=list(_apps(data, district["address"])),
            breaches=[_breach(row) for row in data["breaches"]],
        )
    except (ValueError, OverflowError) as error:
        raise FeedRefused(f"The file holds something that cannot be: {error}"[:MOST_WORDS]) from error


def _place(address: str) -> tuple[str, str, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port


def _apps(data: Mapping[str, Any], root: str) -> Iterator[AppRead]:
    seen: set[str] = set()
    for row in data["apps"]:
        if row["key"] in seen:
            raise ValueError(f"the app {row['key']} stands there twice")
        seen.add(row["key"])
        content = row["content"]
        if len(row["agreements"]) != len(content["agreements"]):
            raise ValueError(f"the agreements of {row['key']} are not told in the same number twice")
        told = zip(content["agreements"], row["agreements"], strict=True)
        agreements = [_agreement(one, standing, root) for one, standing in told]
        open_until = [date.fromisoformat(one["offer"]["expires_on"]) for one in agreements if _open(one)]
        yield AppRead(
            key=row["key"],
            name=content["product"]["name"],
            operator=content["operator"]["name"],
            website=content["product"]["website"] or content["operator"]["website"],
            page=_under(root, row["page"]),
            agreements=agreements,
            elements=[one["name"] for one in content["elements"]],
            offered_until=max(open_until, default=None),
        )


def _open(agreement: Mapping[str, Any]) -> bool:
    return bool(agreement["offer"] and agreement["offer"]["open"])


def _agreement(row: Mapping[str, Any], standing: Mapping[str, Any], root: str) -> dict[str, Any]:
    offer, document = standing["general_offer"], row["document"]
    return {
        "title": row["title"],
        "kind": row["kind"],
        "signed_on": _day(row["signed_on"]),
        "ends_on": _day(row["ends_on"]),
        "standing": standing["standing"],
        "file": _under(root, standing["file"]),
        "sha256": document["sha256"],
        "name": document["name"],
        "redacted": "redacted" in document,
        "offer": offer and {"open": offer["open"], "expires_on": _day(offer["expires_on"]), "note": offer["note"]},
    }


def _under(root: str, address: str) -> str:
    if not address.startswith(f"{root.rstrip('/')}/") or "/../" in address:
        raise ValueError("an address in it leads away from the district's own page")
    return address


def _breach(row: Mapping[str, Any]) -> BreachRead:
    content = row["content"]
    if (content["students"]["number"] or 0) > MOST_STUDENTS:
        raise ValueError(f"the breach {row['key']} names more students than any district has")
    return BreachRead(
        key=row["key"],
        operator=content["operator"]["name"] if content["operator"]["slug"] else "",
        products=[one["name"] for one in content["products"]],
        happened_from=_date(content["happened_from"]),
        happened_until=_date(content["happened_until"]),
        students=content["students"]["number"],
        withheld=content["students"]["withheld"],
        posted_on=_date(content["posted_on"]),
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _day(text: str | None) -> str | None:
    """The same text, once it is known to be a day of the calendar."""
    return date.fromisoformat(text).isoformat() if text else None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("the moment of publishing does not say its distance from UTC")
    return moment
