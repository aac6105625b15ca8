"""`make bench NAME=...`: one measurement against servers of its own, which keep their promises to the disk."""

import os
import sys

from local.paths import ROOT, Problem
from local.services import passing_services
from local.testing import run_attended


def run_bench(rest: list[str]) -> int:
    """The measurement's exit status. Raises Problem where NAME names none."""
    known = sorted(path.stem for path in (ROOT / "bench").glob("[a-z]*.py"))
    name = os.environ.get("NAME", "")
    if name not in known:
        raise Problem(f"Say which: make bench NAME={'|'.join(known) or '(there are none yet)'} [QUICK=1]")
    with passing_services("bench", forgetful=False) as services:
        usual = {"DJANGO_SETTINGS_MODULE": "districtprivacy.settings.local", "PYTHONUNBUFFERED": "1"}
        return run_attended(
            [sys.executable, "-m", f"bench.{name}", *rest], {**usual, **os.environ, **services.environment()}
        )
