"""What our management commands share: arguments that cannot be used get one line and exit status 2, no usage block."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

BAD_INPUT = 2


class OneLineCommand(BaseCommand):
    """A command whose parser names the mistake alone. `--help` shows the usage as ever."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.print_usage = _no_usage  # type: ignore[method-assign]
        return parser


def bad_input(line: str) -> CommandError:
    """To raise where an argument's value cannot be used."""
    return CommandError(line, returncode=BAD_INPUT)


def _no_usage(file: Any = None) -> None:
    """In the place of ArgumentParser.print_usage, which argparse calls before each error."""
