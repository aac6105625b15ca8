"""`manage.py duedate`: the rulebook's own command, without a database."""

import sys
from argparse import SUPPRESS, Namespace
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from rulebook import commandline


class Command(BaseCommand):
    help = commandline.HELP
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Without the usage lines that argparse prints before an error: bad input gets one line."""
        return super().create_parser(prog_name, subcommand, usage=SUPPRESS, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        commandline.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        status = commandline.run(Namespace(**options), self.stdout, self.stderr)
        if status:
            sys.exit(status)
