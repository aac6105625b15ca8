"""`manage.py duedate`: the rulebook's own command. manage.py hands over to the rulebook before Django starts, unless
one of Django's own options is given."""

import sys
from argparse import Namespace
from typing import Any

from django.core.management.base import CommandParser

from district.management.base import OneLineCommand
from rulebook import commandline


class Command(OneLineCommand):
    help = commandline.HELP
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        commandline.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        status = commandline.run(Namespace(**options), self.stdout, self.stderr)
        if status:
            sys.exit(status)
