"""`make run`: starts, stops, and comes back whatever happened to it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest

from local.lock import lock_taken
from local.paths import ROOT
from local.ports import free_port
from tests.local.conftest import PATIENCE, STAND_IN, Running, all_gone, environment, soon

Start = Callable[..., Running]


def write_something(running: Running) -> None:
    with running.database().cursor() as cursor:
        cursor.execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('still here')")
    running.cache().set("kept", "still here")


def assert_still_there(running: Running) -> None:
    with running.database().cursor() as cursor:
        cursor.execute("SELECT word FROM kept")
        assert cursor.fetchall() == [("still here",)]
    assert running.cache().get("kept") == b"still here"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_every_child(start: Start, number: signal.Signals) -> None:
    running = start().wait_until_ready()
    children = running.children()
    assert set(children) == {"postgres", "valkey", "web", "worker", "beat"}
    assert running.end(number) == 0
    assert all_gone(children, 0)
    assert "Stopped. All data are kept" in running.printed[-1]


def test_a_second_start_keeps_data_ports_and_passwords(start: Start) -> None:
    first = start().wait_until_ready()
    write_something(first)
    urls = first.urls()
    first.end()
    second = start().wait_until_ready()
    assert second.urls() == urls
    assert_still_there(second)


def test_a_killed_supervisor_leaves_nothing_that_blocks_the_next_start(start: Start) -> None:
    first = start().wait_until_ready()
    write_something(first)
    children = first.children()
    first.process.kill()
    first.process.wait()
    second = start(first.port).wait_until_ready()  # at once, on the same port
    assert_still_there(second)
    assert all_gone(children, 0)


def test_a_database_killed_with_its_supervisor_comes_back(start: Start) -> None:
    first = start().wait_until_ready()
    write_something(first)
    children = first.children()
    os.kill(children["postgres"][0], signal.SIGKILL)
    os.kill(children["valkey"][0], signal.SIGKILL)
    first.process.kill()
    first.process.wait()
    second = start().wait_until_ready()
    assert_still_there(second)


def test_a_command_that_fails_is_named_with_its_last_line_and_nothing_stays(start: Start) -> None:
    running = start(FAILS="loaddemo")
    said, _ = running.process.communicate(timeout=PATIENCE)
    log = running.var / "log" / "loaddemo.log"
    assert running.process.returncode == 1
    assert said.endswith(
        f"manage.py loaddemo --once --sign-ins --skip-checks ended with status 1: No such district (all of it: {log})\n"
    )
    assert start().wait_until_ready()


def test_a_start_may_be_stopped_halfway(start: Start) -> None:
    running = start(LASTS="migrate")
    assert soon(lambda: (running.var / "log" / "migrate.log").exists())
    assert running.end(signal.SIGINT) == 0
    assert not (running.var / "children.json").exists()


def test_a_terminal_that_is_gone_does_not_keep_it_from_stopping_in_order(start: Start) -> None:
    running = start().wait_until_ready()
    children = running.children()
    assert running.process.stdout
    running.process.stdout.close()
    running.process.send_signal(signal.SIGHUP)
    assert running.process.wait(PATIENCE) == 0
    assert all_gone(children, 0)


def test_the_same_folder_runs_once(start: Start) -> None:
    first = start().wait_until_ready()
    second = start()
    said, _ = second.process.communicate(timeout=PATIENCE)
    place = f"http://127.0.0.1:{first.port}/ (process {first.process.pid})"
    assert said == f"District Privacy already runs from this folder, at {place}.\n"
    assert second.process.returncode == 1
    assert first.process.poll() is None


def test_a_taken_port_gets_one_line_and_starts_nothing(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        command = [sys.executable, "-m", "local", "run"]
        said = subprocess.run(
            command, env=environment(folder, port), cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert said.returncode == 1
    assert said.stdout == ""
    assert said.stderr == f"Port {port} is in use by another program. Choose another: make run PORT={port + 1}\n"
    assert not (folder / "var" / "postgres").exists()


@pytest.mark.parametrize("port", ["0", "70000", "eighty", "-1", "8000.5"])
def test_a_port_that_is_none_is_refused(folder: Path, port: str) -> None:
    command = [sys.executable, "-m", "local", "run"]
    env = {**environment(folder, 1), "PORT": port}
    said = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (
        1,
        f"PORT={port} is no port: a number from 1 to 65535 is wanted, as in make run PORT=8000\n",
    )


def test_a_worker_that_ends_is_started_again(start: Start) -> None:
    running = start().wait_until_ready()
    before = running.children()
    os.kill(before["worker"][0], signal.SIGKILL)
    assert soon(lambda: running.children()["worker"] != before["worker"])
    assert running.process.poll() is None
    running.end()
    assert "worker was ended by SIGKILL; it is started again" in running.printed[-1]


def test_a_database_that_ends_stops_everything_and_says_why(start: Start) -> None:
    running = start().wait_until_ready()
    children = running.children()
    os.kill(children["postgres"][0], signal.SIGKILL)
    said, _ = running.process.communicate(timeout=PATIENCE)
    assert running.process.returncode == 1
    assert "postgres was ended by SIGKILL, so everything is stopped. The end of" in said
    assert "database system is ready to accept connections" in said
    assert all_gone(children)


def test_an_interrupt_sent_to_make_alone_stops_everything(start: Start, folder: Path) -> None:
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{STAND_IN}" "{folder}"\n')
    python.chmod(0o755)
    running = start(command=["make", "-C", str(ROOT), "run", f"PYTHON={python}"]).wait_until_ready()
    children = running.children()
    running.end(signal.SIGINT)
    assert all_gone(children, 0)


def test_a_killed_make_stops_everything(start: Start, folder: Path) -> None:
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{STAND_IN}" "{folder}"\n')
    python.chmod(0o755)
    running = start(command=["make", "-C", str(ROOT), "run", f"PYTHON={python}"]).wait_until_ready()
    children = running.children()
    running.process.kill()
    assert all_gone(children)
    with lock_taken(running.var / "run.lock", wait=True):  # by then the supervisor has ended too
        pass


def test_the_passwords_are_readable_by_their_owner_only(start: Start) -> None:
    running = start().wait_until_ready()
    for path in ("services.json", "valkey/valkey.conf", "valkey/password", "postgres/districtprivacy.password"):
        assert (running.var / path).stat().st_mode & 0o077 == 0
    commands = [Path(f"/proc/{pid}/cmdline").read_text() for pid, _ in running.children().values()]
    password = (running.var / "valkey" / "password").read_text()
    assert not any(password in command for command in commands)


def test_the_database_wants_a_password_and_its_user_is_no_superuser(start: Start) -> None:
    running = start().wait_until_ready()
    url = running.urls()["database_url"]
    password = (running.var / "postgres" / "districtprivacy.password").read_text()
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(url.replace(password, "wrong"))
    with running.database().cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser'), version()")
        superuser, version = cursor.fetchone() or ("", "")
    assert superuser == "off"
    assert version.startswith("PostgreSQL 18")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that its servers cannot enter")
def test_root_may_run_from_a_folder_closed_to_everybody_else(start: Start, folder: Path) -> None:
    folder.chmod(0o700)
    running = start().wait_until_ready()
    data = Path(f"/proc/{running.children()['postgres'][0]}/cwd").readlink()
    running.end()
    assert folder.stat().st_mode & 0o777 == 0o700  # nothing is opened up for the sake of the servers
    assert data.is_relative_to("/var/lib/districtprivacy")
    shutil.rmtree(data.parents[1])


def test_a_server_named_by_the_environment_that_does_not_answer_is_named(folder: Path) -> None:
    port = free_port()
    env = {**environment(folder, free_port()), "DATABASE_URL": f"postgres://me:secret@127.0.0.1:{port}/one"}
    command = [sys.executable, str(STAND_IN), str(folder)]
    said = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert said.stderr == (
        f"Nothing answers at 127.0.0.1 port {port}, which DATABASE_URL names. "
        "Start it, or unset DATABASE_URL to use our own.\n"
    )
