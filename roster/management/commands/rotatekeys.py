"""manage.py rotatekeys: seal everything anew with the first key of FIELD_KEYS. Stop and start it at any time."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from district.management.base import OneLineCommand
from district.rotation import BATCH, Column, Step, columns, files_left, rotate, rows_left
from roster.rekeying import rekey


class Command(OneLineCommand):
    help = "Seal every sealed value anew with the first key of FIELD_KEYS; resumable. Says numbers, never contents."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH, help=f"rows in one transaction ({BATCH})")
        parser.add_argument("--dry-run", action="store_true", help="only say how much is left to do")
        parser.add_argument("--search-keys", action="store_true", help="make the hashes for searching anew, too")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"] < 1:
            raise CommandError("--batch is at least 1.")
        if options["dry_run"]:
            for column in columns():
                self.stdout.write(f"{column.title}: {rows_left(column):,} left")
            return
        broken = sum(self.rotated(column, options["batch"]) for column in columns())
        if options["search_keys"]:
            for step in rekey(batch=options["batch"]):
                self.say(step)
        self.finished(broken)

    def rotated(self, column: Column, batch: int) -> int:
        """How many values of the column no key opens."""
        broken = 0
        for step in rotate(column, batch=batch):
            broken = step.broken
            self.say(step)
        return broken

    def say(self, step: Step) -> None:
        self.stdout.write(f"{step.title}: {step.sealed:,} of {step.total:,}")

    def finished(self, broken: int) -> None:
        left = {column.title: number for column in columns() if (number := rows_left(column))}
        if broken:
            raise CommandError(
                f"{broken:,} values open with none of the keys and were left as they are ({', '.join(left)}). "
                "Put the key that sealed them back into FIELD_KEYS."
            )
        if left:
            raise CommandError(f"{sum(left.values()):,} values were sealed by an old key meanwhile. Run it again.")
        if waiting := files_left():
            raise CommandError(
                f"Every row is sealed by the first key; {waiting:,} files that were handed in wait under an old one. "
                "Take their imports over or drop them, then run it again."
            )
        self.stdout.write(self.style.SUCCESS("Everything is sealed by the first key. The others may go."))
