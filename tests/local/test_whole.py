"""The product itself, as `make run` starts it on an empty machine."""

import json
import sys
import urllib.request
from collections.abc import Callable

from local.paths import ROOT
from tests.local.conftest import Running, all_gone


def test_the_product_starts_well_shows_its_sign_ins_and_stops(start: Callable[..., Running]) -> None:
    code = f"import os; os.chdir({str(ROOT)!r}); from local.run import run; raise SystemExit(run())"
    settings = "districtprivacy.settings.local"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"]
    running = start(command=command, DJANGO_SETTINGS_MODULE=settings, WEB_WORKERS="1", WORKER_CONCURRENCY="1")
    running.wait_until_ready()
    children = running.children()
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/healthz", timeout=10) as answer:
        parts = json.load(answer)
    assert {parts[name]["status"] for name in ("database", "redis", "worker", "beat")} == {"well"}
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/", timeout=10) as answer:
        assert answer.status == 200
    assert running.end() == 0
    assert "@" in running.printed[-1]  # the sign-ins
    assert all_gone(children, 0)
