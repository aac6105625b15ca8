"""`make test`: the whole suite against servers of its own."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping

from local.paths import ROOT, say
from local.services import passing_services


def run_tests(rest: list[str]) -> int:
    """pytest's exit status. Chosen tests: make test ARGS="tests/rulebook -k business"."""
    workers = os.environ.get("TEST_WORKERS") or str(max(2, min(os.cpu_count() or 2, 8)))
    arguments = ["-m", "pytest", "-n", workers, *(rest or shlex.split(os.environ.get("ARGS", "")))]
    with passing_services("test", forgetful=True) as services:
        say(f"Tests with {workers} processes against PostgreSQL and Valkey of their own.")
        settings = {"DJANGO_SETTINGS_MODULE": "districtprivacy.settings.test", **services.environment()}
        return run_attended([sys.executable, *arguments], {**os.environ, **settings})


def run_attended(command: list[str], environment: Mapping[str, str]) -> int:
    """Its exit status. Ctrl-C reaches it directly; other wishes to stop are passed on: our servers end after it."""
    process = subprocess.Popen(command, env=dict(environment), cwd=ROOT)
    before = {
        number: signal.signal(number, lambda got, _: process.send_signal(got))
        for number in (signal.SIGTERM, signal.SIGHUP)
    }
    before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        status = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return status if status >= 0 else 128 - status
