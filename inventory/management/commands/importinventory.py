"""`manage.py importinventory FILE [--commit]`: a dry run with numbers; with --commit, taken over as well."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError

from district.audit import SystemActor
from district.clock import now as clock_now
from district.csvwriting import csv_pieces
from district.importstates import ImportState
from district.management.base import OneLineCommand, bad_input
from district.refusals import Refused
from inventory.importing.cells import grades_read
from inventory.importing.fields import BY_NAME
from inventory.importing.presenters import REPORT_COLUMNS, report_rows
from inventory.importing.selectors import rows_of
from inventory.importing.services import (
    import_columns_set,
    import_commit,
    import_commit_ask,
    import_drop,
    import_plan,
    import_receive,
    import_sheet_set,
)
from inventory.models import ImportPurpose, InventoryImport, RowVerdict
from roster.importing.values import NotRead

COMMAND: Final = SystemActor("command:importinventory")
SHOWN: Final = 20
PIECE: Final = 1 << 20


class Command(OneLineCommand):
    help = "Read a spreadsheet of operators and apps (.xlsx or CSV) and say row by row what it would change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="FILE")
        parser.add_argument("--commit", action="store_true", help="take the plan over after the dry run")
        parser.add_argument("--seen", action="store_true", help="the file lists apps seen in use")
        parser.add_argument("--source", default="", help="where it comes from: columns are remembered under this name")
        parser.add_argument("--sheet", default="", help="name of the sheet, where the guess is wrong")
        parser.add_argument("--header", type=int, default=0, metavar="ROW", help="row that names the columns, from 1")
        parser.add_argument("--grades", default="", metavar="K-5", help="grades of rows that say none")
        parser.add_argument("--report", metavar="FILE", help="write what happens with every row to this CSV file")

    def handle(self, *, path: str, commit: bool, report: str | None, **options: Any) -> None:
        batch = self._received(Path(path), **options)
        try:
            import_plan(batch=batch, actor=COMMAND, now=clock_now())
            if batch.state != ImportState.PLANNED:
                raise bad_input(batch.problem or "The file is being read by somebody else.")
            self._said(batch)
            if report:
                self._written(batch, Path(report))
            self._decided(batch, commit=commit)
        finally:
            if batch.state in (ImportState.MAPPING, ImportState.READING, ImportState.PLANNED):
                import_drop(batch=batch, actor=COMMAND, now=clock_now())

    def _received(self, path: Path, *, seen: bool, source: str, sheet: str, header: int, grades: str, **_: Any) -> Any:
        if not path.is_file():
            raise bad_input(f"There is no file {path}.")
        purpose = ImportPurpose.SEEN if seen else ImportPurpose.INVENTORY
        try:
            with path.open("rb") as stream:
                chunks = iter(lambda: stream.read(PIECE), b"")
                batch = import_receive(
                    file_name=path.name, chunks=chunks, purpose=purpose, source=source, actor=COMMAND, now=clock_now()
                )
        except Refused as why:
            raise bad_input(str(why)) from why
        try:
            if sheet or header:
                row = header or batch.header_row
                import_sheet_set(
                    batch=batch, sheet=sheet or batch.sheet, header_row=row, actor=COMMAND, now=clock_now()
                )
            columns = batch.columns["fields"]
            import_columns_set(batch=batch, columns=columns, defaults=_grades(grades), actor=COMMAND, now=clock_now())
        except Refused as why:
            import_drop(batch=batch, actor=COMMAND, now=clock_now())
            raise bad_input(str(why)) from why
        self.stdout.write("Read as: " + ", ".join(BY_NAME[name].title for name in columns if name in BY_NAME) + ".")
        return batch

    def _said(self, batch: InventoryImport) -> None:
        for note in batch.notes:
            self.stdout.write(note)
        self.stdout.write(
            "Rows: {new} new, {changed} changed, {same} as they are, {refused} refused, {double} that look like "
            "doubles.".format(**batch.counts)
        )
        waiting = [RowVerdict.REFUSED, RowVerdict.DOUBLE]
        for number, row in enumerate(batch.rows.filter(verdict__in=waiting).order_by("line")[: SHOWN + 1]):
            if number == SHOWN:
                self.stdout.write("  … and more: --report FILE writes them all.")
                break
            self.stdout.write(f"  row {row.line}: {row.reason}")

    def _written(self, batch: InventoryImport, place: Path) -> None:
        with place.open("w", encoding="utf-8", newline="") as out:
            out.writelines(csv_pieces(REPORT_COLUMNS, report_rows(rows_of(batch).iterator(chunk_size=1000))))
        self.stdout.write(f"Every row written to {place}.")

    def _decided(self, batch: InventoryImport, *, commit: bool) -> None:
        if not commit:
            self.stdout.write("Nothing was changed. --commit takes it over.")
            return
        try:
            import_commit_ask(batch=batch, actor=COMMAND, now=clock_now())
        except Refused as why:
            raise CommandError(str(why)) from why
        done = import_commit(batch=batch, actor=COMMAND, now=clock_now())
        if done.state == ImportState.READING:  # somebody changed the inventory meanwhile
            import_drop(batch=done, actor=COMMAND, now=clock_now())
            raise CommandError("The inventory changed meanwhile: run it again.")
        batch.refresh_from_db()
        self.stdout.write("Taken over.")


def _grades(written: str) -> dict[str, str]:
    if not written:
        return {}
    try:
        lowest, highest = grades_read(written)
    except NotRead as why:
        raise bad_input(str(why)) from why
    return {"lowest_grade": lowest, "highest_grade": highest}
