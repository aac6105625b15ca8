"""manage.py checkstore: is every stored file there and unchanged, and does a row name each?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from contracts.storekeeping import store_checked
from district.management.base import OneLineCommand


class Command(OneLineCommand):
    """Exit status 1 where a file is missing or was changed; files that no row names are listed, removed if asked."""

    help = "Compare the private store with the rows that name its files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove-orphans", action="store_true", help="Take out files that no row names.")

    def handle(self, *args: Any, **options: Any) -> None:
        report = store_checked(remove_orphans=options["remove_orphans"])
        for sha256 in report.orphans:
            self.stdout.write(f"no row names it{', removed' if options['remove_orphans'] else ''}: {sha256}")
        for problem in report.problems:
            self.stderr.write(problem)
        if report.problems:
            raise CommandError(f"{len(report.problems)} of {report.files} files are missing or were changed.")
        self.stdout.write(f"{report.files} files are there and unchanged.")
