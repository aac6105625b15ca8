"""What is public as tables: the same rows for CSV files and workbook. Columns are only ever added at the end."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from district.csvwriting import csv_pieces
from transparency import selectors
from transparency.breaches import breaches_downloaded
from transparency.content import Content, content_read
from transparency.place import app_address
from transparency.presenters import handling_in_words
from transparency.standing import STANDINGS, standings_of
from transparency.versions import Version

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `rows(version, place)` gives texts, numbers, truths, days or None, one for each column."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Callable[[Version, str], Iterable[Row]]


def csv_of(table: Table) -> Callable[[Version, str], Iterator[str]]:
    """The table as pieces of a CSV file."""
    return lambda version, place: csv_pieces(table.columns, table.rows(version, place))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def apps_rows(version: Version, place: str) -> Iterator[Row]:
    """A row per app and agreement of a publication, with how the agreement stands today."""
    for key, _, content, row in selectors.entries_downloaded(version.snapshot):
        yield from _app_rows(content_read(content), standings_of(content, row, version.as_of), app_address(place, key))


def _app_rows(content: Content, standings: list[str], address: str) -> Iterator[Row]:
    product, operator, use = content["product"], content["operator"], content["use"] or {}
    for agreement, standing in zip(content["agreements"], standings, strict=True):
        yield (
            product["name"], operator["name"], operator["kind"], ", ".join(operator["address"]),
            use.get("content_area"), use.get("lowest_grade"), use.get("highest_grade"),
            "; ".join(use.get("schools", [])) or "all", use.get("purpose"),
            "; ".join(row["name"] for row in content["elements"]),
            agreement["title"], day(agreement["signed_on"]), day(agreement["starts_on"]), day(agreement["ends_on"]),
            agreement["renews"], day(agreement["posted_on"]), agreement["document"]["sha256"], address,
            STANDINGS[standing], day((agreement.get("notice") or {}).get("executed_on")),
            day(agreement["offered_until"]), product["sign_in"], product["data_location"],
            use.get("users_under_13"), use.get("purpose_es"),
        )  # fmt: skip


def information_rows(version: Version, place: str) -> Iterator[Row]:
    """A row per app and kind of information of a publication."""
    for key, _, content, _ in selectors.entries_downloaded(version.snapshot):
        yield from _information_rows(content_read(content), app_address(place, key))


def _information_rows(content: Content, address: str) -> Iterator[Row]:
    names = content["product"]["name"], content["operator"]["name"]
    for row in content["elements"]:
        yield (
            *names, row["name"], row["group"], row["explanation"], handling_in_words(row), row["how_used"],
            row["disclosed_to"], row["purpose"], row["about_staff"], row["code"], row["class"], row["how_used_es"],
            row["disclosed_to_es"], row["purpose_es"], address,
        )  # fmt: skip


def breaches_rows(version: Version, place: str) -> Iterator[Row]:
    """A row per breach that a publication listed."""
    for _, _, content in breaches_downloaded(selectors.breaches_of(version.snapshot)):
        notice = content["notice"] or {}
        yield (
            day(content["happened_from"]), day(content["happened_until"]), content["operator"]["name"],
            "; ".join(row["name"] for row in content["products"]), content["students"]["number"],
            content["students"]["withheld"], day(content["posted_on"]),
            "; ".join(f"{row['law']}: {row['at']}" for row in content["laws"]), notice.get("en"), notice.get("es"),
        )  # fmt: skip


APPS: Final = Table(
    "apps",
    "Apps and agreements",
    (
        "app", "operator", "operator_kind", "business_address", "subject", "lowest_grade", "highest_grade", "schools",
        "purpose", "kinds_of_information", "agreement", "signed_on", "begins_on", "ends_on", "renews_by_itself",
        "posted_on", "agreement_sha256", "address", "standing", "notice_executed_on", "offered_to_districts_until",
        "sign_in", "where_the_data_is", "users_under_13", "purpose_es",
    ),
    apps_rows,
)  # fmt: skip
INFORMATION: Final = Table(
    "information",
    "Kinds of information",
    (
        "app", "operator", "kind_of_information", "group", "what_it_is", "handling", "how_it_is_used", "disclosed_to",
        "for_what_purpose", "about_staff", "code", "class", "how_it_is_used_es", "disclosed_to_es",
        "for_what_purpose_es", "address",
    ),
    information_rows,
)  # fmt: skip
BREACHES: Final = Table(
    "breaches",
    "Breaches",
    (
        "happened_from", "happened_until", "operator", "apps", "students", "number_withheld", "posted_on", "laws",
        "notice", "notice_spanish",
    ),
    breaches_rows,
)  # fmt: skip
TABLES: Final = (APPS, INFORMATION, BREACHES)
