#!/usr/bin/env python
"""Run a management command; steps into the project's own environment when the caller is outside it."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def enter_environment() -> None:
    """Re-run under .venv where Django is not importable, so that `python3 manage.py …` works after `make run`."""
    python = ROOT / ".venv" / "bin" / "python"
    if find_spec("django") is None:
        if not python.exists() or Path(sys.prefix) == ROOT / ".venv":
            sys.exit("Django is not installed here. Run `make run` once: it prepares everything.")
        os.execv(python, [str(python), *sys.argv])


# What Django's own parser takes besides a command's arguments.
DJANGOS_OPTIONS = ("--settings", "--pythonpath", "--verbosity", "-v", "--traceback", "--no-color", "--force-color")


def answer_without_django(arguments: list[str]) -> None:
    """`duedate` asks nothing of Django, whose start would take most of its time. Ends the program where it applies."""
    if arguments[:1] == ["duedate"] and not any(one.startswith(DJANGOS_OPTIONS) for one in arguments):
        from rulebook.commandline import main as duedate

        sys.exit(duedate(arguments[1:]))


def main() -> None:
    """A database that is away is one line and exit status 1; --traceback shows the whole story."""
    enter_environment()
    answer_without_django(sys.argv[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "districtprivacy.settings.local")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        said, *_ = str(error).splitlines() or ["no reason given"]
        sys.exit(f"The database cannot be used: {said.strip()}")


if __name__ == "__main__":
    main()
