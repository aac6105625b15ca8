"""`make check`: every static check, one line each; all are run, and those that failed are named again at the end."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.paths import ROOT, VENV, say

# The deployment check wants the settings of a real installation; these values are thrown away.
THROW_AWAY = {
    "SECRET_KEY": "thrown-away-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "FIELD_KEYS": "0123456789abcdef" * 4,
    "SEARCH_KEY": "fedcba9876543210" * 4,
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.district.example:587",
    "ALLOWED_HOSTS": "privacy.district.example",
    "SITE_ADDRESS": "https://privacy.district.example",
    "MFA_REQUIRED_ROLES": "privacy_officer",
    "DEFAULT_FROM_EMAIL": "privacy@district.test",
    "CSRF_TRUSTED_ORIGINS": "https://privacy.district.example",
}
PRODUCTION = {**THROW_AWAY, "DJANGO_SETTINGS_MODULE": "districtprivacy.settings.production"}
COLLECTING = {**PRODUCTION, "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
TESTS = {**THROW_AWAY, "DJANGO_SETTINGS_MODULE": "districtprivacy.settings.test"}

Step = tuple[str, Sequence[str], Mapping[str, str]]


def steps() -> list[Step]:
    """Name, command line without its program's folder, and environment."""
    return [
        ("ruff check", ["ruff", "check", "."], {}),
        ("ruff format", ["ruff", "format", "--check", "."], {}),
        ("mypy", ["mypy", "."], TESTS),
        ("imports", ["lint-imports"], TESTS),
        ("templates", ["djlint", "templates", "--lint", "--quiet"], {}),
        ("languages", ["python", "-m", "local.within.messages", "--check"], {}),
        ("our own rules", ["python", "-m", "local.lint"], {}),
        ("migrations", ["python", "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"], TESTS),
        (
            "static files",
            ["python", "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
            COLLECTING,
        ),
        ("deployment", ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ]


def run_checks(rest: list[str]) -> int:
    """1 where any failed. Names in `rest` choose among the steps."""
    chosen = [step for step in steps() if not rest or step[0] in rest]
    failed = [step[0] for step in chosen if not _passes(step)]
    say(f"Failed: {', '.join(failed)}" if failed else f"All {len(chosen)} checks passed.")
    return 1 if failed else 0


def _passes(step: Step) -> bool:
    name, command, environment = step
    began = time.monotonic()
    program = VENV / "bin" / command[0]
    quiet = {"NO_COLOR": "1", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    with tempfile.TemporaryDirectory(prefix="districtprivacy-check-") as scratch:
        said = subprocess.run(
            [program, *command[1:]],
            cwd=ROOT,
            env={**os.environ, **quiet, "DISTRICTPRIVACY_VAR": scratch, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    say(f"{name:<14} {'ok' if said.returncode == 0 else 'FAILED'} ({time.monotonic() - began:.1f} s)")
    if said.returncode:
        say(said.stdout.rstrip())
    return said.returncode == 0
