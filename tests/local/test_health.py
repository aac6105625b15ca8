"""What /healthz says, as `make run` and the containers read it."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from local.health import health
from local.paths import ROOT
from local.ports import free_port

STALE = '{"status": "unwell", "database": {"status": "well"}, "beat": {"status": "stale", "age_seconds": 400.2}}'


@contextmanager
def answering(status: int, body: str) -> Iterator[int]:
    class Healthz(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *words: object) -> None:
            """Quiet."""

    with http.server.HTTPServer(("127.0.0.1", 0), Healthz) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_two_hundred_is_well() -> None:
    with answering(200, '{"status": "well", "database": {"status": "well"}}') as port:
        found = health("127.0.0.1", port)
    assert (found.well, found.unwell) == (True, {})


def test_a_stale_part_is_named_with_its_age() -> None:
    with answering(503, STALE) as port:
        found = health("127.0.0.1", port)
    assert (found.well, found.unwell) == (False, {"beat": "stale, last seen 400 seconds ago"})


def test_a_server_that_does_not_answer_is_not_well() -> None:
    found = health("127.0.0.1", free_port())
    assert not found.well
    assert "does not answer" in found.unwell["web"]


@pytest.mark.parametrize("body", ["", "<h1>Server Error</h1>", "[]", "7"])
def test_an_answer_that_is_no_health_is_not_well(body: str) -> None:
    with answering(500, body) as port:
        assert not health("127.0.0.1", port).well


@pytest.mark.parametrize(("components", "status"), [([], 1), (["database"], 0), (["beat"], 1), (["worker"], 0)])
def test_a_container_asks_for_its_own_part(components: list[str], status: int) -> None:
    command = [sys.executable, "-m", "local.health", *components]
    with answering(503, STALE) as port:
        env = {**os.environ, "PORT": str(port), "HEALTH_AT": "127.0.0.1"}
        said = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert said.returncode == status
