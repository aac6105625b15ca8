"""`manage.py importroster FOLDER|ZIP|CSV [--commit]`: a dry run with numbers; with --commit, taken over as well."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError

from district.audit import SystemActor
from district.clock import now as clock_now
from district.csvwriting import csv_pieces
from district.management.base import OneLineCommand, bad_input
from district.refusals import Refused
from district.selectors import district_current_or_none
from district.tables.packages import Package, Unusable, package_of
from roster.importing.counting import schools_unknown, troubles_all
from roster.importing.fields import FIELDS, columns_proposed
from roster.importing.plaincsv import plain_table
from roster.importing.reports import problem_header, problem_rows
from roster.models import ImportState, RosterImport
from roster.services.imports import (
    import_columns_set,
    import_commit,
    import_commit_ask,
    import_drop,
    import_from_package,
    import_plan,
    many_gone,
)

COMMAND: Final = SystemActor("command:importroster")
SHOWN: Final = 20


class Command(OneLineCommand):
    help = "Read a roster (OneRoster folder or ZIP file, or one CSV file) and say what it would change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="FOLDER|ZIP|CSV")
        parser.add_argument("--commit", action="store_true", help="take the plan over after the dry run")
        parser.add_argument("--some", action="store_true", help="the file does not name every pupil: nobody is gone")
        parser.add_argument("--allow-gone", action="store_true", help="also where a fifth of the pupils or more go")
        parser.add_argument("--problems", metavar="FILE", help="write rows that come back to this CSV file")
        parser.add_argument("--column", action="append", default=[], metavar="FIELD=HEADER", help="for a CSV file")

    def handle(self, *, path: str, column: list[str], some: bool, **options: Any) -> None:
        if district_current_or_none() is None:
            raise CommandError("Enter the district first: name, state, time zone and schools.")
        try:
            package = package_of(Path(path))
            batch = import_from_package(
                package=package, file_name=Path(path).name, whole=not some, actor=COMMAND, now=clock_now()
            )
            if batch.state == ImportState.MAPPING:
                self._columns(batch, package, column)
        except (Unusable, Refused) as why:
            raise bad_input(str(why)) from why
        import_plan(batch=batch, actor=COMMAND, now=clock_now(), package=package)
        if batch.state != ImportState.PLANNED:
            raise bad_input(batch.problem or "The file is being read by somebody else.")
        try:
            self._said(batch, options["problems"])
            self._decided(batch, package, **options)
        finally:
            if batch.state == ImportState.PLANNED:
                import_drop(batch=batch, actor=COMMAND, now=clock_now())

    def _columns(self, batch: RosterImport, package: Package, named: list[str]) -> None:
        """As --column says, else as remembered or guessed from the headers."""
        table = plain_table(package)
        columns = dict(batch.columns["fields"]) or columns_proposed(table.header)
        lower = [name.lower() for name in table.header]
        for pair in named:
            name, _, header = pair.partition("=")
            if name not in FIELDS or header.strip().lower() not in lower:
                raise Unusable(
                    f"--column {pair}: write a field ({', '.join(list(FIELDS)[:8])}, …) = a header of the file."
                )
            columns = {key: place for key, place in columns.items() if key != name}
            columns[name] = lower.index(header.strip().lower())
        for name, place in columns.items():
            self.stdout.write(f"  {table.header[place]}: {FIELDS[name].group}, {FIELDS[name].title}")
        import_columns_set(batch=batch, columns=columns, header=list(table.header), actor=COMMAND, now=clock_now())

    def _said(self, batch: RosterImport, problems: str | None) -> None:
        counts = batch.counts
        for note in batch.notes:
            self.stdout.write(note)
        self.stdout.write(
            "Pupils: {students_added} added, {students_changed} changed, {students_unchanged} unchanged, "
            "{students_gone} gone.".format(**counts)
        )
        self.stdout.write(
            "Guardians: {guardians_added} added, {guardians_changed} changed, {guardians_unchanged} unchanged, "
            "{guardians_gone} gone.".format(**counts)
        )
        self.stdout.write("Rows that come back: {conflicts}. Taken with a remark: {notices}.".format(**counts))
        for school, pupils in schools_unknown(batch.pk):
            self.stdout.write(f"  No school here is “{school}”: {pupils} pupils.")
        for number, trouble in enumerate(troubles_all(batch.pk)):
            if number == SHOWN:
                self.stdout.write("  … and more: --problems FILE writes them all.")
                break
            self.stdout.write(f"  {trouble.file}, line {trouble.line}, {trouble.field or 'the row'}: {trouble.reason}")
        if problems:
            self._written(batch, Path(problems))

    def _written(self, batch: RosterImport, place: Path) -> None:
        header = problem_header(batch.pk)
        with place.open("w", encoding="utf-8", newline="") as out:
            out.writelines(csv_pieces(header, problem_rows(batch.pk)))
        self.stdout.write(f"{batch.counts['conflicts']} rows written to {place}.")

    def _decided(self, batch: RosterImport, package: Package, *, commit: bool, allow_gone: bool, **_: Any) -> None:
        if not commit:
            self.stdout.write("Nothing was changed. --commit takes it over.")
            return
        if many_gone(batch.counts) and not allow_gone:
            raise CommandError(
                f"{batch.counts['students_gone']} of {batch.counts['students_before']} pupils would be marked gone. "
                "Is the file whole? --allow-gone takes it over all the same."
            )
        try:
            import_commit_ask(batch=batch, confirmed_gone=allow_gone, actor=COMMAND, now=clock_now())
        except Refused as why:
            raise CommandError(str(why)) from why
        done = import_commit(batch=batch, actor=COMMAND, now=clock_now())
        if done.state == ImportState.READING:  # somebody else took a roster over meanwhile
            import_drop(batch=done, actor=COMMAND, now=clock_now())
            raise CommandError("Another roster was taken over meanwhile: run it again.")
        self.stdout.write("Taken over.")
