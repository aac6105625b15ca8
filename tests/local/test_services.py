"""Servers for one run of tests, leftovers, restarts: the parts of `make run` by themselves."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from local.bootstrap import DEVELOPMENT, INSTALLER, RUNTIME
from local.children import Child, Ledger, birth, start, stop
from local.lock import lock_taken
from local.paths import ROOT, Problem
from local.ports import is_free
from local.services import _given, passing_services
from local.supervisor import Kept
from tests.local.conftest import PATIENCE, environment, soon

NO_ENVIRONMENT = ("DATABASE_URL", "REDIS_URL")


@pytest.fixture
def own_var(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in NO_ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISTRICTPRIVACY_VAR", str(folder))
    return folder


def test_servers_for_tests_are_gone_afterwards_with_their_folder(own_var: Path) -> None:
    with passing_services("test", forgetful=True) as services:
        children = [(child.process.pid, birth(child.process.pid)) for child in services.children]
        assert len(children) == 2
        assert all(born for _, born in children)
    assert not any(birth(pid) == born for pid, born in children)
    assert not list((own_var / "test").glob("run-*"))


def test_two_test_runs_side_by_side_have_servers_of_their_own(own_var: Path) -> None:
    with passing_services("test", forgetful=True) as one, passing_services("test", forgetful=True) as other:
        assert one.database_url != other.database_url
        assert one.redis_url != other.redis_url


def test_what_a_killed_test_run_left_is_cleared_away_by_the_next(own_var: Path) -> None:
    left = own_var / "test" / "run-left"
    left.mkdir(parents=True)
    stray = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    Ledger(left / "children.json").add(Child("worker", stray, left / "log"))
    with passing_services("test", forgetful=True):
        assert not left.exists()
    assert stray.wait(PATIENCE) == -signal.SIGTERM


def test_addresses_in_the_environment_are_used_as_they_are(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with passing_services("test", forgetful=True) as services:
        for name, value in services.environment().items():
            monkeypatch.setenv(name, value)
        with passing_services("bench", forgetful=True) as given:
            assert given.environment() == services.environment()
            assert given.children == []


@pytest.mark.parametrize("url", ["postgres://me@[half/x", "postgres://me@127.0.0.1:port/x"])
def test_an_address_that_is_none_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(Problem, match="DATABASE_URL is no address"):
        _given("DATABASE_URL", 5432)


def test_a_leftover_is_known_by_its_birth_not_by_its_number_alone(folder: Path) -> None:
    ledger = Ledger(folder / "children.json")
    ledger.path.write_text(f'{{"worker": [{os.getpid()}, "12"]}}')  # a number that somebody else has by now
    assert ledger.end_leftovers() == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"worker": 7}', '{"worker": ["x", "y"]}'])
def test_a_damaged_ledger_stops_nothing(folder: Path, content: str) -> None:
    ledger = Ledger(folder / "children.json")
    ledger.path.write_text(content)
    assert ledger.end_leftovers() == []


def test_a_child_that_ignores_us_is_ended_with_its_own_children(folder: Path) -> None:
    deaf = "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    script = f"{deaf}; print(os.fork(), flush=True); time.sleep(600)"
    log = folder / "log"
    child = start("stubborn", [sys.executable, "-c", script], log=log, environment=dict(os.environ), patience=0.3)
    assert soon(lambda: log.read_text().count("\n") == 2)
    grandchild = next(int(line) for line in log.read_text().split() if line != "0")
    stop(child)
    assert child.how() == "was ended by SIGKILL"
    assert soon(lambda: not birth(grandchild))


def test_a_process_is_started_again_five_times_a_minute_with_growing_pauses(folder: Path) -> None:
    kept = Kept("web", ["web.py"], Child("web", subprocess.Popen(["true"]), folder / "log"))
    kept.child.process.wait()
    pauses = []
    for _ in range(5):
        assert kept.note_end(1000.0)
        assert kept.again_at
        pauses.append(kept.again_at - 1000.0)
    assert pauses == [1, 2, 4, 8, 16]
    assert not kept.note_end(1000.0)
    assert kept.note_end(1061.0)  # what lies a minute back is forgotten


def test_a_lock_has_one_holder(folder: Path) -> None:
    with lock_taken(folder / "lock"), pytest.raises(BlockingIOError), lock_taken(folder / "lock"):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may use every port")
def test_a_port_that_only_root_may_use_is_refused() -> None:
    with pytest.raises(Problem, match="only be used by root"):
        is_free(80)


def test_a_host_that_is_not_ours_is_refused() -> None:
    with pytest.raises(Problem, match="names no address of this machine"):
        is_free(8000, "nowhere.invalid")


def locked(name: str) -> dict[str, str]:
    words = [line.split()[0] for line in (ROOT / name).read_text().splitlines() if line[:1].isalnum()]
    return dict(word.split("==", 1) for word in words)


def test_the_development_lock_holds_all_of_the_runtime_lock() -> None:
    runtime, development = locked(RUNTIME), locked(DEVELOPMENT)
    assert {name: development.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT, str(INSTALLER.relative_to(ROOT))])
def test_every_locked_package_has_hashes_and_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert len(locked(lock)) <= text.count("--hash=sha256:")
    assert "://" not in text


def test_an_unknown_command_gets_one_line(folder: Path) -> None:
    command = [sys.executable, "-m", "local", "rum"]
    said = subprocess.run(command, cwd=ROOT, env=environment(folder, 1), capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert said.stderr.startswith("There is no command rum. One of: run, test")
    assert said.stderr.count("\n") == 1
