"""Words of the import pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse

from district.importstates import ImportState
from inventory.models import ImportPurpose, InventoryImport, InventoryImportRow, RowVerdict

TONES: Final = {
    ImportState.MAPPING: "waiting",
    ImportState.READING: "open",
    ImportState.PLANNED: "waiting",
    ImportState.COMMITTING: "open",
    ImportState.COMMITTED: "done",
    ImportState.REFUSED: "failed",
    ImportState.DROPPED: "withdrawn",
}
VERDICT_TONES: Final = {
    RowVerdict.NEW: "open",
    RowVerdict.CHANGED: "soon",
    RowVerdict.SAME: "off",
    RowVerdict.REFUSED: "failed",
    RowVerdict.DOUBLE: "waiting",
    RowVerdict.LEFT_OUT: "withdrawn",
}
TITLES: Final = {
    RowVerdict.NEW: "Rows with something new",
    RowVerdict.CHANGED: "Rows that change something",
    RowVerdict.SAME: "Rows that say what is there",
    RowVerdict.REFUSED: "Rows that are refused",
    RowVerdict.DOUBLE: "Rows that look like doubles",
    RowVerdict.LEFT_OUT: "Rows that are left out",
}
SEEN_TITLES: Final = {RowVerdict.NEW: "Apps seen for the first time", RowVerdict.CHANGED: "Apps seen before"}
REPORT_COLUMNS: Final = ("Row", "Operator", "App", "What happens", "Why", "Changes")


@dataclass(frozen=True, slots=True)
class Count:
    """One number of the plan, and the address of the rows behind it ("" where there are none)."""

    title: str
    number: int
    url: str
    tone: str


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A line of the list of imports."""

    pk: int
    file_name: str
    source: str
    purpose: str
    state: str
    tone: str
    by: str
    at: datetime
    said: str


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after; `before` is empty where nothing stood there."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row of the dry run."""

    line: int
    name: str
    operator: str
    verdict: str
    tone: str
    reason: str
    changes: tuple[Change, ...]


def counts_shown(batch: InventoryImport) -> list[Count]:
    """The numbers of the plan, those that ask for something first; without those that are none."""
    order = (RowVerdict.DOUBLE, RowVerdict.REFUSED, RowVerdict.NEW, RowVerdict.CHANGED, RowVerdict.SAME)
    found = []
    for verdict in (*order, RowVerdict.LEFT_OUT):
        if number := batch.counts.get(verdict, 0):
            url = "" if batch.state == ImportState.DROPPED else reverse("imports:rows", args=[batch.pk, verdict.value])
            found.append(Count(verdict_title(verdict, batch.purpose), number, url, VERDICT_TONES[verdict]))
    return found


def verdict_title(verdict: RowVerdict, purpose: str) -> str:
    special = SEEN_TITLES if purpose == ImportPurpose.SEEN else {}
    return special.get(verdict, TITLES[verdict])


def import_lines(batches: Iterable[InventoryImport]) -> list[ImportLine]:
    return [
        ImportLine(
            batch.pk,
            batch.file_name,
            batch.source,
            batch.get_purpose_display(),
            batch.get_state_display(),
            TONES[ImportState(batch.state)],
            who(batch),
            batch.created_at,
            said_of(batch),
        )
        for batch in batches
    ]


def who(batch: InventoryImport) -> str:
    return str(batch.by) if batch.by is not None else "a command"


def said_of(batch: InventoryImport) -> str:
    """What it did or would do, in a line; empty before it was planned."""
    if batch.problem or not batch.counts:
        return batch.problem
    counts = batch.counts
    return f"{counts['new']:,} new, {counts['changed']:,} changed, {counts['refused']:,} refused"


def row_lines(rows: Iterable[InventoryImportRow]) -> list[RowLine]:
    return [
        RowLine(
            row.line,
            row.product_name or row.operator_name or "–",
            row.operator_name if row.product_name else "",
            row.get_verdict_display(),
            VERDICT_TONES[RowVerdict(row.verdict)],
            row.reason,
            tuple(Change(*change) for change in row.changes),
        )
        for row in rows
    ]


def report_rows(rows: Iterable[InventoryImportRow]) -> Iterable[tuple[object, ...]]:
    """The report of a run as a table: REPORT_COLUMNS."""
    for row in rows:
        changes = "; ".join(f"{what}: {before or '–'} → {after or '–'}" for what, before, after in row.changes)
        yield row.line, row.operator_name, row.product_name, row.get_verdict_display(), row.reason, changes


def outcome(batch: InventoryImport) -> list[str]:
    """What happens when it is taken over, as sentences."""
    counts = batch.counts
    if batch.purpose == ImportPurpose.SEEN:
        return [
            f"Rows about apps never seen before: {counts['new']:,}; about apps seen before: {counts['changed']:,}.",
            f"Rows not taken over: {counts['refused']:,}.",
            "The inventory stays as it is: what is unknown becomes a list to decide on.",
        ]
    sentences = [f"Rows with something new: {counts['new']:,}. Rows that change something: {counts['changed']:,}."]
    if counts["refused"]:
        sentences.append(f"Rows not taken over because they are refused: {counts['refused']:,}.")
    if counts["double"]:
        sentences.append(f"Rows not taken over because nobody decided whether they are doubles: {counts['double']:,}.")
    sentences.append(
        "Nothing is removed: what the file does not name stays as it is, and so does what a cell leaves empty."
    )
    sentences.append("The report of every row is kept.")
    return sentences
