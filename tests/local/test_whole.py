"""The product itself as `make run` starts it, but for the demonstration, which has its own tests."""

import json
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

from local.paths import ROOT
from tests.local.conftest import PATIENCE, Running, all_gone

PROGRAM = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from local.run import run
from local.supervisor import Supervisor

step = Supervisor.step
Supervisor.step = lambda self, name, command: step(self, name, command) if name == "migrate" else ""
sys.exit(run())
"""


def test_the_product_starts_well_and_stops(start: Callable[..., Running], folder: Path) -> None:
    program = folder / "program.py"
    program.write_text(PROGRAM)
    fewer = {"WEB_WORKERS": "1", "WORKER_CONCURRENCY": "1"}
    settings = "districtprivacy.settings.local"
    running = start(command=[sys.executable, str(program)], DJANGO_SETTINGS_MODULE=settings, **fewer)
    running.wait_until_ready()
    children = running.children()
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/healthz", timeout=PATIENCE) as answer:
        parts = json.load(answer)
    assert {parts[name]["status"] for name in ("database", "redis", "worker", "beat")} == {"well"}
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/accounts/login/", timeout=PATIENCE) as answer:
        assert answer.status == 200
    assert running.end() == 0
    assert all_gone(children, 0)
