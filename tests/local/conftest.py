"""A folder to run in, and a running stand-in that can be asked, killed and started again."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import pytest
import redis

from local.children import birth, wait_until
from local.ports import free_port

STAND_IN = Path(__file__).with_name("stand_in.py")
PATIENCE = 120  # seconds; whoever needs longer hangs, on the busiest machine too


@pytest.fixture
def folder() -> Iterator[Path]:
    """Open to every user, as a checkout usually is (pytest's own folders are not)."""
    made = Path(tempfile.mkdtemp(prefix="districtprivacy-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@dataclass
class Running:
    """One start of the stand-in."""

    folder: Path
    port: int
    process: "subprocess.Popen[str]"
    printed: list[str] = field(default_factory=list)

    @property
    def var(self) -> Path:
        return self.folder / "var"

    def wait_until_ready(self) -> "Running":
        assert self.process.stdout
        for line in self.process.stdout:
            self.printed.append(line)
            if "is ready" in line:
                return self
        raise AssertionError("".join(self.printed))

    def children(self) -> dict[str, tuple[int, str]]:
        """Name to number and birth, of those that are meant to go on running."""
        rows = json.loads((self.var / "children.json").read_text())
        return {
            name: tuple(row) for name, row in rows.items() if name in {"postgres", "valkey", "web", "worker", "beat"}
        }

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        self.printed.append(self.process.communicate(timeout=PATIENCE)[0])
        return self.process.returncode

    def urls(self) -> dict[str, str]:
        return dict(json.loads((self.var / "services.json").read_text()))

    def database(self) -> "psycopg2.extensions.connection":
        connection = psycopg2.connect(self.urls()["database_url"])
        connection.autocommit = True
        return connection

    def cache(self) -> "redis.Redis":
        return redis.Redis.from_url(self.urls()["redis_url"])


def hear_signals() -> None:
    """As a terminal starts a program: a test run in the background or under nohup hands on signals that it ignores."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def environment(folder: Path, port: int) -> dict[str, str]:
    quiet = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "MAKELEVEL"}
    }
    return {**quiet, "DISTRICTPRIVACY_VAR": str(folder / "var"), "PORT": str(port), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Running]]:
    """Start the stand-in (again) in the same folder; `command` in its place where a test needs a program above it."""
    runs: list[Running] = []

    def started(port: int | None = None, command: list[str] | None = None, **more: str) -> Running:
        port = port or free_port()
        words = command or [sys.executable, str(STAND_IN), str(folder)]
        process = subprocess.Popen(
            words,
            env={**environment(folder, port), **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=hear_signals,
        )
        runs.append(Running(folder, port, process))
        return runs[-1]

    yield started
    for running in runs:
        if running.process.poll() is None:
            running.end()
        if running.process.stdout:
            running.process.stdout.close()


def all_gone(children: dict[str, tuple[int, str]], seconds: float = PATIENCE) -> bool:
    """Whether every one of them ended in time."""
    return wait_until(lambda: not any(birth(pid) == born for pid, born in children.values()), seconds)


def soon(true: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    return wait_until(true, seconds)


__all__ = ["PATIENCE", "Running", "all_gone", "environment", "folder", "soon", "start", "time"]
