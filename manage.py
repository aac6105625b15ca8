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


def main() -> None:
    enter_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "districtprivacy.settings.local")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
