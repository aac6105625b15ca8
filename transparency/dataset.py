"""Everything public as one JSON file, in the shape of api/schema/district-public-2.json. docs/proof.md says how to
prove it, docs/public-data.md how to read it."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from transparency import selectors
from transparency.asof import AsOf
from transparency.breaches import breaches_downloaded
from transparency.content import Content
from transparency.models import Snapshot
from transparency.place import app_address, copy_address
from transparency.signing.selectors import signature_of
from transparency.standing import offer_of, standings_of
from transparency.versions import Version

SCHEMA: Final = 2
SCHEMA_NAME: Final = f"schema-{SCHEMA}.json"


@cache
def schema_text() -> str:
    """The description of the file, as it is served beside it."""
    path = Path(__file__).parent / "api" / "schema" / f"district-public-{SCHEMA}.json"
    return path.read_text(encoding="utf-8")


def apps_json(version: Version, place: str) -> Iterator[str]:
    """The file in pieces, all of one publication. `place`: the address that the page has, with a slash at the end."""
    head = {
        "$schema": f"{place}downloads/{SCHEMA_NAME}",
        "schema": SCHEMA,
        "district": district_said(version, place),
        "day": version.day.isoformat(),
        "published": published_signed(version.snapshot),
    }
    yield json_line(head)[:-1] + ',"apps":['
    for number, (key, sha256, content, row) in enumerate(selectors.entries_downloaded(version.snapshot)):
        yield (",\n" if number else "\n") + json_line(app_said(key, sha256, content, row, version.as_of, place))
    yield '\n],"breaches":['
    for number, (key, sha256, content) in enumerate(breaches_downloaded(selectors.breaches_of(version.snapshot))):
        yield (",\n" if number else "\n") + json_line({"key": key, "sha256": sha256, "content": content})
    yield "\n]}\n"


def district_said(version: Version, place: str) -> dict[str, str] | None:
    district = version.district
    if district is None:
        return None
    return {"name": district.name, "state": district.state, "address": place, "website": district.website}


def published_said(snapshot: Snapshot | None) -> dict[str, Any] | None:
    """When, and the hash over everything."""
    return {"at": snapshot.taken_at.isoformat(), "sha256": snapshot.sha256} if snapshot else None


def published_signed(snapshot: Snapshot | None) -> dict[str, Any] | None:
    """The same with the signature; `proof` is null of a publication that was not signed."""
    said = published_said(snapshot)
    return None if said is None else said | {"proof": signature_of(snapshot)}


def app_said(
    key: str, sha256: str, content: Content, row: Mapping[str, Any], as_of: AsOf, place: str
) -> dict[str, Any]:
    """One app. What stands beside `content` is reckoned for the day, and no part of what is proven."""
    standings = standings_of(content, row, as_of)
    agreements = [
        {
            "standing": standing,
            "file": copy_address(place, agreement["document"]),
            "general_offer": offer_of(agreement, standing, as_of.day),
        }
        for agreement, standing in zip(content["agreements"], standings, strict=True)
    ]
    page = app_address(place, key)
    return {"key": key, "sha256": sha256, "page": page, "content": content, "agreements": agreements}


def json_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
