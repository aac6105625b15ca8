"""What the API's lists hold, as plain data. Whole entries have the shape of the file, see its schema."""

from collections.abc import Mapping
from typing import Any

from transparency.asof import AsOf
from transparency.dataset import district_said, published_said
from transparency.kinds import Kind
from transparency.models import PublicBreach, Snapshot
from transparency.place import app_address, operator_address
from transparency.presenters import publication_summary
from transparency.standing import best_of, standings_of_row
from transparency.versions import Version

BASE = "api/v1/"


def api_address(place: str, path: str) -> str:
    return f"{place}{BASE}{path}"


def app_row(row: Mapping[str, Any], as_of: AsOf, place: str) -> dict[str, Any]:
    """A line of a list of apps. `row` as selectors.ROW reads it."""
    standings = standings_of_row(row, as_of)
    return {
        "key": row["key"],
        "name": row["name"],
        "operator": {"slug": row["operator_slug"], "name": row["operator_name"]},
        "subject": row["content_area"],
        "grades": row["grades"],
        "schools": row["schools"],
        "kinds_of_information": row["element_count"],
        "agreements": len(standings),
        "standing": best_of(standings) or None,
        "posted_on": row["posted_on"].isoformat() if row["posted_on"] else None,
        "page": app_address(place, row["key"]),
        "api_address": api_address(place, f"apps/{row['key']}/"),
    }


def operator_row(row: Mapping[str, Any], operator: Mapping[str, Any], place: str) -> dict[str, Any]:
    """A line of the list of operators: what its entries say of it, and how many apps it has."""
    slug = row["operator_slug"]
    return {
        **operator,
        "apps": row["apps"],
        "page": operator_address(place, slug),
        "api_address": api_address(place, f"operators/{slug}/"),
    }


def kind_row(kind: Kind, place: str) -> dict[str, Any]:
    """A kind of information, and how many apps hold it."""
    return {
        "code": kind.code,
        "name": kind.name,
        "group": kind.group,
        "class": kind.element_class,
        "explanation": kind.explanation,
        "apps": kind.apps,
        "apps_that_disclose_it": kind.disclosed,
        "apps_api_address": api_address(place, f"apps/?information={kind.code}"),
    }


def breach_row(breach: PublicBreach) -> dict[str, Any]:
    """As in the file."""
    return {"key": breach.key, "sha256": breach.sha256, "content": breach.content}


def snapshot_row(snapshot: Snapshot, place: str) -> dict[str, Any]:
    """A publication, without the sentences of its difference."""
    return {
        "number": snapshot.pk,
        **(published_said(snapshot) or {}),
        "apps": snapshot.entries,
        "breaches": snapshot.breaches,
        "summary": publication_summary(snapshot.difference, snapshot.entries, snapshot.breaches),
        "api_address": api_address(place, f"snapshots/{snapshot.pk}/"),
    }


def root_said(version: Version, place: str) -> dict[str, Any]:
    """Where everything is."""
    lists = ("apps", "operators", "information", "breaches", "snapshots")
    return {
        "district": district_said(version, place),
        "day": version.day.isoformat(),
        "published": published_said(version.snapshot),
        **{name: api_address(place, f"{name}/") for name in lists},
        "schema": api_address(place, "schema"),
        "everything": f"{place}downloads/apps.json",
    }
