"""An export of apps seen in use: what each row would add to the list of apps seen, and taking it over."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from district.audit import Actor
from district.clock import local_day
from district.selectors import district_current_or_none
from inventory.importing.known import Names, names_read
from inventory.importing.names import name_key, near_names
from inventory.importing.reading import Facts
from inventory.models import InventoryImport, InventoryImportRow, RowVerdict, SeenApp, SeenMatch, Sighting
from vendors.models import Product

ROWS_AT_ONCE: Final = 1_000
PROBLEM: Final = "problem"


@dataclass(slots=True)
class Seen:
    """One app of the export: rows of one name are one app, their people added up."""

    key: str
    written: str
    website: str = ""
    users: int | None = None
    seen_on: date | None = None


@dataclass
class Matcher:
    """Which product a name means: by its name or another of its names; else those that are near."""

    names: Names = field(default_factory=names_read)
    hosts: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for pk, website in Product.objects.exclude(website="").values_list("pk", "website"):
            self.hosts.setdefault(host_of(website), []).append(pk)

    def product(self, key: str) -> tuple[int | None, str]:
        found = self.names.products.get(key, ())
        if len(found) == 1:
            return found[0], SeenMatch.EXACT
        others = self.names.known_as.get(key, set())
        return (next(iter(others)), SeenMatch.OTHER_NAME) if len(others) == 1 else (None, SeenMatch.NONE)

    def near(self, apps: Iterable[SeenApp]) -> None:
        """Set `near` of apps that no product is known for, all at once."""
        wanted, there = list(apps), list(self.names.products)
        for app, found in zip(wanted, near_names([app.name_key for app in wanted], there), strict=True):
            likely = {pk: score for at, score in found for pk in self.names.products[there[at]]}
            for host in (host_of(app.website), host_of(app.written) if "." in app.written else ""):
                likely |= dict.fromkeys(self.hosts.get(host, ())[:3], 100) if host else {}
            listed = sorted(likely.items(), key=lambda one: -one[1])[:3]
            app.near = [
                {"pk": pk, "name": f"{self.names.product_names[pk]} ({self._operator(pk)})", "score": score}
                for pk, score in listed
            ]

    def _operator(self, product: int) -> str:
        return self.names.operator_names[self.names.operator_of[product]]


def host_of(address: str) -> str:
    """The host of a web address without "www.", in small letters."""
    try:
        host = urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def seen_planned(batch: InventoryImport, facts: list[Facts]) -> tuple[dict[str, int], str]:
    """For each row: an app that is new on the list, or one that is there, and what it is known as."""
    known = dict(SeenApp.objects.values_list("name_key", "product__name"))
    matcher = Matcher()
    batch.rows.all().delete()
    rows = [_row(batch, one, known, matcher) for one in facts]
    InventoryImportRow.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    counts = Counter(row.verdict for row in rows)
    said = [(row.line, row.verdict, row.reason) for row in rows]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
    return {str(verdict): counts[verdict] for verdict in RowVerdict} | {"rows": len(rows), "doubles": 0}, digest


def _row(batch: InventoryImport, one: Facts, known: Mapping[str, str | None], matcher: Matcher) -> InventoryImportRow:
    name = one.said.get("app", "")
    row = InventoryImportRow(batch=batch, line=one.line, facts=one.said, product_name=name)
    if one.problem or not name:
        row.verdict, row.reason = RowVerdict.REFUSED, one.problem or "The row names no app."
        row.facts = {**one.said, PROBLEM: row.reason}
        return row
    key = name_key(name)
    row.verdict = RowVerdict.CHANGED if key in known else RowVerdict.NEW
    product, _ = matcher.product(key)
    title = known.get(key) or (matcher.names.product_names[product] if product else "")
    row.reason = f"It is {title} of the inventory." if title else "No app of the inventory has this name."
    return row


def seen_taken(batch: InventoryImport, actor: Actor, now: datetime) -> bool:
    """Keep what the export says. Earlier sightings stay; what a person decided of an app stays too."""
    day = _day(now)
    found: dict[str, Seen] = {}
    for said in batch.rows.exclude(verdict=RowVerdict.REFUSED).order_by("line").values_list("facts", flat=True):
        _add(found, said)
    known = {app.name_key: app for app in SeenApp.objects.select_for_update().filter(name_key__in=found)}
    apps = [_app(known.get(one.key), one, day) for one in found.values()]
    matcher = Matcher()
    matched(apps, matcher)
    fresh = [app for app in apps if app.pk is None]
    SeenApp.objects.bulk_create(fresh, batch_size=ROWS_AT_ONCE)
    changed = ["website", "product", "matched", "near", "users", "first_seen_on", "last_seen_on"]
    SeenApp.objects.bulk_update(known.values(), changed, batch_size=ROWS_AT_ONCE)
    Sighting.objects.bulk_create(
        [
            Sighting(app=app, batch=batch, source=batch.source, users=one.users, seen_on=one.seen_on or day)
            for app, one in zip(apps, found.values(), strict=True)
        ],
        batch_size=ROWS_AT_ONCE,
    )
    return True


def matched(apps: Iterable[SeenApp], matcher: Matcher) -> list[SeenApp]:
    """Say of apps without a product which one they are, as far as names tell; those that changed."""
    open_ = [app for app in apps if app.product_id is None]
    before = [(app.product_id, app.matched, app.near) for app in open_]
    for app in open_:
        app.product_id, app.matched = matcher.product(app.name_key)
        app.near = []
    matcher.near(app for app in open_ if app.product_id is None)
    pairs = zip(open_, before, strict=True)
    return [app for app, was in pairs if (app.product_id, app.matched, app.near) != was]


def _add(found: dict[str, Seen], said: Mapping[str, Any]) -> None:
    key = name_key(said["app"])
    one = found.setdefault(key, Seen(key, said["app"][:250]))
    one.website = one.website or said.get("website", "")
    if "users" in said:
        one.users = min((one.users or 0) + said["users"], 2_000_000_000)
    if "seen_on" in said:
        day = date.fromisoformat(said["seen_on"])
        one.seen_on = max(one.seen_on or day, day)


def _app(app: SeenApp | None, one: Seen, day: date) -> SeenApp:
    seen_on = one.seen_on or day
    if app is None:
        app = SeenApp(name_key=one.key, written=one.written, first_seen_on=seen_on, last_seen_on=seen_on)
    app.website = one.website or app.website
    app.users = app.users if one.users is None else one.users
    app.first_seen_on, app.last_seen_on = min(app.first_seen_on, seen_on), max(app.last_seen_on, seen_on)
    return app


def _day(now: datetime) -> date:
    district = district_current_or_none()
    return local_day(now, district.time_zone if district else "UTC")
