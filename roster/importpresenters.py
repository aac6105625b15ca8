"""Words of the import pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from roster.models import ImportState, RosterImport

TONES: Final = {
    ImportState.MAPPING: "waiting",
    ImportState.READING: "open",
    ImportState.PLANNED: "waiting",
    ImportState.COMMITTING: "open",
    ImportState.COMMITTED: "done",
    ImportState.REFUSED: "failed",
    ImportState.DROPPED: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A list behind a number: its title, the number's name in the counts, whether it lists rows or people."""

    title: str
    count: str
    troubles: bool = False


LISTS: Final = {
    "added": Listed("Pupils who are new", "students_added"),
    "changed": Listed("Pupils whose record changes", "students_changed"),
    "gone": Listed("Pupils who have left", "students_gone"),
    "guardians-added": Listed("Guardians who are new", "guardians_added"),
    "guardians-changed": Listed("Guardians whose record changes", "guardians_changed"),
    "guardians-gone": Listed("Guardians whom no pupil has any more", "guardians_gone"),
    "conflicts": Listed("Rows that come back", "conflicts", troubles=True),
    "notices": Listed("Rows taken with a remark", "notices", troubles=True),
    "left-out": Listed("Pupils left out, as was said of their school", "left_out", troubles=True),
}
# Of whom, and under which words: added, changed, unchanged, gone.
VERDICTS: Final = ("added", "changed", "unchanged", "gone")


@dataclass(frozen=True, slots=True)
class CountLine:
    """A line of the plan: its title, and for each verdict the number and the list behind it ("" for none)."""

    title: str
    cells: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A line of the list of imports."""

    pk: int
    file_name: str
    source: str
    state: str
    tone: str
    by: str
    at: datetime
    said: str


def count_lines(batch: RosterImport) -> list[CountLine]:
    """Pupils and guardians, added to gone."""
    lines = []
    for title, name, prefix in (("Pupils", "students", ""), ("Guardians", "guardians", "guardians-")):
        cells = tuple(
            (verdict, batch.counts.get(f"{name}_{verdict}", 0), prefix + verdict if prefix + verdict in LISTS else "")
            for verdict in VERDICTS
        )
        lines.append(CountLine(title, cells))
    return lines


def import_lines(batches: Iterable[RosterImport]) -> list[ImportLine]:
    return [
        ImportLine(
            batch.pk,
            batch.file_name,
            batch.get_source_display(),
            batch.get_state_display(),
            TONES[ImportState(batch.state)],
            str(batch.by) if batch.by is not None else "a command",
            batch.created_at,
            said_of(batch),
        )
        for batch in batches
    ]


def said_of(batch: RosterImport) -> str:
    """What it did or would do, in a line; empty before it was planned."""
    if batch.problem or not batch.counts:
        return batch.problem
    found = (f"{batch.counts.get(f'students_{verdict}', 0):,} {verdict}" for verdict in ("added", "changed", "gone"))
    return "Pupils: " + ", ".join(found)


def outcome(batch: RosterImport) -> list[str]:
    """What happens when it is taken over, as sentences."""
    counts = batch.counts
    sentences = [
        f"Pupils: {counts['students_added']:,} added, {counts['students_changed']:,} changed, "
        f"{counts['students_unchanged']:,} as they are.",
        f"Guardians: {counts['guardians_added']:,} added, {counts['guardians_changed']:,} changed.",
    ]
    if counts["students_gone"]:
        sentences.append(f"Marked as having left: {counts['students_gone']:,}. They stay until retention removes them.")
    if counts["conflicts"]:
        sentences.append(f"Rows not taken over: {counts['conflicts']:,}. Download them before: then they are removed.")
    sentences.append("Court orders and “do not contact” stay as they are.")
    return sentences
