"""A spreadsheet from its upload to what became of it: received, named, planned, decided on, taken over or dropped.

The file lies sealed until the end, whichever it is. What its rows say and would do stays as the report of the run; of a
file that is dropped nothing stays but its line.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction

from district.audit import Actor, audited
from district.encryption import SealBroken
from district.importstates import ImportState
from district.models import User
from district.refusals import Refused
from district.sealedfiles import sealed_file_discard, sealed_file_keep
from district.tables.packages import Unusable
from district.tables.workbooks import Book
from inventory.importing.fields import columns_wrong, is_field
from inventory.importing.files import DEFAULTS, NAMED, book_kept, digested, guessed, heads, import_book, proposed
from inventory.importing.reading import Facts, facts_of, words_known
from inventory.importing.seen import seen_planned, seen_taken
from inventory.importing.staging import inventory_planned, inventory_taken
from inventory.models import (
    ImportPurpose,
    InventoryDouble,
    InventoryImport,
    RowVerdict,
    SheetMapping,
)

OPEN_STATES: Final = (ImportState.MAPPING, ImportState.READING, ImportState.PLANNED)
PLANS_LIE: Final = timedelta(days=14)
logger = logging.getLogger(__name__)
PLANNING: Final = 8127  # the first half of the advisory lock on one import
LOCK: Final = (8127, 0)  # says "an import is being taken over"


def import_receive(
    *, file_name: str, chunks: Iterable[bytes], purpose: str, source: str, actor: Actor, now: datetime
) -> InventoryImport:
    """Keep an uploaded file, sealed, with a guess of its sheet, header and columns. Refused where it cannot be used."""
    digest = hashlib.sha256()
    kept = sealed_file_keep(digested(chunks, digest.update))
    try:
        book = book_kept(kept, file_name)
        guess = guessed(book, purpose, source)
        with audited(actor=actor, reason="Inventory file handed in"):
            return InventoryImport.objects.create(
                purpose=purpose,
                source=source.strip()[:120],
                file_name=file_name[:255],
                file_sha256=digest.hexdigest(),
                sealed_file=kept,
                by=actor if isinstance(actor, User) else None,
                created_at=now,
                **guess,
            )
    except Unusable as why:
        sealed_file_discard(kept)
        raise Refused(str(why), field="file") from why


def import_sheet_set(
    *, batch: InventoryImport, sheet: str, header_row: int, actor: Actor, now: datetime
) -> InventoryImport:
    """Say which sheet is meant and which of its rows names the columns; columns are proposed anew. Raises Refused."""
    try:
        book = import_book(batch)
        rows, _ = book.head(sheet, until=header_row)
    except Unusable as why:
        raise Refused(str(why)) from why
    header = next((row for row in rows if row.line == header_row), None)
    if header is None:
        raise Refused(f"Row {header_row} is empty: choose the row that names the columns.", field="header_row")
    with audited(actor=actor, reason="Sheet and header of an inventory file named"):
        columns = {NAMED: proposed(header, batch.purpose, batch.source), DEFAULTS: batch.columns.get(DEFAULTS, {})}
        values = {"sheet": sheet, "header_row": header_row, "columns": columns}
        _move(batch, ImportState.MAPPING, (ImportState.MAPPING, ImportState.PLANNED), **values)
    return batch


def import_columns_set(
    *, batch: InventoryImport, columns: Mapping[str, int], defaults: Mapping[str, Any], actor: Actor, now: datetime
) -> None:
    """Say which column is what, remembered for the source. `defaults`: values where the file says none. Refused."""
    chosen = {name: place for name, place in columns.items() if is_field(name, batch.purpose)}
    if wrong := columns_wrong(chosen, batch.purpose):
        raise Refused(wrong)
    with audited(actor=actor, reason="Columns of an inventory file named"):
        if batch.source:
            named_by = {name: head for name, head in heads(batch, chosen).items() if head}
            SheetMapping.objects.update_or_create(
                purpose=batch.purpose, source=batch.source, defaults={"columns": named_by, "used_at": now}
            )
        named = {NAMED: chosen, DEFAULTS: dict(defaults)}
        _move(batch, ImportState.READING, (ImportState.MAPPING, ImportState.PLANNED), columns=named, progress=0)


def import_plan(*, batch: InventoryImport, actor: Actor, now: datetime, book: Book | None = None) -> InventoryImport:
    """Read the file and say for each row what it would do; PLANNED, or REFUSED with a sentence. Safe to run again.

    Not to be called within a transaction: two workers at one file are told apart by a lock of the session.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [PLANNING, batch.pk])
        if not cursor.fetchone()[0]:
            return batch
    try:
        batch.refresh_from_db()
        if batch.state == ImportState.READING:
            _planned(batch, book, actor, now)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [PLANNING, batch.pk])
    return batch


def doubles_decide(
    *, batch: InventoryImport, decided: Mapping[int, tuple[str, int | None, str]], actor: Actor, now: datetime
) -> None:
    """Keep what a person says of names that look like doubles, and plan anew: {number: (decision, pk, name)}.

    "The same" as a record that is there is remembered for every later file. Raises Refused.
    """
    person = actor if isinstance(actor, User) else None
    with audited(actor=actor, reason="Likely doubles of an inventory file decided"):
        rows = {row.pk: row for row in batch.doubles.select_for_update()}
        if set(decided) - set(rows):
            raise Refused("The file was read again meanwhile: look at its names once more.")
        for pk, (decision, same_as, name) in decided.items():
            row = rows[pk]
            row.decision, row.same_as, row.same_as_name = decision, same_as, name
            row.decided_by, row.decided_at = (person, now) if decision else (None, None)
        changed = ["decision", "same_as", "same_as_name", "decided_by", "decided_at"]
        InventoryDouble.objects.bulk_update([rows[pk] for pk in decided], changed)
        _move(batch, ImportState.READING, (ImportState.PLANNED,), progress=0)


def import_commit_ask(*, batch: InventoryImport, actor: Actor, now: datetime) -> None:
    """Decide that the plan is taken over; a worker does it. Refused where it would change nothing."""
    if not writes_in(batch.counts):
        raise Refused("There is nothing to take over: no row would change anything.")
    with audited(actor=actor, reason="Inventory import decided"):
        _move(batch, ImportState.COMMITTING, (ImportState.PLANNED,), progress=0)


def import_commit(*, batch: InventoryImport, actor: Actor, now: datetime) -> InventoryImport:
    """Take a decided plan over, in one transaction. Where it would now do something else, it is planned again.

    So it is where the inventory refuses a row after all: nothing of the file is taken over, and it says so.
    """
    try:
        return _committed(batch, actor, now)
    except (DataError, IntegrityError, ValidationError) as error:
        logger.error("Import %s could not be taken over: %s", batch.pk, type(error).__name__)
        with audited(actor=actor, reason=f"Not taken over: {batch.file_name}"):
            _move(batch, ImportState.READING, (ImportState.COMMITTING,), notes=[REFUSED_AFTER_ALL])
        return InventoryImport.objects.get(pk=batch.pk)


def _committed(batch: InventoryImport, actor: Actor, now: datetime) -> InventoryImport:
    with audited(actor=actor, reason=f"Taken over from {batch.file_name}"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", LOCK)
        batch = InventoryImport.objects.select_for_update().get(pk=batch.pk)
        if batch.state != ImportState.COMMITTING:
            return batch
        if not TAKERS[batch.purpose](batch, actor, now):
            _move(batch, ImportState.READING, (ImportState.COMMITTING,), notes=[CHANGED_SINCE])
            return batch
        batch.state, batch.committed_at, batch.progress = ImportState.COMMITTED, now, 100
        batch.save(update_fields=["state", "committed_at", "progress"])
        _removed(batch, actor)
    return batch


REFUSED_AFTER_ALL: Final = (
    "The inventory refused a row while this file was taken over, so nothing of it was. It was read again: look for "
    "rows with very long or doubled names, and hand in a corrected file."
)
CHANGED_SINCE: Final = (
    "The inventory changed after this file was read. It was read again: look before you take it over."
)


def import_drop(*, batch: InventoryImport, actor: Actor, now: datetime) -> None:
    """Give a file up: nothing of it stays but this line. Refused once it is being taken over."""
    with audited(actor=actor, reason="Inventory file dropped"):
        _move(batch, ImportState.DROPPED, OPEN_STATES)
        batch.rows.all().delete()
        batch.doubles.all().delete()
        _removed(batch, actor)


def imports_tidy(*, actor: Actor, now: datetime) -> None:
    """Drop plans that nobody decided on, and remove files of those that are over."""
    for batch in InventoryImport.objects.filter(state__in=OPEN_STATES, created_at__lte=now - PLANS_LIE):
        import_drop(batch=batch, actor=actor, now=now)
    over = (ImportState.COMMITTED, ImportState.DROPPED, ImportState.REFUSED)
    for batch in InventoryImport.objects.filter(state__in=over).exclude(sealed_file=""):
        _removed(batch, actor)


def writes_in(counts: Mapping[str, int]) -> int:
    """Rows that would change something."""
    return counts.get(RowVerdict.NEW, 0) + counts.get(RowVerdict.CHANGED, 0)


def _planned(batch: InventoryImport, book: Book | None, actor: Actor, now: datetime) -> None:
    try:
        facts, notes = _facts(batch, book or import_book(batch))
    except (Unusable, SealBroken) as why:
        with audited(actor=actor, reason="Inventory file refused"):
            _move(batch, ImportState.REFUSED, (ImportState.READING,), problem=str(why), progress=100)
            _removed(batch, actor)
        return
    told = [note for note in batch.notes if note in (CHANGED_SINCE, REFUSED_AFTER_ALL)]
    with audited(actor=actor, reason="Inventory file planned"):
        counts, digest = PLANNERS[batch.purpose](batch, facts)
        values: dict[str, Any] = {"counts": counts, "notes": [*told, *notes], "plan_sha256": digest}
        _move(batch, ImportState.PLANNED, (ImportState.READING,), progress=100, planned_at=now, **values)


def _facts(batch: InventoryImport, book: Book) -> tuple[list[Facts], list[str]]:
    rows, notes = book.rows(batch.sheet, header_row=batch.header_row)
    columns, defaults = batch.columns.get(NAMED, {}), batch.columns.get(DEFAULTS, {})
    facts = list(facts_of(rows, batch.header_row, columns, defaults, words_known()))
    if not facts:
        raise Unusable("Below the header no row holds anything in the columns that were named.")
    return facts, notes


PLANNERS: Final[dict[str, Callable[[InventoryImport, list[Facts]], tuple[dict[str, int], str]]]] = {
    ImportPurpose.INVENTORY: inventory_planned,
    ImportPurpose.SEEN: seen_planned,
}
TAKERS: Final[dict[str, Callable[[InventoryImport, Actor, datetime], bool]]] = {
    ImportPurpose.INVENTORY: inventory_taken,
    ImportPurpose.SEEN: seen_taken,
}


def _move(batch: InventoryImport, to: ImportState, expected: tuple[ImportState, ...], **values: Any) -> None:
    """Compare and set: of two people at once, one is told. Raises Refused."""
    if not InventoryImport.objects.filter(pk=batch.pk, state__in=expected).update(state=to, **values):
        raise Refused("Somebody, or the worker, was faster: look at the import again.")
    batch.refresh_from_db()


def _removed(batch: InventoryImport, actor: Actor) -> None:
    """Nothing of the file itself stays, once the transaction that ends it is there."""

    def remove() -> None:
        if batch.sealed_file:
            sealed_file_discard(batch.sealed_file)
            with audited(actor=actor, reason="Inventory file removed"):
                InventoryImport.objects.filter(pk=batch.pk).update(sealed_file="")

    transaction.on_commit(remove)
