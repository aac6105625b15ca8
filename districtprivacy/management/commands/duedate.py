"""`manage.py duedate`: the rulebook's own command, without a database."""

import sys
from argparse import Namespace
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from rulebook import commandline


class Command(BaseCommand):
    help = commandline.HELP
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        commandline.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        status = commandline.run(Namespace(**options), self.stdout, self.stderr)
        if status:
            sys.exit(status)
