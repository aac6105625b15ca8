"""The public file of another, fictional district."""

import hashlib
import json
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.webserving import Serve, send

COPY = (
    b"Data agreement between Cedar Meadow District and Maple Reader Fictional, Inc.\n\nRecords stay the district's.\n"
)


def feed_made(root: str, *apps: dict[str, Any], breaches: tuple[dict[str, Any], ...] = (), **fields: Any) -> bytes:
    """The file under `root` (with a slash at its end)."""
    feed = {
        "schema": 2,
        "district": {"name": "Cedar Meadow District 12", "state": "IL", "address": root, "website": ""},
        "day": "2026-03-01",
        "published": {"at": "2026-02-27T15:00:00+00:00", "sha256": "0" * 64},
        "apps": list(apps),
        "breaches": list(breaches),
    }
    return json.dumps({**feed, **fields}).encode()


def app_told(
    root: str,
    name: str = "Maple Reader",
    operator: str = "Maple Reader Fictional, Inc.",
    *,
    offered_until: str | None = None,
    website: str = "",
    copy: bytes = COPY,
) -> dict[str, Any]:
    """One app with one agreement, offered to others until a day or to nobody."""
    slug = name.lower().replace(" ", "-")
    sha256 = hashlib.sha256(copy).hexdigest()
    offer = offered_until and {"open": True, "expires_on": offered_until, "note": "Any district may accept it."}
    return {
        "key": slug,
        "sha256": "1" * 64,
        "page": f"{root}apps/{slug}/",
        "content": {
            "schema": 1,
            "product": {"slug": slug, "name": name, "kind": "website", "description": "Reading.", "website": website},
            "operator": {
                "slug": "an-operator",
                "name": operator,
                "kind": "operator",
                "address": [],
                "website": "",
                "subcontractors": [],
                "subcontractors_url": "",
            },
            "use": None,
            "elements": [element_told("Name")],
            "agreements": [
                {
                    "title": f"Data agreement for {name}",
                    "kind": "data-privacy agreement with exhibits",
                    "description": "",
                    "signed_on": "2026-02-02",
                    "starts_on": "2026-02-02",
                    "ends_on": None,
                    "renews": False,
                    "amended_on": None,
                    "offered_until": offered_until,
                    "posted_on": "2026-02-04",
                    "document": {
                        "sha256": sha256,
                        "name": "agreement.txt",
                        "media_type": "text/plain",
                        "size": len(copy),
                    },
                }
            ],
        },
        "agreements": [
            {"standing": "in_force", "file": f"{root}agreements/{sha256}.txt", "general_offer": offer or None}
        ],
    }


def element_told(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "group": "Contact",
        "class": "directory",
        "explanation": "",
        "about_staff": False,
        "collected": True,
        "maintained": True,
        "disclosed": False,
        "how_used": "",
        "disclosed_to": "",
        "purpose": "",
    }


def breach_told(operator: str = "Maple Reader Fictional, Inc.", key: str = "2026-02-20-maple") -> dict[str, Any]:
    return {
        "key": f"breaches/{key}",
        "sha256": "2" * 64,
        "content": {
            "schema": 1,
            "operator": {"slug": "an-operator" if operator else "", "name": operator},
            "products": [{"slug": "maple-reader", "name": "Maple Reader"}],
            "happened_from": "2026-02-20",
            "happened_until": None,
            "listed": True,
            "students": {"number": 512, "withheld": False},
            "laws": [],
            "notice": None,
            "posted_on": "2026-02-25",
        },
    }


class Neighbour:
    """Another district's page: `file` and `copy` are what it answers, `status` how."""

    def __init__(self, serve: Serve) -> None:
        self.root = serve(self.answer)
        self.file = feed_made(self.root, app_told(self.root))
        self.copy = COPY
        self.status = 200

    def answer(self, one: BaseHTTPRequestHandler) -> None:
        if one.path == "/downloads/apps.json":
            send(one, self.file, self.status)
        elif one.path.startswith("/agreements/"):
            send(one, self.copy, self.status, Content_Type="text/plain")
        else:
            send(one, b"", 404)

    def tells(self, *apps: dict[str, Any], breaches: tuple[dict[str, Any], ...] = ()) -> None:
        self.file = feed_made(self.root, *apps, breaches=breaches)
